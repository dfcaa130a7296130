"""A panel's folder in SharePoint: workbooks laid into it, and who may open it, for how long.

Sources: Graph: driveitem post-children, driveitem put-content, driveitem invite, permission delete.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from cpp_core.effects import Done, Outcome
from cpp_core.orders import AccessAct, AccessOrder, FileAwayOrder, Order, WorkbookOrder
from cpp_core.ports import Attempt, RemoteReferences
from cpp_core.workbook import Workbook
from integrations.graph.access import Access
from integrations.graph.client import GraphClient
from integrations.graph.failures import GraphFailure, as_outcome
from integrations.graph.folders import Folders
from integrations.graph.incoming import Incoming


class FilesSender:
    """Lays workbooks into a panel's folder, and opens it to people or ends their access."""

    def __init__(self, graph: GraphClient, refs: RemoteReferences, draw: Callable[[Workbook], bytes]) -> None:
        self._graph = graph
        self._folders = Folders(graph, refs)
        self._access = Access(graph, refs)
        self._incoming = Incoming(graph, self._folders)
        self._draw = draw

    async def send(self, attempt: Attempt, order: Order) -> Outcome:
        """Have the order done, or say why not."""
        match order:
            case WorkbookOrder():
                return await as_outcome(self._upload(order))
            case AccessOrder(act=AccessAct.OPEN):
                return await as_outcome(self._open(order))
            case AccessOrder(act=AccessAct.END):
                return await as_outcome(self._end(order))
            case FileAwayOrder():
                return await as_outcome(self._incoming.file_away(order))
            case _:
                raise TypeError(
                    f"files takes a WorkbookOrder, AccessOrder or FileAwayOrder, not a {type(order).__name__}"
                )

    async def _upload(self, order: WorkbookOrder) -> Outcome:
        content = await asyncio.to_thread(self._draw, order.workbook)
        return await self._in_folder(order.panel_id, lambda folder: self._put(folder, order.file_name, content))

    async def _put(self, folder: str, name: str, content: bytes) -> Outcome:
        """Upload by name, which replaces a file of the same name: a repeat changes nothing but its version."""
        builder = self._graph.drive.items.by_drive_item_id(folder).content
        url = f"{self._graph.drive_url}/items/{quote(folder)}:/{quote(name, safe='')}:/content"
        info = builder.with_url(url).to_put_request_information(content)
        return Done((await self._graph.ask(info)).text("id"))

    async def _open(self, order: AccessOrder) -> Outcome:
        return await self._in_folder(order.panel_id, lambda folder: self._access.open(folder, order))

    async def _end(self, order: AccessOrder) -> Outcome:
        folder = await self._folders.known(order.panel_id)
        return Done() if folder is None else await self._access.end(folder, order)

    async def _in_folder(self, panel_id: str, work: Callable[[str], Awaitable[Outcome]]) -> Outcome:
        """Do it in the panel's folder; where the remembered one has been deleted, once more in a new one."""
        folder = await self._folders.known(panel_id)
        if folder is not None:
            try:
                return await work(folder)
            except GraphFailure as failure:
                if failure.status != 404:
                    raise
        return await work(await self._folders.ensured(panel_id))
