"""The rules of chapters E to I: the case list, at the panel, outcomes, feedback, independent members."""

from cpp_core.guidance.rule_text import RuleText

# fmt: off
CASE_LIST = (
    RuleText("LST-1", "When the list goes out",
             "Cases are identified at least a week before by length of detention; the report goes to all members, to "
             "independent members never later than 2 days before.",
             "CPP 9.0 §6; IPM 1.0 Arranging 4", ("the report itself goes 7 days before",)),
    RuleText("LST-2", "What it says",
             "For each case what the guidance lists: ownership, removal directions, adults at risk, criminal casework, "
             "previous recommendations, bail in principle. What the source lacks is named as missing.",
             "CPP 9.0 §6, §7", ("naming what is missing",)),
    RuleText("LST-3", "The re-run",
             "The report is run again immediately before the panel; members get what changed.",
             "CPP 9.0 §6", ("2 hours before and at the opening", "a fresh extract is asked for", "a case gone from "
                            "the newest extract is kept off")),
    RuleText("LST-4", "Light touch",
             "A case with bail granted in principle is flagged for a light touch review.",
             "CPP 9.0 §10.4"),
    RuleText("LST-5", "Who can open it, and until when",
             "Lists lie where only the panel's members can open them; members are reminded to delete what they "
             "downloaded.",
             "CPP 9.0 §6, §8.7", ("access ends two working days after the panel",)),
    RuleText("LST-6", "Nothing personal in messages",
             "Chat, previews and mail subjects carry references, never names, health or offence details.",
             "data protection", ("all of it: it follows from data protection, not from the guidance",)),
)

AT_THE_PANEL = (
    RuleText("REC-1", "Recommendations",
             "One of release, maintain with actions, maintain; or none, with significant reasons in full and a date by "
             "when they are resolved.",
             "CPP 9.0 §10", ("without a recommendation there is no audit",)),
    RuleText("REC-2", "Reasons to release",
             "A release names its reason (barriers to removal, vulnerability, bail granted in principle) and the "
             "facts.",
             "CPP 9.0 §10.1, §10.4"),
    RuleText("REC-3", "Maintaining detention",
             "Both maintains say why detention is justified and proportionate. With actions: at least one, and the "
             "event whose failure would have detention assessed again. Without: an earlier decision to release "
             "stands.",
             "CPP 9.0 §10.2, §10.3", ("who does an action, and by when",)),
    RuleText("REC-4", "Reasoning and minimum standards",
             "Every recommendation has its reasoning, the long-stop that was discussed, and the record of the minimum "
             "standards.",
             "CPP 9.0 §3, §7, §10", ("the form of the record", "the long-stop is a date")),
    RuleText("REC-5", "The collective view",
             "The recommendation is the panel's collective view; where members are split the majority decides, and "
             "without one the chair.",
             "CPP 9.0 §8.1, §15; IPM 1.0 Annex A", ("whose views are counted",)),
    RuleText("REC-6", "Bail granted in principle",
             "Release in line with the grant is the default; another outcome needs a change of circumstances.",
             "CPP 9.0 §10.4", ("that another outcome must name its change",)),
    RuleText("REC-7", "Said before",
             "What repeats a previous panel's recommendation is shown beside it, and the chair says why it is made "
             "again.",
             "CPP 9.0 §7", ("that the chair says why",)),
    RuleText("REC-8", "Documented and disclosable",
             "A recommendation is never changed in place: a correction is a new entry, and who had the old one gets "
             "the new one.",
             "CPP 9.0 §8.8, §10, §11.3", ("the form of a correction",)),
    RuleText("REC-9", "How it comes to stand",
             "The officer introduces the case and drafts; the chair summarises and confirms. The chair's checklist is "
             "worked through and the Minimum Review Checklist returned.",
             "CPP 9.0 §8.1, §8.5", ("it stands once the chair confirms it",)),
    RuleText("REC-10", "Behaviour",
             "A concern about behaviour is raised with the CPP lead within 24 hours of the panel.",
             "CPP 9.0 §8.1, §8.8", ("the 24 hours run from the panel's actual close",)),
    RuleText("REC-11", "Safeguarding",
             "Safeguarding and vulnerability concerns are recorded, sent to the team that must act, and followed up.",
             "CPP 9.0 §3, §8.1, §8.2", ("that they are followed up",)),
)

