"""Effects about a panel, each with its natural key, subject and lane (see `cpp_core.effects`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cpp_core.deadlines.time import london_date, next_working_moment
from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.effects import Channel, Effect
from cpp_core.guidance.policy import Policy
from cpp_core.model.panel import Panel

MAILBOX_LANE = "mailbox"
DRIVE_LANE = "drive"
TEAMS_LANE = "teams"


@dataclass(frozen=True)
class Scene:
    """What every decision about a panel is taken with: the moment, the policy of the panel's date, the working days."""

    now: datetime
    policy: Policy
    calendar: WorkingCalendar

    def held_back(self, effect: Effect, *, any_hour: bool) -> Effect:
        """The effect, kept for the next working hours unless it may go at any hour (TIME-7)."""
        at = self.leaves_at(any_hour=any_hour)
        return replace(effect, not_before=at) if at > self.now else effect

    def leaves_at(self, *, any_hour: bool) -> datetime:
        """When something written now leaves: at once, or in the next working hours (TIME-7)."""
        return self.now if any_hour else next_working_moment(self.now, self.policy, self.calendar)

    @property
    def leaves_on(self) -> date:
        """The day, by London's clocks, on which something written now leaves: by it, one a day is one a day (TIME-7)."""
        return london_date(self.leaves_at(any_hour=False))

    def is_urgent(self, panel: Panel) -> bool:
        """Within 24 hours of the panel what a change causes may leave at any hour (TIME-7)."""
        return panel.starts_at - self.now <= timedelta(hours=self.policy.urgent_withdrawal_hours)


def about(panel: Panel) -> str:
    """The panel as keys name it: a panel that is moved asks everybody anew, also when it moves back to where it was."""
    moved = f"~{len(panel.moves)}" if panel.moves else ""
    return f"{panel.id}@{panel.starts_at:%Y%m%dT%H%MZ}{moved}"


def stamped(panel: Panel, what: str, person_id: str = "") -> tuple[Panel, str]:
    """The panel with what happened (to a person) counted, and a stamp that says what: with the person no other key has it.

    Nothing else that happened is in it: what happens again after a restore has the same key, and is found outside by it.
    """
    counted = f"{what}:{person_id}" if person_id else what
    times = panel.happened.get(counted, 0) + 1
    again = f"~{times}" if times > 1 else ""
    return replace(panel, happened={**panel.happened, counted: times}), f"{about(panel)}:{what}{again}"


def meeting_made(panel: Panel) -> str:
    """The key of the effect after which people can be invited to the panel's meeting."""
    return f"INV-3:meeting:{about(panel)}"


def asked(panel: Panel, asks: int) -> str:
    """The key, less the person, of the card that asked somebody for the n-th time."""
    return f"ATT-1:ask:{about(panel)}" + (f"~{asks}" if asks > 1 else "")


def install(person_id: str) -> Effect:
    """The Teams app for someone to whom a chat message is to go; done once for each person."""
    return Effect(
        key=f"install:{person_id}",
        channel=Channel.INSTALL,
        what="install",
        clause="ATT-1",
        subject=f"install:{person_id}",
        lane=TEAMS_LANE,
        refs={"person": person_id},
    )


def chat(
    key: str,
    what: str,
    clause: str,
    panel: Panel,
    person_id: str,
    *,
    lapses_at: datetime | None = None,
    replaces: str | None = None,
    **refs: str,
) -> tuple[Effect, Effect]:
    """A card for one person about the panel, with the app's installation before it."""
    card = Effect(
        key=f"{key}:{person_id}",
        channel=Channel.CHAT,
        what=what,
        clause=clause,
        subject=f"{panel.id}:{person_id}",
        lane=f"chat:{person_id}",
        refs={"panel": panel.id, "person": person_id, **_moves(panel), **refs},
        after=f"install:{person_id}",
        lapses_at=lapses_at,
        replaces=replaces,
    )
    return install(person_id), card


def _moves(panel: Panel) -> dict[str, str]:
    """How often the panel had moved when a message was written: one about an earlier date is not sent any more."""
    return {"moves": str(len(panel.moves))} if panel.moves else {}


def mail(key: str, what: str, clause: str, panel: Panel, to: str, **refs: str) -> Effect:
    """An e-mail to an address that may not be in the directory (a case owner's)."""
    return Effect(
        key=key,
        channel=Channel.MAIL,
        what=what,
        clause=clause,
        subject=f"mail:{panel.id}:{to.casefold()}",
        lane=MAILBOX_LANE,
        refs={"panel": panel.id, "to": to, **refs},
    )


def meeting(key: str, what: str, clause: str, panel: Panel, person_id: str = "", after: str | None = None) -> Effect:
    """Something about the panel's Teams meeting; these leave in order, so that nobody's change overwrites another's."""
    return Effect(
        key=key,
        channel=Channel.CALENDAR,
        what=what,
        clause=clause,
        subject=f"meeting:{panel.id}",
        lane=MAILBOX_LANE,
        refs={"panel": panel.id, **({"person": person_id} if person_id else {})},
        after=after,
    )


def folder(key: str, what: str, clause: str, panel: Panel, **refs: str) -> Effect:
    """Something about the panel's folder."""
    return Effect(
        key=key,
        channel=Channel.FILES,
        what=what,
        clause=clause,
        subject=f"folder:{panel.id}",
        lane=DRIVE_LANE,
        refs={"panel": panel.id, **refs},
    )


def later(effects: Iterable[Effect], at: datetime) -> tuple[Effect, ...]:
    """The same, not before a moment that may be days away: in an order of their own, so that nothing waits behind them.

    The app is installed at once.
    """
    return tuple(
        effect if effect.channel is Channel.INSTALL else replace(effect, not_before=at, subject=f"later:{effect.key}")
        for effect in effects
    )
