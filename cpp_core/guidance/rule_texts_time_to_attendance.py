"""The rules of chapters 0 (time) and A to D: the detention clock, the panel, invitations, attendance."""

from cpp_core.guidance.rule_text import RuleText

# fmt: off
TIME = (
    RuleText("TIME-1", "Clock and working days",
             "The wall clock is London's. Working days are Monday to Friday less the bank holidays of England and "
             "Wales. An answer at the very moment of a deadline is in time.",
             "CPP 9.0 §6", ("working hours are 09:00 to 17:00", "what a working day is")),
    RuleText("TIME-2", "Days, hours and months",
             "Days keep the time of day over a clock change. Hours are elapsed. A calendar month before keeps the day "
             "of the month, or takes that month's last.",
             "CPP 9.0 §6", ("all of it: the guidance does not say how days are counted",)),
    RuleText("TIME-3", "What the service owes before a panel",
             "What is owed at least so many days before a panel is done at 09:30 on that date, or on the working day "
             "before it.",
             "CPP 9.0 §6", ("09:30", "the working day before")),
    RuleText("TIME-4", "Cutoffs in working hours",
             "A cutoff outside working hours moves to the end of the last working hours before it.",
             "CPP 9.0 §6", ("that it moves, and where to",)),
    RuleText("TIME-5", "Time for a reserve to answer",
             "A reserve has until the same time on the next working day, never past 17:00 on the last working day "
             "before the panel. With less than that left all remaining reserves are asked together; the first yes "
             "sits.",
             "CPP 9.0 §6", ("all of it: the guidance only asks for enough notice",)),
    RuleText("TIME-6", "Duties of others",
             "A duty that someone owes within so many days runs to the end of that date, or of the next working day.",
             "CPP 9.0 §11.1", ("the end of the date", "the next working day")),
    RuleText("TIME-7", "When nothing is sent",
             "At most one reminder for a person, panel and working day, and none from the cutoff on. Outside working "
             "hours only what a cutoff, the last re-run, a late withdrawal or a release outcome causes.",
             "CPP 9.0 §6", ("all of it",)),
    RuleText("TIME-8", "What is already past",
             "What is past when a panel is made or moved is done at once and marked late, with a reason. A cutoff "
             "that is past is not applied: whoever makes the panel sets a new one.",
             "CPP 9.0 §6", ("all of it",)),
)

CLOCK = (
    RuleText("CLK-1", "Reviews every 28 days",
             "A Detention and Case Progression Review falls every 28 days from the start of immigration detention. "
             "Nothing is counted in calendar months.",
             "CPP 9.0 §2, §4", ("the day count: the start is day 0",)),
    RuleText("CLK-2", "Review points",
             "Every third review is a review point; the case is due at a panel in the week after it.",
             "CPP 9.0 §2, §4, §5",
             ("the week is the Monday to Sunday after the week of the review point",
              "projected dates rule, also where a review was held late")),
    RuleText("CLK-3", "Bands",
             "The band of a case follows the whole 84-day periods completed on the panel's date: up to one is "
             "3-month, two or three 6-9-month, four or more 12-month-plus.",
             "CPP 9.0 §5", ("where exactly one band ends and the next begins",)),
    RuleText("CLK-4", "Ad hoc referrals",
             "A case can be referred outside the cycle by the teams that the guidance names, or others; with who, why "
             "and by when.",
             "CPP 9.0 §2, §4, §10.1, §10.2", ("a referral does not reset the clock",)),
    RuleText("CLK-5", "The end of detention",
             "Release or removal ends the cycle: the case leaves every future list.",
             "CPP 9.0 §2", ("a new detention starts a new clock",)),
)

