"""Effects about a panel, each with its natural key, subject and lane (see `cpp_core.effects`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from cpp_core.deadlines.time import next_working_moment
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
        if any_hour:
            return effect
        at = next_working_moment(self.now, self.policy, self.calendar)
        return replace(effect, not_before=at) if at > self.now else effect


def about(panel: Panel) -> str:
    """The panel as keys name it: a panel that is moved to a new start asks everybody anew."""
    return f"{panel.id}@{panel.starts_at:%Y%m%dT%H%MZ}"


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
        refs={"panel": panel.id, "person": person_id, **refs},
        after=f"install:{person_id}",
        lapses_at=lapses_at,
        replaces=replaces,
    )
    return install(person_id), card


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
