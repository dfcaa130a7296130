"""The drive's folder `Incoming`: files that officers lay there for the service, and files kept there for them.

Sources: Graph: driveItem list children (by path), driveItem get content, driveItem put content (conflictBehavior),
driveItem update (parentReference moves it, `if-match` takes its cTag).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

import httpx

from cpp_core.effects import Done, Outcome
from cpp_core.orders import FileAwayOrder
from integrations.graph.client import Answer, GraphClient, Json
from integrations.graph.failures import GraphFailure
from integrations.graph.folders import Folders
from integrations.graph.sdk import DriveItem, ItemReference
from integrations.graph.times import instant

FOLDER = "Incoming"
LARGEST = 100 * 2**20


@dataclass(frozen=True)
class IncomingFile:
    """A file as it lies there now: `tag` changes with its content; `by` is the object id of who laid it, if a person did."""

    id: str
    name: str
    tag: str
    size: int
    changed_at: datetime | None
    by: str = ""


class Incoming:
    """Lists, reads and keeps files. Raises one of `failures.FAILURES` where Graph does not answer."""

    def __init__(self, graph: GraphClient, folders: Folders) -> None:
        self._graph = graph
        self._folders = folders
        self._folder = ""

    async def files(self) -> tuple[IncomingFile, ...]:
        """Every file in the folder, which is made if it is not there, so that officers find it."""
        builder = self._graph.drive.items.by_drive_item_id(await self._folder_id()).children
        try:
            rows = await self._graph.all(builder.to_get_request_information())
        except GraphFailure as failure:
            if failure.status != 404:
                raise
            self._folder = ""
            return ()
        return tuple(_file(row) for row in rows if "file" in row)

    async def file(self, file_id: str) -> IncomingFile | None:
        """The file as it is now; None where it is gone."""
        builder = self._graph.drive.items.by_drive_item_id(file_id)
        try:
            return _file((await self._graph.ask(builder.to_get_request_information())).body)
        except GraphFailure as failure:
            if failure.status != 404:
                raise
        return None

    async def read(self, file: IncomingFile) -> bytes:
        """What is in it. The address that Graph gives for it carries its own authority, so no token goes with it."""
        if file.size > LARGEST:
            raise GraphFailure(413, "file-too-large")
        builder = self._graph.drive.items.by_drive_item_id(file.id)
        row = (await self._graph.ask(builder.to_get_request_information())).body
        url = row.get("@microsoft.graph.downloadUrl")
        if not isinstance(url, str):
            raise GraphFailure(502, "no-downloadUrl-in-answer")
        response: httpx.Response = await self._graph.download(url)
        return response.content

    async def keep(self, name: str, content: bytes) -> IncomingFile:
        """Lay a file there, beside one of the same name."""
        return _file((await self._put(await self._folder_id(), name, content, conflict="rename")).body)

    async def file_away(self, order: FileAwayOrder) -> Outcome:
        """Move a file into a folder below this one, and lay the note beside it; one whose content has changed stays.

        Repeated, it finds the file there.
        """
        builder = self._graph.drive.items.by_drive_item_id(order.file_id)
        folder = await self._folders.below(FOLDER, order.folder)
        body = DriveItem(name=order.name, parent_reference=ItemReference(id=folder))
        try:
            await self._graph.ask(builder.to_patch_request_information(body), if_match=order.tag)
        except GraphFailure as failure:
            if failure.status not in (404, 412):
                raise
            return Done()
        await self._put(folder, f"{order.name} - what happened.txt", order.note.encode(), conflict="replace")
        return Done()

    async def _put(self, folder: str, name: str, content: bytes, *, conflict: str) -> Answer:
        builder = self._graph.drive.items.by_drive_item_id(folder).content
        address = f"{self._graph.drive_url}/items/{quote(folder)}:/{quote(name, safe='')}:/content"
        url = f"{address}?@microsoft.graph.conflictBehavior={conflict}"
        return await self._graph.ask(builder.with_url(url).to_put_request_information(content))

    async def _folder_id(self) -> str:
        if not self._folder:
            self._folder = await self._folders.at_the_top(FOLDER)
        return self._folder


def _file(row: Json) -> IncomingFile:
    user = (row.get("lastModifiedBy") or {}).get("user") or {}
    return IncomingFile(
        id=str(row["id"]),
        name=str(row.get("name") or ""),
        tag=str(row.get("cTag") or row.get("eTag") or ""),
        size=int(row.get("size") or 0),
        changed_at=instant(row.get("lastModifiedDateTime")),
        by=str(user.get("id") or ""),
    )