PANEL = (
    RuleText("PAN-1", "Quorum",
             "Present are a member from each of FNORC, NRPC, Returns Logistics and Litigation Operations, an "
             "independent member, a chair, and a CPP officer as secretariat. Who dials in counts.",
             "CPP 9.0 §5, §8.2, §8.5", ("the chair fills no core seat",)),
    RuleText("PAN-2", "Grades",
             "Members are EO or above; an independent member has no grade. The chair is at least SEO for a 3-month "
             "panel and at least Grade 7 for longer bands; the longest-detained case counts.",
             "CPP 9.0 §5, §8, §8.1", ("a case above the chair's grade is not added until the chair is replaced",)),
    RuleText("PAN-3", "Length of a panel",
             "A panel lasts 2 hours 30 minutes, and its number of cases fits into it. Cases not reached go first to a "
             "later panel, with the reason.",
             "CPP 9.0 §5", ("the minutes for each kind of case, the opening and the wash-up",)),
    RuleText("PAN-4", "Training",
             "Chair, members and experts have done the formal training, and the refreshers asked of them. Updates go "
             "to all chairs and members.",
             "CPP 9.0 §5, §6, §9", ("someone untrained is not seated",)),
    RuleText("PAN-5", "Frequency",
             "Members and chairs are released for 10 to 12 panels in 12 months, or what their line manager agreed "
             "before; an independent member gives 15 to 30 days a year.",
             "CPP 9.0 §8.6, §15.1; IPM 1.0 Annex A; IPM advert",
             ("the 12 months roll", "pro rata for who started later", "neither end is a ban")),
    RuleText("PAN-6", "Supplementary seats",
             "Business experts, presenting officers, policy colleagues, shadowing chairs and observers may join; the "
             "panel does not depend on them.",
             "CPP 9.0 §5, §8.3, §15"),
    RuleText("PAN-7", "One's own case",
             "Who owns a case stays seated for the others; on that case their view is not counted and its quorum is "
             "worked out without them.",
             "CPP 9.0 §8.8", ("all of it: the guidance asks for objectivity and impartiality",)),
    RuleText("PAN-8", "Without quorum",
             "Without all core seats a panel does not proceed unless its chair decides so, having considered whether "
             "its objective can be met and whether it is independent enough.",
             "CPP 9.0 §5", ("otherwise it is postponed or cancelled", "an officer or a chair of the grade cannot be "
                            "waived")),
    RuleText("PAN-9", "In Teams",
             "Panels are held in Microsoft Teams, with cameras on at introductions; nothing depends on a building.",
             "CPP 9.0 §5; IPM 1.0 Arranging, Business Continuity"),
)

INVITATION = (
    RuleText("INV-1", "Nominations",
             "SPOCs of the core areas name a member and at least one reserve for each panel, and say that they are "
             "trained and have time to prepare.",
             "CPP 9.0 §6, §13, §14", ("the ladder of 35, 28, 21, 16 and 15 days", "deputies", "chairs are named by "
                                      "the CPP team")),
    RuleText("INV-2", "Availability of independent members",
             "An independent member's availability is confirmed at least one calendar month before a panel.",
             "IPM 1.0 Arranging 1", ("asked at 42 days, reminded at 35",)),
    RuleText("INV-3", "Invitations",
             "Invitations go out at least two weeks before a panel.",
             "CPP 9.0 §6"),
    RuleText("INV-4", "The reference guide",
             "Every invitation carries the CPP Information Reference Guide; each invitee gets one invitation.",
             "CPP 9.0 §7"),
    RuleText("INV-5", "Who joins later",
             "Who joins later gets an invitation of their own, and nobody else is disturbed; who is stood down is "
             "taken off.",
             "CPP 9.0 §6", ("that nobody else is disturbed",)),
)

ATTENDANCE = (
    RuleText("ATT-1", "Confirming",
             "Each member confirms for each panel at least 3 days before. The latest answer stands; \"tentative\" is "
             "no answer.",
             "CPP 9.0 §6, §15", ("the ways to answer", "the latest answer stands")),
    RuleText("ATT-2", "The cutoff",
             "Members who have not confirmed are reminded. The cutoff is the panel's start less 3 days, in working "
             "hours.",
             "CPP 9.0 §6", ("reminders at 7, 5 and 4 days", "the days are calendar days")),
    RuleText("ATT-3", "Reserves",
             "Declined, or unanswered at the cutoff, the first reserve is asked, then the next. The reserve, the SPOC "
             "and the CPP officer are told at once.",
             "CPP 9.0 §6, §15", ("a yes before the nominal cutoff gives the seat back, unless the reserve confirmed",)),
    RuleText("ATT-4", "No reserve left",
             "With nobody left to ask, the seat is vacant: SPOC and CPP team are asked for a name, quorum is worked "
             "out again, and the chair is asked for a decision.",
             "CPP 9.0 §5, §6", ("12:00 on the last working day before the panel",)),
    RuleText("ATT-5", "Late withdrawals",
             "Who confirmed and then withdraws, even on the day, is handled in the same way, at once.",
             "CPP 9.0 §6"),
    RuleText("ATT-6", "Chair and independent member",
             "Chair and independent member are chased like core seats.",
             "CPP 9.0 §5, §8.4", ("the reserve for an independent member is another one, for a chair another chair of "
                                  "the grade",)),
    RuleText("ATT-7", "Who attended",
             "The officer records who attended and from when, lateness included.",
             "CPP 9.0 §8.6, §14, §15"),
)
# fmt: on
