"""Time to prepare, held in one person's calendar: an event of the CPP team's mailbox with them alone, at a free time.

The application may write into no calendar but the team's, so it is an invitation, which they can move or decline.
Sources: Graph: calendar getSchedule, user post-events (transactionId), event cancel.
"""

from __future__ import annotations

from datetime import datetime

from cpp_core.effects import Done, Later, Outcome
from cpp_core.messages.message import as_text
from cpp_core.orders import HoldOrder
from cpp_core.ports import Attempt, RemoteReferences
from integrations.graph import references
from integrations.graph.attendees import added
from integrations.graph.calendar_reading import CalendarReader
from integrations.graph.client import GraphClient, asking
from integrations.graph.failures import GraphFailure
from integrations.graph.letter import as_html
from integrations.graph.marks import HOLD, mark, marked, transaction_id
from integrations.graph.sdk import BodyType, CancelPostRequestBody, Event, EventsQuery, FreeBusyStatus, ItemBody, action
from integrations.graph.times import zoned


class Holds:
    """Holds time and gives it back; either may be repeated."""

    def __init__(self, graph: GraphClient, refs: RemoteReferences) -> None:
        self._graph = graph
        self._refs = refs
        self._reader = CalendarReader(graph, refs)

    async def bring_about(self, attempt: Attempt, order: HoldOrder) -> Outcome:
        """The time held at the first of the order's times that is free; without times, given back."""
        known = await self._known(attempt, order)
        if not order.times:
            return await self._release(known, order)
        if known is None:
            known = await self._make(attempt, order)
        if known is None:
            return Later("the time was held in an earlier try, and is not found yet")
        await self._refs.put(references.hold(order.panel_id, order.person.id), known)
        return Done(known)

    async def _known(self, attempt: Attempt, order: HoldOrder) -> str | None:
        kept = await self._refs.get(references.hold(order.panel_id, order.person.id))
        if kept is not None or not (attempt.doubtful or not order.times):
            return kept
        query = EventsQuery(filter=marked(HOLD, f"{order.panel_id}:{order.person.id}"), select=["id", "isCancelled"])
        answer = await self._graph.ask(self._graph.mailbox.events.to_get_request_information(asking(query)))
        return next((str(one["id"]) for one in answer.values if not one.get("isCancelled")), None)

    async def _make(self, attempt: Attempt, order: HoldOrder) -> str | None:
        start = await self._free(order)
        event = Event(
            subject=order.message.title,
            body=ItemBody(content_type=BodyType.Html, content=as_html(order.message)),
            start=zoned(start),
            end=zoned(start + order.length),
            show_as=FreeBusyStatus.Busy,
            response_requested=False,
            attendees=added([], order.person, optional=False),
            transaction_id=transaction_id(attempt.effect.key),
            single_value_extended_properties=[mark(HOLD, f"{order.panel_id}:{order.person.id}")],
        )
        try:
            return (await self._graph.ask(self._graph.mailbox.events.to_post_request_information(event))).text("id")
        except GraphFailure as failure:
            if failure.status != 409:  # the transaction is known with another time: it was made in an earlier try
                raise
        return None

    async def _free(self, order: HoldOrder) -> datetime:
        """The first time that is free; where the calendar cannot be read, or is full, the first of all."""
        address = order.person.email or order.person.upn
        first, last = min(order.times), max(order.times) + order.length
        schedules = await self._reader.free_busy([address], first, last)
        free = (at for at in order.times for one in schedules if one.is_free(at, at + order.length))
        return next(free, order.times[0])

    async def _release(self, known: str | None, order: HoldOrder) -> Outcome:
        if known is not None:
            body = action(CancelPostRequestBody, comment=as_text(order.message))
            info = self._graph.mailbox.events.by_event_id(known).cancel.to_post_request_information(body)
            try:
                await self._graph.ask(info)
            except GraphFailure as failure:
                if failure.status != 404:
                    raise
        await self._refs.drop(references.hold(order.panel_id, order.person.id))
        return Done()
