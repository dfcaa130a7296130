"""The lists that the guidance gives, in its order: what is offered to choose from, or to be ticked off."""

from cpp_core.guidance.vocabulary import ActionKind, Choice

REFERRAL_SOURCES = (
    Choice("detention-gatekeeper", "Detention Gatekeeper"),
    Choice("detention-services", "Detention Services"),
    Choice("detention-engagement-team", "Detention Engagement Team"),
    Choice("dvaat", "Detained Vulnerability Assurance and Advice Team"),
    Choice("caseworker", "Caseworker"),
    Choice("returns-director", "Returns Director"),
    Choice("previous-panel", "A previous panel"),
    Choice("cpp-audit", "The CPP team, after an audit"),
    Choice("other", "Another team"),
)
"""CLK-4, CPP 9.0 §2, §4, §10.1, §10.2."""

SUPPLEMENTARY_AREAS = (
    Choice("detention-gatekeeper", "Detention Gatekeeper"),
    Choice("detention-engagement-team", "Detention Engagement Team"),
    Choice("dvaat", "Detained Vulnerability Assurance and Advice Team"),
    Choice("oscu", "Operational Support & Certification Unit"),
    Choice("fnorc-ippdp", "FNO RC Investigation & Pending Prosecution, Documentation and POCA Team"),
    Choice("presenting-officers", "Presenting Officers Unit"),
    Choice("policy", "Removals Enforcement and Detention Policy or Asylum Policy"),
    Choice("shadowing-chair", "Shadowing chair"),
    Choice("observer", "Observer"),
)
"""PAN-6, CPP 9.0 §5, §8.3, §15."""

SERIOUS_CRIMES = (
    Choice("drug-trafficking", "Drug trafficking"),
    Choice("human-trafficking", "Human trafficking"),
    Choice("arms-trafficking", "Arms trafficking"),
    Choice("prostitution-child-sex", "Prostitution and child sex"),
    Choice("armed-robbery", "Armed robbery"),
    Choice("money-laundering", "Money laundering"),
    Choice("fraud", "Fraud"),
    Choice("tax-evasion", "Tax evasion and revenue offences"),
    Choice("corruption", "Corruption and bribery"),
    Choice("blackmail", "Blackmail"),
    Choice("intellectual-property", "Intellectual property offences"),
    Choice("environmental", "Environmental crimes"),
    Choice("inchoate", "Attempting, conspiring, encouraging or assisting, or aiding or abetting such an offence"),
)
"""LST-2, CPP 9.0 §6."""

CIRCUMSTANCE_CHANGES = (
    Choice("removal-barriers", "Changes in casework or removal barriers"),
    Choice("release-barriers", "Changes in release barriers"),
    Choice("vulnerability", "Changes to vulnerability or adults at risk level"),
    Choice("other", "Another change"),
)
"""REC-6, CPP 9.0 §10.4."""

BAIL_PROMPTS = (
    Choice("progress", "What would advance the case"),
    Choice("release-barriers", "Which barriers to release can be removed"),
    Choice("support", "Whether someone identified as vulnerable has the appropriate support"),
    Choice("escalation", "Whether the casework team should have it escalated"),
)
"""REC-6, CPP 9.0 §10.4."""

STANDARDS = (
    Choice("presumption-of-liberty", "The presumption of liberty was considered"),
    Choice("alternatives", "Alternatives to detention were considered; if not appropriate, why is summarised"),
    Choice("hardial-singh", "Hardial Singh principles were balanced with any risks attached to release"),
    Choice("adults-at-risk", "Adherence to the adults at risk policy was considered"),
    Choice("applications-and-appeals", "It was not presumed that applications and appeals will fail"),
    Choice("previous-panels", "Previous recommendations and their actions were looked at"),
    Choice("facts", "The recommendation rests on facts, not on speculation"),
)
"""REC-4, CPP 9.0 §3, §7, §10."""

DOCUMENTS = (
    Choice("dcpr", "Detention and Case Progression Review"),
    Choice("case-notes", "Atlas case notes"),
    Choice("person-alerts", "Atlas Person Alerts"),
    Choice("detention-overview", "Atlas Detention Overview, with engagement records and previous recommendations"),
    Choice("compliance-enforcement", "Atlas Compliance & Enforcement: bail decisions however old, case types, removal"),
    Choice("appeals", "Appeal Details"),
    Choice("judicial-review", "Atlas Judicial Review Details"),
    Choice("travel-documents", "Details of travel documents submitted"),
    Choice("breaches", "Breaches of conditions of release, and absconder details"),
    Choice("offences", "Offence details"),
)
"""REC-4, CPP 9.0 §7."""

ONBOARDING = (
    Choice("visit", "Visit to an Immigration Removal Centre or prison"),
    Choice("training", "Half-day training session"),
    Choice("observed", "Two panels observed, where possible one with a current independent member"),
    Choice("gatekeeper", "Detention Gatekeeper shadowed or spoken to"),
    Choice("cpp-lead", "Time with the CPP lead"),
    Choice("it-access", "IT access, with a laptop, casework system and training"),
)
"""IPM-2, IPM 1.0 Post recruitment."""

CHAIR_CHECKLIST = (
    Choice("function", "Introduced the panel and set out its function"),
    Choice("policies", "Policies and procedures applied consistently"),
    Choice("each-case", "A coherent review of each case, with the time it needed"),
    Choice("discussion", "An open and honest discussion, in which all members and experts took part"),
    Choice("behaviour", "Professional conduct; inappropriate behaviour was challenged"),
    Choice("safeguarding", "Safeguarding concerns were highlighted where identified"),
    Choice("summary", "Recommendations and mandated actions summarised for each case"),
    Choice("wash-up", "Wash-up held with the independent member"),
)
"""REC-9, CPP 9.0 §8.1: what the guidance says of the checklist; the document itself is not published."""

ACTION_KINDS = (
    ActionKind("travel-document", "Obtaining a travel document", ("travel document", "emergency travel", "etd")),
    ActionKind("removal-directions", "Setting removal directions", ("removal direction", "book a flight", "set rds")),
    ActionKind(
        "application",
        "Progressing an application",
        ("asylum", "application", "further representations", "protection claim", "human rights claim"),
    ),
)
"""REC-7, the examples of CPP 9.0 §10.2; the words by which they are known are ours."""

JOURNEY_STEPS = (
    Choice("travel", "Travel booked on the corporate system, with open returns, against the cost code"),
    Choice("pass", "Pass arranged with the building: a coded one, or an unescorted one for the day"),
)
"""IPM-3, IPM 1.0 Arranging."""
