"""What the officer's use cases are asked with. An empty `panel_id` is a panel that has still to be chosen."""

from __future__ import annotations

from dataclasses import dataclass

from cpp_core.model.recommendation import Draft


@dataclass(frozen=True)
class ShowAtRisk:
    """`officer.at_risk`: all coming panels, worst first."""


@dataclass(frozen=True)
class ShowPanel:
    """`officer.panel`: one panel at a glance."""

    panel_id: str = ""


@dataclass(frozen=True)
class ShowPhone:
    """`officer.phone`: the form for an answer that was given by telephone (ATT-1)."""

    panel_id: str = ""


@dataclass(frozen=True)
class ShowGiveBack:
    """`officer.give_back`: the form with which a swap is undone (ATT-5)."""

    panel_id: str = ""


@dataclass(frozen=True)
class ShowMove:
    """`officer.move`: the form with which the CPP team moves a panel (PAN-8)."""

    panel_id: str = ""


@dataclass(frozen=True)
class ShowCancel:
    """`officer.cancel`: the form with which the CPP team calls a panel off (PAN-8)."""

    panel_id: str = ""


@dataclass(frozen=True)
class ShowAttended:
    """`officer.attended`: the form with which the officer records who was at the panel (ATT-7)."""

    panel_id: str = ""


@dataclass(frozen=True)
class ShowCase:
    """`case.introduce`: how a case is introduced, and what has been written down; without a case, the next one.

    `key_points` is what was typed on the card of the case `left` before, which is kept.
    """

    panel_id: str
    case_ref: str = ""
    left: str = ""
    key_points: str = ""


@dataclass(frozen=True)
class SaveKeyPoints:
    """`case.key_points`: the key points of the discussion (REC-9)."""

    panel_id: str
    case_ref: str
    words: str


@dataclass(frozen=True)
class SaveDraft:
    """`recommendation.draft`: the officer's draft of a recommendation, unchecked (REC-9)."""

    panel_id: str
    case_ref: str
    draft: Draft
    unreadable: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ShowChecklist:
    """`checklist.show`: the chair's checklist as it stands."""

    panel_id: str


@dataclass(frozen=True)
class TickChecklist:
    """`checklist.tick`: what has been gone through so far."""

    panel_id: str
    done: tuple[str, ...]
    remarks: str = ""


@dataclass(frozen=True)
class ReturnChecklist:
    """`checklist.return`: the Minimum Review Checklist goes back to the CPP team (REC-9)."""

    panel_id: str
    done: tuple[str, ...]
    remarks: str = ""
