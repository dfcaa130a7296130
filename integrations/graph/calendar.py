"""The Teams meeting of a panel: made empty, checked, and only then are people invited to it, one by one.

Creating an event with attendees mails them before a file can be there, and the create call takes no attachments. So:
POST without attendees, POST the guide, GET to check both it and the join link, and from then on PATCH `attendees`
alone, which tells only those who are changed and leaves the body, with its meeting details, as it is.
Sources: Graph: user post-events, event update, event cancel; outlook-calendar-online-meetings.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from weakref import WeakValueDictionary

from cpp_core.effects import Done, Later, Outcome, Refused
from cpp_core.messages.message import as_text
from cpp_core.orders import HoldOrder, MeetingAct, MeetingOrder, Order
from cpp_core.ports import Attempt, RemoteReferences
from integrations.graph import references
from integrations.graph.attachments import Guide, attach_guide, has_guide
from integrations.graph.attendees import Attendees, added, removed
from integrations.graph.client import GraphClient, Json, asking
from integrations.graph.failures import GraphFailure, as_outcome
from integrations.graph.holds import Holds
from integrations.graph.letter import as_html
from integrations.graph.marks import EFFECT, PANEL, mark, marked, transaction_id
from integrations.graph.sdk import (
    BodyType,
    CancelPostRequestBody,
    Event,
    EventQuery,
    EventsQuery,
    ItemBody,
    OnlineMeetingProviderType,
    action,
)
from integrations.graph.times import moment_of, zoned

SELECT = ["id", "start", "end", "attendees", "hasAttachments", "isCancelled", "onlineMeeting"]
PATIENCE = 6
"""How many attempts a meeting gets to show its join link or attachment before somebody must look: some 85 minutes."""
JOIN_URL_WAIT = timedelta(seconds=15)
"""The first wait; each further one is four times as long."""
RACES = 3
"""How often in one attempt the attendees are read again because somebody answered meanwhile (412)."""

NO_MEETING = Refused("no-meeting", "the panel has no Teams meeting (any more)")


class CalendarSender:
    """Brings a panel's meeting to the ordered state; every act may be repeated."""

    def __init__(self, graph: GraphClient, refs: RemoteReferences, guide: Guide) -> None:
        self._graph = graph
        self._refs = refs
        self._guide = guide
        self._holds = Holds(graph, refs)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._acts: dict[MeetingAct, Callable[[Attempt, MeetingOrder], Awaitable[Outcome]]] = {
            MeetingAct.MAKE: self._make,
            MeetingAct.INVITE: self._invite,
            MeetingAct.UNINVITE: self._uninvite,
            MeetingAct.MOVE: self._move,
            MeetingAct.CANCEL: self._cancel,
        }

    async def send(self, attempt: Attempt, order: Order) -> Outcome:
        """Have the order done, or say why not."""
        if isinstance(order, HoldOrder):
            return await as_outcome(self._holds.bring_about(attempt, order))
        if not isinstance(order, MeetingOrder):
            raise TypeError(f"the calendar takes a MeetingOrder or a HoldOrder, not a {type(order).__name__}")
        async with self._turn(order.panel_id):
            return await as_outcome(self._acts[order.act](attempt, order))

    def _turn(self, panel_id: str) -> asyncio.Lock:
        """One act at a time on one meeting, so that only other replicas and people can come between (412)."""
        lock = self._turns.get(panel_id)
        if lock is None:
            lock = self._turns[panel_id] = asyncio.Lock()
        return lock

    async def _make(self, attempt: Attempt, order: MeetingOrder) -> Outcome:
        event_id = await self._made_before(attempt, order.panel_id)
        if event_id is None:
            event_id = await self._create(attempt, order)
        if not await has_guide(self._graph, event_id, self._guide):
            await attach_guide(self._graph, event_id, self._guide)
        event = await self._look(event_id)
        if event is None:
            return Later("the meeting that was just made cannot be found", JOIN_URL_WAIT)
        return _lack_of(event, attempt) or Done(event_id)

    async def _invite(self, attempt: Attempt, order: MeetingOrder) -> Outcome:
        person = order.person
        if person is None:
            raise ValueError("an invitation needs a person")
        return await self._change(attempt, order, lambda now: added(now, person, optional=order.optional), NO_MEETING)

    async def _uninvite(self, attempt: Attempt, order: MeetingOrder) -> Outcome:
        person = order.person
        if person is None:
            raise ValueError("taking somebody off a meeting needs a person")
        return await self._change(attempt, order, lambda now: removed(now, person), Done())

    async def _move(self, _attempt: Attempt, order: MeetingOrder) -> Outcome:
        event = await self._meeting_of(order.panel_id)
        if event is None or event.get("isCancelled"):
            return NO_MEETING
        event_id = str(event["id"])
        there = (moment_of(event.get("start")), moment_of(event.get("end")))
        if there != (order.starts_at, order.ends_at):
            await self._patch(event_id, Event(start=zoned(order.starts_at), end=zoned(order.ends_at)))
        return Done(event_id)

    async def _cancel(self, _attempt: Attempt, order: MeetingOrder) -> Outcome:
        event = await self._meeting_of(order.panel_id)
        if event is not None and not event.get("isCancelled"):
            await self._call_off(event, order)
        await self._refs.drop(references.meeting(order.panel_id))
        return Done()

    async def _call_off(self, event: Json, order: MeetingOrder) -> None:
        """Cancelling tells those invited; what nobody was invited to cannot be cancelled, and is deleted."""
        builder = self._graph.mailbox.events.by_event_id(str(event["id"]))
        if event.get("attendees"):
            body = action(CancelPostRequestBody, comment=as_text(order.message))
            await self._graph.ask(builder.cancel.to_post_request_information(body))
        else:
            await self._graph.ask(builder.to_delete_request_information())

    async def _made_before(self, attempt: Attempt, panel_id: str) -> str | None:
        known = await self._refs.get(references.meeting(panel_id))
        event = await self._look(known) if known is not None else None
        if event is not None and not event.get("isCancelled"):
            return known
        if not attempt.doubtful:
            return None
        found = await self._search(marked(EFFECT, attempt.effect.key))
        if found is not None:
            await self._remember(panel_id, found)
        return found

    async def _create(self, attempt: Attempt, order: MeetingOrder) -> str:
        event = Event(
            subject=order.message.title,
            body=ItemBody(content_type=BodyType.Html, content=as_html(order.message)),
            start=zoned(order.starts_at),
            end=zoned(order.ends_at),
            is_online_meeting=True,
            online_meeting_provider=OnlineMeetingProviderType.TeamsForBusiness,
            allow_new_time_proposals=False,
            response_requested=True,
            transaction_id=transaction_id(attempt.effect.key),
            single_value_extended_properties=[mark(EFFECT, attempt.effect.key), mark(PANEL, order.panel_id)],
        )
        event_id = await self._post(event, attempt.effect.key)
        await self._remember(order.panel_id, event_id)
        return event_id

    async def _post(self, event: Event, effect_key: str) -> str:
        """Create it; where the transaction is known with other words (409), it is the one that was made then."""
        try:
            answer = await self._graph.ask(self._graph.mailbox.events.to_post_request_information(event))
        except GraphFailure as failure:
            found = await self._search(marked(EFFECT, effect_key)) if failure.status == 409 else None
            if found is None:
                raise
            return found
        return answer.text("id")

    async def _remember(self, panel_id: str, event_id: str) -> None:
        """The way back first: who finds the meeting remembered makes no second note, and answers are found by that one."""
        await self._refs.put(references.panel_of(event_id), panel_id)
        await self._refs.put(references.meeting(panel_id), event_id)

    async def _change(
        self,
        attempt: Attempt,
        order: MeetingOrder,
        change: Callable[[list[Json]], Attendees | None],
        without_meeting: Outcome,
    ) -> Outcome:
        for _ in range(RACES):
            event = await self._meeting_of(order.panel_id)
            if event is None or event.get("isCancelled"):
                return without_meeting
            attendees = change(event.get("attendees") or [])
            if attendees is None:
                return Done(str(event["id"]))
            lack = _lack_of(event, attempt) if order.act is MeetingAct.INVITE else None
            if lack is not None:
                return lack
            if await self._patch_if_unchanged(event, attendees):
                return Done(str(event["id"]))
        return Later("the attendees keep changing")

    async def _patch_if_unchanged(self, event: Json, attendees: Attendees) -> bool:
        try:
            await self._patch(str(event["id"]), Event(attendees=attendees), if_match=str(event.get("@odata.etag", "")))
        except GraphFailure as failure:
            if failure.status == 412:
                return False
            raise
        return True

    async def _patch(self, event_id: str, event: Event, if_match: str = "") -> None:
        info = self._graph.mailbox.events.by_event_id(event_id).to_patch_request_information(event)
        await self._graph.ask(info, if_match=if_match)

    async def _meeting_of(self, panel_id: str) -> Json | None:
        """The panel's event by its remembered id, or (where that was lost) by the panel's mark on it."""
        known = await self._refs.get(references.meeting(panel_id))
        if known is None:
            known = await self._search(marked(PANEL, panel_id))
            if known is None:
                return None
            await self._remember(panel_id, known)
        return await self._look(known)

    async def _look(self, event_id: str) -> Json | None:
        info = self._graph.mailbox.events.by_event_id(event_id).to_get_request_information(
            asking(EventQuery(select=SELECT))
        )
        try:
            return (await self._graph.ask(info)).body
        except GraphFailure as failure:
            if failure.status == 404:
                return None
            raise

    async def _search(self, condition: str) -> str | None:
        query = EventsQuery(filter=condition, select=["id", "isCancelled"])
        answer = await self._graph.ask(self._graph.mailbox.events.to_get_request_information(asking(query)))
        return next((str(one["id"]) for one in answer.values if not one.get("isCancelled")), None)


def _lack_of(event: Json, attempt: Attempt) -> Outcome | None:
    """What keeps people from being invited to this event, if anything."""
    lacks = []
    if not (event.get("onlineMeeting") or {}).get("joinUrl"):
        lacks.append("no-join-url")
    if not event.get("hasAttachments"):
        lacks.append("no-guide")
    if not lacks:
        return None
    why = f"the meeting has {' and '.join(lacks)}: is the organiser licensed for Teams?"
    if attempt.number >= PATIENCE:
        return Refused(lacks[0], why)
    return Later(why, JOIN_URL_WAIT * 4 ** (attempt.number - 1))
