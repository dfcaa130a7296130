"""The publication page of the guidance, and the response to the panel on non-compliance management of 2014.

The latter is about restraint and escorting. It asks nothing of Case Progression Panels; its form (a recommendation, an
owner, an answer, a time to look again) is taken for suggestions (FBK-5), as a reading.
"""

from cpp_core.guidance.clauses import Clause, coded, out_of_scope, people, rule_only

ESCORT = "About training, restraint and escorting; asks nothing of Case Progression Panels."

# fmt: off
CLAUSES: tuple[Clause, ...] = (
    coded("PAGE-01", "CPP page", "CLK-2", "cpp_core.rules.detention_clock:review_point",
          "Panels assure all cases at 3 months of detention and every 3 months thereafter"),
    coded("PAGE-02", "CPP page", "PAN-1", "cpp_core.guidance.policy:policy_on",
          "Earlier versions were in force before: panels need independent members only from when that was required",
          reading=True),
    people("PAGE-03", "CPP page", "The document is given in another format on request", "A request to the publisher."),
    out_of_scope("IAP-1", "IAPNCM 2014 §1", "Assess custody officers' competence; keep the assessment under review",
                 ESCORT),
    out_of_scope("IAP-2", "IAPNCM 2014 §2", "Monitor training delivery independently", ESCORT),
    out_of_scope("IAP-3", "IAPNCM 2014 §3", "Review the training package after a year", ESCORT),
    out_of_scope("IAP-4", "IAPNCM 2014 §4", "Examine body-worn cameras", ESCORT),
    out_of_scope("IAP-5", "IAPNCM 2014 §5", "Review every use of force, with reports within 24 hours", ESCORT),
    out_of_scope("IAP-6", "IAPNCM 2014 §6", "Minimise the use of force", ESCORT),
    out_of_scope("IAP-7", "IAPNCM 2014 §7", "Adopt the proposed techniques and training", ESCORT),
    rule_only("IAP-F-01", "IAPNCM 2014", "FBK-5",
              "cpp_core.rules.suggestions:response_faults",
              "The form of an answer: accepted, in part or not, with reasons", reading=True),
    rule_only("IAP-F-02", "IAPNCM 2014", "FBK-5",
              "cpp_core.rules.suggestions:may_be_published cpp_core.rules.suggestions:to_look_at",
              "The form of an answer: it is published, and looked at again", reading=True),
)
# fmt: on
