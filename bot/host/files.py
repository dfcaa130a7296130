"""Fetches what a person dropped into the chat, from where Teams says that it lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from bot.host.inbound import text_at
from bot.host.service_urls import ServiceUrls

DOWNLOAD_INFO = "application/vnd.microsoft.teams.file.download.info"
LARGEST = 30 * 1024 * 1024
"""Bytes; an extract of 100,000 cases has about 20 million."""
_SHAREPOINT = (".sharepoint.com", ".sharepoint.us")


class NoFileError(Exception):
    """The file cannot be had; the message is for the person who dropped it."""


@dataclass(frozen=True)
class Dropped:
    """A file as Teams announces it."""

    name: str
    url: str

    @staticmethod
    def among(attachments: object) -> tuple[Dropped, ...]:
        """The files among a message's attachments."""
        found = attachments if isinstance(attachments, list) else []
        return tuple(
            Dropped(one.name or "file", text_at(one.content, "downloadUrl"))
            for one in found
            if one.content_type == DOWNLOAD_INFO
        )


class FileDoor:
    """Downloads from SharePoint, and from what else the settings allow; never with a token of ours."""

    def __init__(self, session: Callable[[], aiohttp.ClientSession], also_from: tuple[str, ...] = ()) -> None:
        self._session = session
        self._also_from = ServiceUrls(also_from)
        self._timeout = aiohttp.ClientTimeout(total=120, connect=5)

    async def fetch(self, dropped: Dropped) -> bytes:
        """The file's content; raises `NoFileError`."""
        if not self._may_fetch(dropped.url):
            raise NoFileError("It does not lie in SharePoint or OneDrive. Please lay it there, and send it again.")
        try:
            async with self._session().get(dropped.url, timeout=self._timeout, allow_redirects=False) as response:
                if response.status != 200:
                    raise NoFileError("Teams does not give it to me. Please send it again.")
                return await _bounded(response)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NoFileError("It could not be fetched just now. Please send it again in a minute.") from error

    def _may_fetch(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        plain = parts.username is None and parts.password is None and "\\" not in url
        from_sharepoint = parts.scheme == "https" and port is None and host.endswith(_SHAREPOINT)
        return plain and (from_sharepoint or self._also_from.allows(url.partition("?")[0]))


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_chunked(256 * 1024):
        content += chunk
        if len(content) > LARGEST:
            raise NoFileError("It is larger than 30 MB. Please send a smaller one, or ask the CPP team.")
    return bytes(content)
