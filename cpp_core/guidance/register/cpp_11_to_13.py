"""CPP 9.0 §11 to §13: casework after the panel, reporting, the single point of contact."""

from cpp_core.guidance.clauses import Clause, coded, people, to_do

MAIL = "cpp_core.workflow.sitting:outcome_mails cpp_core.messages.outcomes:outcome"
TOLD = "cpp_core.messages.outcomes:outcome"
ANSWERS = "cpp_core.usecases.responses"
ATLAS = "integrations.caseload.atlas_sheet"
COMPLIANCE = "cpp_core.rules.compliance"
ON_ATLAS = "Done on Atlas, which has no interface for us; the outcome mail asks for it."

# fmt: off
CLAUSES: tuple[Clause, ...] = (
    coded("CPP-11-01", "CPP 9.0 §11", "OUT-1", MAIL,
          "Casework team and case owner are informed of the recommendation by e-mail"),
    people("CPP-11-02", "CPP 9.0 §11", "Casework keeps the responsibility for reviewing detention",
           "Their decision; the outcome mail says so.", "OUT-1"),
    people("CPP-11-03", "CPP 9.0 §11", "Casework considers recommendations carefully and gives them significant weight",
           "Their decision; the outcome mail says so.", "OUT-1"),
    to_do("CPP-11-04", "CPP 9.0 §11", "OUT-4", ANSWERS, "Casework gives clear reasons where it does not accept one"),
    to_do("CPP-11-05", "CPP 9.0 §11", "OUT-4 OUT-6", ANSWERS,
          "The reasons are on Atlas and in the next Detention and Case Progression Review"),
    people("CPP-11-06", "CPP 9.0 §11", "Reasons may be new evidence, or a material change since",
           "Examples; reasons are given in words.", "OUT-4"),
    to_do("CPP-11.1-01", "CPP 9.0 §11.1", "OUT-2", ATLAS, "The CPP team enters each recommendation on Atlas"),
    to_do("CPP-11.1-02", "CPP 9.0 §11.1", "OUT-2", ATLAS, "With the date of the panel and the recommendation made"),
    to_do("CPP-11.1-03", "CPP 9.0 §11.1", "OUT-2", ATLAS, "With details and reasons for actions or a release"),
    people("CPP-11.1-04", "CPP 9.0 §11.1", "Casework carries out the post-panel action on Atlas", ON_ATLAS, "OUT-3"),
    people("CPP-11.1-05", "CPP 9.0 §11.1", "It selects the type of recommendation and gives its date", ON_ATLAS,
           "OUT-3"),
    to_do("CPP-11.1-06", "CPP 9.0 §11.1", "OUT-3", ANSWERS, "It says if it agrees or disagrees"),
    to_do("CPP-11.1-07", "CPP 9.0 §11.1", "OUT-4", ANSWERS, "A rejection has its reasons in free text"),
    to_do("CPP-11.1-08", "CPP 9.0 §11.1", "OUT-3 TIME-6", "cpp_core.deadlines.recommendation",
          "Within 2 weeks of the recommendation, unless the CPP team specifies otherwise", reading=True),
    to_do("CPP-11.2-01", "CPP 9.0 §11.2", "OUT-6", "cpp_core.deadlines.recommendation",
          "The next review acknowledges that the case was presented, and any recommendation"),
    to_do("CPP-11.2-02", "CPP 9.0 §11.2", "OUT-6", ANSWERS,
          "It says if it is agreed, if it will or has been taken forward, when and by whom"),
    to_do("CPP-11.3-01", "CPP 9.0 §11.3", "OUT-4", ANSWERS, "A disagreement is recorded clearly and fully reasoned"),
    to_do("CPP-11.3-02", "CPP 9.0 §11.3", "OUT-4", ANSWERS, "All reasoning is on Atlas and in the next review"),
    to_do("CPP-11.3-03", "CPP 9.0 §11.3", "OUT-5 REC-8", "cpp_core.usecases.audits",
          "There is an auditable account of why a recommendation or an action was not followed"),
    to_do("CPP-11.3-04", "CPP 9.0 §11.3", "OUT-4", "cpp_core.rules.outcomes",
          "A rejection is approved by a colleague of the chair's grade or higher"),
    to_do("CPP-11.3-05", "CPP 9.0 §11.3", "OUT-4", "cpp_core.rules.outcomes",
          "The grade: SEO and above for 3-month, Grade 7 and above for longer", reading=True),
    coded("CPP-11.3-06", "CPP 9.0 §11.3", "OUT-4 OUT-1", TOLD,
          "A decision to release is agreed by the appropriate grade in the command"),
    to_do("CPP-12-01", "CPP 9.0 §12", "OUT-7", COMPLIANCE,
          "Casework teams are measured on timely acknowledgement on Atlas"),
    to_do("CPP-12-02", "CPP 9.0 §12", "OUT-7", COMPLIANCE,
          "A monthly report gives compliance rates and the teams below the expected standard", reading=True),
    to_do("CPP-12-03", "CPP 9.0 §12", "OUT-7", COMPLIANCE,
          "A list of non-compliant cases is on SharePoint for each business area"),
    people("CPP-12-04", "CPP 9.0 §12", "Business areas review, rectify and monitor them", ON_ATLAS, "OUT-7"),
    people("CPP-12-05", "CPP 9.0 §12", "Casework teams carry out post-panel actions as set out", ON_ATLAS, "OUT-3"),
    to_do("CPP-13-01", "CPP 9.0 §13", "OUT-8", "cpp_core.rules.spocs", "Each casework command has a SPOC"),
    coded("CPP-13-02", "CPP 9.0 §13", "OUT-1", "cpp_core.messages.outcomes:outcome_spoc",
          "The SPOC ensures that all recommendations are considered and detention reviewed after them"),
    to_do("CPP-13-03", "CPP 9.0 §13", "OUT-3 OUT-6", ANSWERS,
          "The SPOC ensures a clear audit trail on Atlas and in the review"),
    people("CPP-13-04", "CPP 9.0 §13", "SPOCs have a performance goal for their role",
           "Agreed with the line manager; the suggested goal is in §14."),
    coded("CPP-13-05", "CPP 9.0 §13", "OUT-1", "cpp_core.messages.outcomes:outcome_spoc",
          "Recommendations are fed back to casework areas and case owners"),
    to_do("CPP-13-06", "CPP 9.0 §13", "OUT-3", ANSWERS,
          "Atlas acknowledges the recommendation wherever release or actions were recommended"),
    to_do("CPP-13-07", "CPP 9.0 §13", "OUT-4", ANSWERS, "Atlas and the next review give the reasons of a rejection"),
    to_do("CPP-13-08", "CPP 9.0 §13", "OUT-6", ANSWERS, "The next review recognises that the case was presented"),
    to_do("CPP-13-09", "CPP 9.0 §13", "OUT-3", ANSWERS, "Case owners complete the post-panel actions on Atlas"),
    to_do("CPP-13-10", "CPP 9.0 §13", "OUT-8", "cpp_core.usecases.changes",
          "The SPOC is the contact for changes to panels and their processes"),
    to_do("CPP-13-11", "CPP 9.0 §13", "OUT-7", COMPLIANCE,
          "The SPOC receives the monthly compliance report and drives issues forward"),
)
# fmt: on
