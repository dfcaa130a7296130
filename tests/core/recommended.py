"""A recommendation for the tests of what follows from it."""

from datetime import date

from cpp_core.model.recommendation import CaseAction, Draft, Kind, Recommendation, ReleaseReason
from tests.core.tables import moment

PANEL_ON = date(2026, 12, 8)


def recommended(kind: Kind, *actions: str) -> Recommendation:
    """Made on 8 December 2026 at noon, with these actions for the caseworker."""
    made = tuple(CaseAction(what, "Caseworker", date(2026, 12, 18)) for what in actions)
    draft = Draft(
        kind, "Because.", actions=made, release_reasons=(ReleaseReason.BARRIERS,), facts="No travel document."
    )
    return Recommendation("r", "P", PANEL_ON, "EX-1", 1, draft, "chair", moment("2026-12-08 12:00"))
