"""Who else is told: the SPOCs of the areas and the CPP team; and who of those named cannot be seated now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cpp_core.model.panel import Panel, SeatKind

_WITHOUT_SPOC = frozenset({SeatKind.CHAIR, SeatKind.OFFICER, SeatKind.IPM, SeatKind.EXPERT, SeatKind.OBSERVER})


@dataclass(frozen=True)
class Contacts:
    """SPOC ids by area, the CPP team's ids, independent members who may sit, and the CPP lead.

    `barred` says why somebody who is named cannot be seated: untrained, gone, or on another panel at that time (PAN-4).
    """

    spocs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cpp_team: tuple[str, ...] = ()
    independent: tuple[str, ...] = ()
    cpp_lead: tuple[str, ...] = ()
    barred: Mapping[str, str] = field(default_factory=dict)

    def for_seat(self, kind: SeatKind) -> tuple[str, ...]:
        """Who is asked for names for a seat: the area's SPOCs; for a seat that has none, the CPP team (ATT-3)."""
        return self.cpp_team if kind in _WITHOUT_SPOC else self.spocs.get(kind, ()) or self.cpp_team

    def officer_of(self, panel: Panel) -> tuple[str, ...]:
        """The panel's CPP officer, or the CPP team where there is none yet."""
        officer = panel.officer_id()
        return (officer,) if officer else self.cpp_team

    def about_seat(self, panel: Panel, kind: SeatKind) -> tuple[str, ...]:
        """Who is told of a change to a seat: SPOC (or CPP team) and the CPP officer, each once (ATT-3)."""
        return tuple(dict.fromkeys((*self.for_seat(kind), *self.officer_of(panel))))
