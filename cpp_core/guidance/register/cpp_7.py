"""CPP 9.0 §7: minimum standards for a panel's review."""

from cpp_core.guidance.clauses import Clause, coded, people

STANDARDS = "cpp_core.rules.recommendation:standards"
CHOICES = "cpp_core.guidance.policy_choices:"
BOTH = f"{STANDARDS} {CHOICES}STANDARDS"
SEEN = f"{STANDARDS} {CHOICES}DOCUMENTS"
INSIDE = "Part of the review document, which the officer records as seen; its content is read on Atlas by people."

# fmt: off
CLAUSES: tuple[Clause, ...] = (
    coded("CPP-7-01", "CPP 9.0 §7", "LST-3", "cpp_core.rules.case_list:changes_between",
          "The panel needs accurate, up to date information"),
    coded("CPP-7-02", "CPP 9.0 §7", "REC-4", BOTH, "Recommendations are based on facts; speculation is avoided"),
    coded("CPP-7-03", "CPP 9.0 §7", "REC-4", BOTH, "The presumption of liberty is considered throughout"),
    coded("CPP-7-04", "CPP 9.0 §7", "REC-4", BOTH, "Alternatives to detention are considered in all cases"),
    coded("CPP-7-05", "CPP 9.0 §7", "REC-4", STANDARDS,
          "Where alternatives are deemed not appropriate, the panel summarises why"),
    coded("CPP-7-06", "CPP 9.0 §7", "REC-4", BOTH, "There is no presumption that applications and appeals will fail"),
    coded("CPP-7-07", "CPP 9.0 §7", "REC-4", SEEN, "The listed Atlas documents are reviewed for each case"),
    coded("CPP-7-08", "CPP 9.0 §7", "REC-4", SEEN, "Document: the Detention and Case Progression Review"),
    people("CPP-7-09", "CPP 9.0 §7", "In it: progress taken and planned", INSIDE, "REC-4"),
    people("CPP-7-10", "CPP 9.0 §7", "In it: barriers to removal, steps to overcome them, timescales", INSIDE, "REC-4"),
    people("CPP-7-11", "CPP 9.0 §7", "In it: documentation status, steps to travel documents, timescales", INSIDE,
           "REC-4"),
    people("CPP-7-12", "CPP 9.0 §7", "In it: vulnerabilities, with the adults at risk level", INSIDE, "REC-4"),
    people("CPP-7-13", "CPP 9.0 §7", "In it: clear justification of continued detention", INSIDE, "REC-4"),
    people("CPP-7-14", "CPP 9.0 §7", "In it: public protection concerns", INSIDE, "REC-4"),
    people("CPP-7-15", "CPP 9.0 §7", "In it: a clear estimate of removal timescales", INSIDE, "REC-4"),
    coded("CPP-7-16", "CPP 9.0 §7", "REC-4", SEEN, "Document: Atlas case notes"),
    coded("CPP-7-17", "CPP 9.0 §7", "REC-4", SEEN, "Document: Atlas Person Alerts"),
    coded("CPP-7-18", "CPP 9.0 §7", "REC-4", SEEN,
          "Document: Atlas Detention Overview, engagement records, previous recommendations"),
    coded("CPP-7-19", "CPP 9.0 §7", "REC-4", SEEN,
          "Document: Atlas Compliance & Enforcement: bail, case types, further representations, removal directions"),
    coded("CPP-7-20", "CPP 9.0 §7", "REC-4", SEEN,
          "Immigration judge bail decisions are considered however recent or old they are"),
    coded("CPP-7-21", "CPP 9.0 §7", "REC-4", SEEN, "Document: Appeal Details"),
    coded("CPP-7-22", "CPP 9.0 §7", "REC-4", SEEN, "Document: Atlas Judicial Review Details"),
    coded("CPP-7-23", "CPP 9.0 §7", "REC-4", SEEN, "Document: travel documents submitted"),
    coded("CPP-7-24", "CPP 9.0 §7", "REC-4", SEEN, "Document: breaches of conditions of release, absconder details"),
    coded("CPP-7-25", "CPP 9.0 §7", "REC-4", SEEN, "Document: offence details"),
    people("CPP-7-26", "CPP 9.0 §7", "Further documents on Atlas may be reviewed where necessary",
           "A choice for each case; the form takes exceptions in words.", "REC-4"),
    coded("CPP-7-27", "CPP 9.0 §7", "INV-4",
          "cpp_core.workflow.invitations:invite integrations.graph.attachments:attach_guide",
          "The CPP Information Reference Guide is available to members and attached to every invite"),
    coded("CPP-7-28", "CPP 9.0 §7", "REC-7 LST-2",
          "cpp_core.messages.sitting:recommendation_form cpp_core.rules.case_list:row_of",
          "For every case the panel checks what previous panels recommended, and which actions"),
    coded("CPP-7-29", "CPP 9.0 §7", "REC-7", "cpp_core.rules.recommendation:repeats",
          "The same recommendations are not made again without need", reading=True),
    coded("CPP-7-30", "CPP 9.0 §7", "OUT-5",
          "cpp_core.rules.audits:audit_faults cpp_core.model.answer:ActionState",
          "All areas update Atlas regularly, even if only to say that an action remains open"),
)
# fmt: on