OUTCOME = (
    RuleText("OUT-1", "Telling casework",
             "Casework team and case owner get the recommendation by e-mail, with reasons and actions; the SPOC gets "
             "all of theirs.",
             "CPP 9.0 §10, §11, §13", ("by the end of the next working day, a release when the panel is closed",)),
    RuleText("OUT-2", "Entry on Atlas",
             "The CPP team enters each recommendation on Atlas: date, recommendation, and for release or actions "
             "details and reasons.",
             "CPP 9.0 §11.1", ("by the end of the next working day",)),
    RuleText("OUT-3", "Casework answers",
             "Casework records within 2 weeks whether it agrees, or as the CPP team sets.",
             "CPP 9.0 §11.1, §13", ("for every recommendation", "reminders at 7, 11 and 13 days")),
    RuleText("OUT-4", "Disagreeing",
             "To disagree needs full reasons, on Atlas and in the next review, and approval at the chair's grade or "
             "higher. A release agreed goes to the appropriate grade.",
             "CPP 9.0 §11.3", ("the longer of the case's and the panel's band", "the approver is not the case owner")),
    RuleText("OUT-5", "The audit",
             "Two weeks after the panel the CPP team audits each release and each set of actions, and decides whether "
             "to refer the case again.",
             "CPP 9.0 §7, §10.1, §10.2, §11.3", ("after the casework team's own time is over",)),
    RuleText("OUT-6", "The next review",
             "The next Detention and Case Progression Review reflects the panel: presented, recommended, agreed or "
             "not, taken forward when and by whom.",
             "CPP 9.0 §11.2, §13", ("asked for at the next projected review",)),
    RuleText("OUT-7", "Compliance",
             "Compliance is reported monthly, with the teams below the expected standard; SPOCs get the cases to "
             "rectify.",
             "CPP 9.0 §12, §13", ("on the first working day", "the standard of 90 %")),
    RuleText("OUT-8", "A SPOC for everyone",
             "Every casework command has a SPOC, who hears of changes to panels and their processes.",
             "CPP 9.0 §6, §13"),
)

FEEDBACK = (
    RuleText("FBK-1", "Wash-up",
             "Every panel ends with a wash-up by chair and independent member: cases for escalation, and feedback.",
             "CPP 9.0 §8.1, §15; IPM 1.0 Feedback", ("the answer to an escalation is followed up",)),
    RuleText("FBK-2", "Feedback on the chair",
             "The independent member's feedback on the chair goes to the CPP lead; once given, the chair's personal "
             "details are deleted and the kind stays.",
             "IPM 1.0 Feedback 1"),
    RuleText("FBK-3", "Feedback on the independent member",
             "The chair's feedback goes to the CPP lead; the operational and the strategic lead give it.",
             "CPP 9.0 §8.1, §8.4, §15"),
    RuleText("FBK-4", "Reporting back",
             "The independent member reports significant discussion points and best practice; the Case Feedback Log "
             "keeps them.",
             "CPP 9.0 §8.4; IPM 1.0 Feedback 2"),
    RuleText("FBK-5", "Answering suggestions",
             "Each suggestion gets an owner, a published response and a date to look again.",
             "IAPNCM 2014", ("all of it: that document answers recommendations in this form",)),
)

INDEPENDENT = (
    RuleText("IPM-1", "From recruitment to seat",
             "Due diligence, clearance, declaration, offer and form each have their date; nobody sits outside their "
             "appointment or uncleared. New members are sought once a year.",
             "IPM 1.0 Recruiting, Annex A, B; IPM advert", ("warnings 6, 3 and 1 months before an end",)),
    RuleText("IPM-2", "Onboarding",
             "A visit, training, two observed panels, the Detention Gatekeeper, time with the CPP lead, IT access.",
             "IPM 1.0 Post recruitment", ("unfinished, it warns and does not bar",)),
    RuleText("IPM-3", "Meetings, travel, passes",
             "Meetings of independent members are called, attended and paid; travel and passes, where needed, are a "
             "checklist.",
             "IPM advert; IPM 1.0 Arranging, Annex A"),
    RuleText("FEE-1", "Fees",
             "£210.00 for a panel, with preparation and feedback; £105.00 for a feedback meeting; more than a day's "
             "work is approved first.",
             "IPM 1.0 Pay; IPM advert", ("two panels on a day are put to the CPP team",)),
    RuleText("FEE-2", "Cancelled panels",
             "A panel cancelled on the day or within 72 hours of its start is paid in full.",
             "IPM 1.0 Pay", ("a postponed panel is treated alike",)),
    RuleText("FEE-3", "Claims",
             "Claims are made within a month on the POH2 form, authorised at Grade 7 or above, against the cost code; "
             "the monthly record of cost is kept.",
             "IPM 1.0 Pay, Funding", ("reminders of a claim's end",)),
)
# fmt: on
