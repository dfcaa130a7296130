"""What Graph shows of one panel, for the auditor: who is on its event, and who may open its folder. It changes nothing.

Sources: Graph: event get, driveitem list-permissions.
"""

from __future__ import annotations

from collections.abc import Sequence

from cpp_core.auditing import FolderSeen, MeetingSeen
from cpp_core.model.person import Person
from cpp_core.ports import RemoteReferences
from integrations.graph import references
from integrations.graph.access import OWNER, is_for
from integrations.graph.attendees import addresses_of
from integrations.graph.calendar_reading import CalendarReader
from integrations.graph.client import GraphClient, Json
from integrations.graph.failures import GraphFailure


class Inspection:
    """`cpp_core.auditing.Outside`. Raises one of `failures.FAILURES` where Graph does not answer."""

    def __init__(self, graph: GraphClient, refs: RemoteReferences) -> None:
        self._graph = graph
        self._refs = refs
        self._reader = CalendarReader(graph, refs)

    async def meeting(self, panel_id: str, people: Sequence[Person]) -> MeetingSeen | None:
        """The panel's event; None where it was never made, is cancelled or deleted."""
        event = await self._reader.meeting(panel_id)
        if event is None or event.gone:
            return None
        there = {response.address for response in event.responses}
        invited = {person.id: addresses_of(person) & there for person in people}
        known = frozenset(address for found in invited.values() for address in found)
        return MeetingSeen(frozenset(who for who, found in invited.items() if found), len(there - known))

    async def folder(self, panel_id: str, people: Sequence[Person]) -> FolderSeen | None:
        """The panel's folder; None where it was never made or is deleted."""
        folder = await self._refs.get(references.folder(panel_id))
        if folder is None:
            return None
        builder = self._graph.drive.items.by_drive_item_id(folder).permissions
        try:
            answer = await self._graph.ask(builder.to_get_request_information())
        except GraphFailure as failure:
            if failure.status != 404:
                raise
            return None
        given = [one for one in answer.values if not one.get("inheritedFrom") and OWNER not in (one.get("roles") or ())]
        return _seen(given, people)


def _seen(given: Sequence[Json], people: Sequence[Person]) -> FolderSeen:
    held = [[person.id for person in people if is_for(one, person)] for one in given]
    return FolderSeen(frozenset(who for found in held for who in found), sum(not found for found in held))
