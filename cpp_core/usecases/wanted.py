"""Whether a message has lost its use since it was written: the question was answered, the panel cancelled or moved."""

from __future__ import annotations

from cpp_core.effects import Effect
from cpp_core.model.panel import ASKABLE, LIVE, Panel, PanelStatus, PlaceStatus, SeatKind
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.nominations import names_wanted
from cpp_core.workflow.quorum import missing_required, standing_decision

_ONLY_WHILE_PLANNED = frozenset(
    {
        "account_gone",
        "nomination",
        "nomination_reminder",
        "nobody_named",
        "availability",
        "availability_reminder",
        "attendance_reminder",
        "vacancy",
        "quorum",
        "quorum_settled",
        "quorum_decided",
        "too_late",
        "extract_wanted",
        "panel_postponed",
    }
)
_NOT_ONCE_CANCELLED = frozenset({"case_list", "list_gaps", "console", "washup", "seat_changed"})
_ABOUT_ONE_DATE = frozenset(
    {
        "attendance",
        "attendance_reminder",
        "availability_reminder",
        "nomination_reminder",
        "quorum",
        "quorum_settled",
        "quorum_decided",
        "panel_postponed",
        "seat_changed",
        "vacancy",
    }
)


def not_wanted(panel: Panel, effect: Effect, scene: Scene) -> str:
    """Why a message is not sent any more; empty when it is."""
    if effect.what in _ONLY_WHILE_PLANNED and panel.status is not PanelStatus.PLANNED:
        return f"the panel is {panel.status}"
    if effect.what in _NOT_ONCE_CANCELLED and panel.status is PanelStatus.CANCELLED:
        return "the panel is cancelled"
    if effect.what in _ABOUT_ONE_DATE and int(effect.refs.get("moves", "0")) != len(panel.moves):
        return "the panel has moved since"
    if effect.what in ("quorum", "quorum_settled"):
        return _about_quorum(panel, effect, scene)
    if "seat" in effect.refs:
        return _about_names(panel, effect, SeatKind(effect.refs["seat"]), scene)
    return _about_a_person(panel, effect)


def _about_quorum(panel: Panel, effect: Effect, scene: Scene) -> str:
    missing = missing_required(panel, scene)
    if effect.what == "quorum_settled":
        return "a seat has been lost again" if missing else ""
    if not missing:
        return "every seat is filled"
    return "the chair has decided" if standing_decision(panel, scene) else ""


def _about_names(panel: Panel, effect: Effect, kind: SeatKind, scene: Scene) -> str:
    if effect.what in ("nomination_reminder", "nobody_named") and not names_wanted(panel, kind, scene):
        return "somebody has been named"
    if effect.what == "vacancy" and any(place.status in ASKABLE | LIVE for place in panel.seat(kind).places):
        return "somebody has been found"
    if effect.what == "availability_reminder" and panel.seat(kind).place_of(effect.refs["person"]) is not None:
        return "the question has been answered"
    return _about_a_person(panel, effect)


def _about_a_person(panel: Panel, effect: Effect) -> str:
    place = panel.place_of(effect.refs.get("person", ""))
    if effect.what == "attendance_reminder" and (place is None or place.status is not PlaceStatus.ASKED):
        return "the question has been answered"
    if effect.what == "case_list" and effect.refs.get("person") not in panel.opened_to:
        return "they cannot open the list any more"
    if effect.what == "attendance" and effect.replaces is None:
        if panel.status is PanelStatus.CANCELLED:
            return "the panel is cancelled"
        if place is not None and place.status is PlaceStatus.NOT_NEEDED:
            return "the seat was taken before they were asked"
    return ""
