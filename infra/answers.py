"""Answers given in the calendar count like answers in the chat (ATT-1): found by notification, before a deadline, or swept.

An answer is an attendee's status on the organiser's copy of the event: accepted or declined, with its moment. Tentative
is none. It is put to the use cases as that person's own; they let the latest answer stand, wherever it was given.
A notification is only a hint to look, and one that is lost is found by the next sweep.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cpp_core.model.panel import LIVE, AnswerVia, Panel, PanelStatus
from cpp_core.ports import Clock
from cpp_core.refusals import Refusal
from cpp_core.usecases.commands import ConfirmAttendance, DeclineAttendance
from cpp_core.usecases.frame import CLOCK, Actor, ActorKind, Reply
from cpp_core.usecases.presence import AnsweredTooLate
from integrations.graph.calendar_reading import CalendarReader, EventState, Response
from integrations.graph.calendar_reading import Reply as Said
from integrations.graph.failures import FAILURES
from integrations.graph.references import ANSWERS_LINK, answer
from integrations.storage.storage import SqlStorage
from scheduling.happenings import Happening, place
from scheduling.metrics import Metrics

_log = logging.getLogger(__name__)
Ask = Callable[[str, Any, Actor], Awaitable[Reply]]

BEHIND = timedelta(days=1)
AHEAD = timedelta(days=200)
ANEW = timedelta(days=7)
"""How old the window of a sweep may be before a new one reaches further."""
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=4)
LOOK_SECONDS = 5.0
"""Real time that a deadline waits for a last look into the calendar, and then does without."""
LOOKED_IN_VAIN = timedelta(seconds=30)
"""So long do deadlines do without after a look in vain, that many of them do not wait for a Graph that is down."""
OPEN = (PanelStatus.PLANNED, PanelStatus.OPEN)
FAILED: tuple[type[Exception], ...] = (*FAILURES, TimeoutError)
COUNTS = frozenset({Said.ACCEPTED, Said.DECLINED})


class Answers:
    """Reads the calendar and asks the use cases. Repeating any of it changes nothing."""

    def __init__(self, reader: CalendarReader, storage: SqlStorage, ask: Ask, clock: Clock, metrics: Metrics) -> None:
        self._reader = reader
        self._storage = storage
        self._ask = ask
        self._clock = clock
        self._metrics = metrics
        self._turn = asyncio.Lock()
        self._failures = 0
        self._resting_until: datetime | None = None
        self._no_look_before: datetime | None = None

    async def next_at(self) -> datetime | None:
        """When a sweep that failed is to be tried again; nothing else falls due here."""
        return self._resting_until

    async def sweep(self) -> tuple[Happening, ...]:
        """Everything that changed in the calendar since the last time, where a panel awaits anybody."""
        now = self._clock.now()
        if self._resting_until is not None and now < self._resting_until:
            return ()
        self._resting_until = None
        if not await self._awaited(now):
            return ()
        async with self._turn:
            try:
                found = await self._swept(now)
            except FAILURES as failure:
                self._rest(now, failure)
                return ()
        self._failures = 0
        return found

    async def changed(self, event_id: str) -> tuple[Happening, ...]:
        """A notification named this event. Raises one of `FAILURES`; the next sweep finds it then."""
        async with self._turn:
            return (await self._heard(await self._reader.event(event_id)))[0]

    async def look(self, panel_id: str) -> None:
        """One last look before something is carried out for a panel because somebody has not answered.

        Also where a sweep failed minutes ago: this is the last chance of whoever has answered since.
        """
        async with self._storage.reading() as unit:
            panel = await unit.panels.get(panel_id)
        now = self._clock.now()
        if panel is None or not _awaits(panel) or (self._no_look_before is not None and now < self._no_look_before):
            return
        try:
            async with asyncio.timeout(LOOK_SECONDS), self._turn:
                event = await self._reader.meeting(panel_id)
                if event is not None:
                    await self._heard(event)
        except FAILED as failure:
            self._no_look_before = now + LOOKED_IN_VAIN
            self._rest(now, failure)

    async def _awaited(self, now: datetime) -> bool:
        async with self._storage.reading() as unit:
            panels = await unit.panels.between(now - BEHIND, now + AHEAD, OPEN)
        return any(map(_awaits, panels))

    async def _swept(self, now: datetime) -> tuple[Happening, ...]:
        """The link is kept only once all that it led to has been dealt with."""
        refs = self._storage.remote_references
        kept = _kept(await refs.get(ANSWERS_LINK), now)
        start = datetime.fromisoformat(kept["from"]) if kept else now - BEHIND
        sweep = await self._reader.sweep(start, start + BEHIND + AHEAD, kept["link"] if kept else "")
        done: list[Happening] = []
        whole = True
        for event in sweep.events:
            found, dealt_with = await self._heard(event)
            done += found
            whole = whole and dealt_with
        if whole and (not kept or sweep.link != kept["link"]):
            await refs.put(ANSWERS_LINK, json.dumps({"from": start.isoformat(), "link": sweep.link}))
        return tuple(done)

    async def _heard(self, event: EventState) -> tuple[tuple[Happening, ...], bool]:
        """Each new answer of one event, and whether all of them could be dealt with."""
        responses = [one for one in event.responses if one.reply in COUNTS and one.at is not None]
        if event.panel_id is None or event.gone or not responses:
            return (), True
        people = await self._people_of(event.panel_id)
        done: list[Happening] = []
        whole = True
        for response in responses:
            person_id = people.get(response.address)
            if person_id is None:
                continue
            try:
                done += await self._counted(event, event.panel_id, person_id, response)
            except FAILURES:
                raise
            except Exception as error:
                whole = False
                _log.error("an answer to %s: %s in %s", event.panel_id, type(error).__name__, place(error))
        return tuple(done), whole

    async def _people_of(self, panel_id: str) -> Mapping[str, str]:
        """The ids of those who were asked, by address; nobody where the panel is over."""
        async with self._storage.reading() as unit:
            panel = await unit.panels.get(panel_id)
            if panel is None or panel.status not in OPEN:
                return {}
            people = await unit.people.many({each.person_id for _, each in panel.places() if each.asked_at})
        return {name.casefold(): one.id for one in people.values() for name in (one.email, one.upn) if name}

    async def _counted(
        self, event: EventState, panel_id: str, person_id: str, response: Response
    ) -> tuple[Happening, ...]:
        refs, key = self._storage.remote_references, answer(panel_id, person_id)
        said = f"{response.reply}@{response.at.isoformat() if response.at else ''}"
        if await refs.get(key) == said:
            return ()
        who = Actor(ActorKind.PERSON, person_id)
        outcome = str(response.reply)
        try:
            if response.reply is Said.ACCEPTED:
                confirm = ConfirmAttendance(panel_id, AnswerVia.CALENDAR, response.at)
                await self._ask("attendance.confirm", confirm, who)
            else:
                reason = await self._reader.comment(event, response)
                decline = DeclineAttendance(panel_id, reason, AnswerVia.CALENDAR, response.at)
                await self._ask("attendance.decline", decline, who)
        except Refusal as refusal:
            outcome = f"refused: {refusal.clause}"
            if response.reply is Said.ACCEPTED and refusal.clause == "ATT-5":
                await self._ask("attendance.too_late", AnsweredTooLate(panel_id, person_id), CLOCK)
        await refs.put(key, said)
        happening = Happening(self._clock.now(), "calendar answer", f"{panel_id}/{person_id}", outcome)
        self._metrics.tell(happening)
        return (happening,)

    def _rest(self, now: datetime, failure: Exception) -> None:
        self._failures += 1
        self._resting_until = now + min(FIRST_PAUSE * 2 ** min(self._failures - 1, 10), LONGEST_PAUSE)
        _log.warning("the calendar cannot be read: %s", type(failure).__name__)


def _awaits(panel: Panel) -> bool:
    """Whether anybody was invited whose answer can still change."""
    return panel.status in OPEN and any(each.status in LIVE and each.asked_at for _, each in panel.places())


def _kept(text: str | None, now: datetime) -> dict[str, str] | None:
    """The link of the last sweep; None where there is none, or its window is to reach further."""
    if not text:
        return None
    kept: dict[str, str] = json.loads(text)
    return kept if now - BEHIND - ANEW < datetime.fromisoformat(kept["from"]) <= now else None
