"""The folders `Panels/{panel_id}` of the drive, made when first needed."""

from __future__ import annotations

from urllib.parse import quote

from cpp_core.ports import RemoteReferences
from integrations.graph import references
from integrations.graph.client import Answer, GraphClient
from integrations.graph.failures import GraphFailure
from integrations.graph.sdk import DriveItem, Folder

TOP = "Panels"


class Folders:
    """Finds and makes panels' folders."""

    def __init__(self, graph: GraphClient, refs: RemoteReferences) -> None:
        self._graph = graph
        self._refs = refs

    async def known(self, panel_id: str) -> str | None:
        """The id of the panel's folder, if it is remembered."""
        return await self._refs.get(references.folder(panel_id))

    async def ensured(self, panel_id: str) -> str:
        """The id of the panel's folder, made if it is not there."""
        top = await self._ensured("root", TOP, TOP)
        folder = await self._ensured(top.text("id"), panel_id, f"{TOP}/{panel_id}")
        await self._refs.put(references.link(panel_id), folder.text("webUrl"))
        await self._refs.put(references.folder(panel_id), folder.text("id"))  # last: who finds it makes no other note
        return folder.text("id")

    async def at_the_top(self, name: str) -> str:
        """The id of a folder in the drive's root, made if it is not there."""
        return (await self._ensured("root", name, name)).text("id")

    async def below(self, top: str, name: str) -> str:
        """The id of a folder in one of the drive's root, made if it is not there."""
        return (await self._ensured(await self.at_the_top(top), name, f"{top}/{name}")).text("id")

    async def _ensured(self, parent: str, name: str, path: str) -> Answer:
        body = DriveItem(name=name, folder=Folder(), additional_data={"@microsoft.graph.conflictBehavior": "fail"})
        builder = self._graph.drive.items.by_drive_item_id(parent).children
        try:
            return await self._graph.ask(builder.to_post_request_information(body))
        except GraphFailure as failure:
            if failure.status != 409:
                raise
        return await self._at(path)

    async def _at(self, path: str) -> Answer:
        url = f"{self._graph.drive_url}/root:/{quote(path)}"
        info = self._graph.drive.items.by_drive_item_id("root").with_url(url).to_get_request_information()
        return await self._graph.ask(info)
