"""The seam to msgraph-sdk: one adapter, one HTTP client without retries or redirects, one gate for the mailbox.

Requests are built by the SDK's request builders and models; answers are read as plain JSON (README.md says what typed
answers would cost). Nothing here tries anything twice: the outbox decides about that.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote, urlsplit
from uuid import uuid4

import anyio
import httpx
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError
from kiota_abstractions.native_response_handler import NativeResponseHandler
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from kiota_http.kiota_client_factory import KiotaClientFactory
from kiota_http.middleware import ParametersNameDecodingHandler, UserAgentHandler
from kiota_http.middleware.options import ResponseHandlerOption

from integrations.graph.failures import GraphFailure, retry_after
from integrations.graph.sdk import (
    DriveItemRequestBuilder,
    GraphRequestAdapter,
    GraphServiceClient,
    Method,
    RequestConfiguration,
    RequestInformation,
    UserItemRequestBuilder,
    touch,
)
from integrations.graph.settings import GRAPH_SCOPE, GraphSettings

Json = dict[str, Any]
Q = TypeVar("Q")

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
WARM_UP_SECONDS = 2.0
IMMUTABLE_IDS = 'IdType="ImmutableId"'


class UnsafeBaseUrlError(ValueError):
    """A token would leave in the clear: Graph's base URL is https, or http on loopback (a sandbox)."""


@dataclass(frozen=True)
class Answer:
    """What Graph answered: the status, the JSON body (empty where there is none) and the headers."""

    status: int
    body: Json = field(default_factory=dict)
    headers: httpx.Headers = field(default_factory=httpx.Headers)

    @property
    def values(self) -> list[Json]:
        """The members of a collection."""
        found: list[Json] = self.body.get("value") or []
        return found

    def text(self, name: str) -> str:
        """A property that the answer must have; without it, the answer is as good as a broken one (502)."""
        value = self.body.get(name)
        if not isinstance(value, str) or not value:
            raise GraphFailure(502, f"no-{name}-in-answer", self.headers.get("request-id", ""))
        return value


def asking(parameters: Q) -> RequestConfiguration[Q]:
    """A request configuration with these query parameters."""
    return RequestConfiguration(query_parameters=parameters)


class GraphClient:
    """Graph for one application. Belongs to the event loop on which it is first used; `close` ends its connections.

    The credential is the caller's: it is shared with the Bot Connector, and closed by whoever made it.
    """

    def __init__(self, settings: GraphSettings, credential: AsyncTokenCredential) -> None:
        self.settings = settings
        self._credential = credential
        self._http = _http_client(settings)
        self._gate = asyncio.Semaphore(settings.mailbox_concurrency)
        host = urlsplit(settings.base_url).hostname or ""
        provider = AzureIdentityAuthenticationProvider(credential, scopes=[GRAPH_SCOPE], allowed_hosts=[host])
        self._adapter = GraphRequestAdapter(provider, self._http)
        self._adapter.base_url = settings.base_url
        self.sdk = GraphServiceClient(request_adapter=self._adapter)
        touch(self.sdk)

    @property
    def mailbox(self) -> UserItemRequestBuilder:
        """The CPP team's mailbox, which sends the mails and organises the meetings."""
        return self.sdk.users.by_user_id(self.settings.mailbox)

    @property
    def drive(self) -> DriveItemRequestBuilder:
        """The drive with the panels' folders."""
        return self.sdk.drives.by_drive_id(self.settings.drive_id)

    @property
    def drive_url(self) -> str:
        """The drive's own address, for what the SDK's builders cannot say: addressing by path."""
        return f"{self.settings.base_url}/drives/{quote(self.settings.drive_id)}"

    async def ask(self, info: RequestInformation, *, prefer: str = "", if_match: str = "") -> Answer:
        """Send one request once. Raises one of `failures.FAILURES`."""
        info.headers.add("Prefer", f"{IMMUTABLE_IDS}, {prefer}" if prefer else IMMUTABLE_IDS)
        info.headers.add("client-request-id", str(uuid4()))
        if if_match:
            info.headers.add("If-Match", if_match)
        info.add_request_options([ResponseHandlerOption(NativeResponseHandler())])
        async with self._gate_of(info):
            response = await self._adapter.send_primitive_async(info, "bytes", None)
        if not isinstance(response, httpx.Response):
            raise TypeError(f"the SDK gave a {type(response).__name__} where its native response was asked for")
        return _read(response)

    async def all(self, info: RequestInformation, *, prefer: str = "") -> list[Json]:
        """Every member of a collection, page by page (Graph: paging)."""
        answer = await self.ask(info, prefer=prefer)
        found = answer.values
        while link := answer.body.get("@odata.nextLink"):
            answer = await self.ask(self.follow(str(link)), prefer=prefer)
            found.extend(answer.values)
        return found

    @staticmethod
    def follow(link: str) -> RequestInformation:
        """A GET of a link that Graph gave: the next page, or what changed since. Elsewhere no token goes with it."""
        info = RequestInformation(Method.GET)
        info.url = link
        info.headers.try_add("Accept", "application/json")
        return info

    async def put_part(self, upload_url: str, part: bytes, start: int, total: int) -> Answer:
        """Send one part of an upload session; its URL carries its own authority, so no token goes with it.

        Source: Graph: driveItem createUploadSession ("do not include the Authorization header").
        """
        content_range = f"bytes {start}-{start + len(part) - 1}/{total}"
        headers = {"Content-Range": content_range, "Content-Type": "application/octet-stream"}
        async with self._gate:
            return _read(await self._http.put(upload_url, content=part, headers=headers))

    async def download(self, url: str) -> httpx.Response:
        """Fetch from an address that Graph gave for a file's content; it carries its own authority (no token).

        Source: Graph: driveItem get content (`@microsoft.graph.downloadUrl`).
        """
        if urlsplit(url).scheme != "https" and urlsplit(url).hostname not in LOOPBACK:
            raise UnsafeBaseUrlError("a file is fetched over https only")
        response = await self._http.get(url)
        _read(response)
        return response

    async def warm_up(self) -> None:
        """Pay before the service is ready what the first request would pay for: the token, and the imports that are left.

        The builders are imported already; anyio, below httpx, imports its parts when the first connection is made, on the
        event loop. A token issuer that is away does not keep the service from starting; effects wait for it.
        """
        for part in (anyio.connect_tcp, anyio.Event, anyio.Lock, anyio.Semaphore):
            assert callable(part)
        anyio.Event()
        with suppress(AzureError, TimeoutError):
            async with asyncio.timeout(WARM_UP_SECONDS):
                await self._credential.get_token(GRAPH_SCOPE)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def _gate_of(self, info: RequestInformation) -> AbstractAsyncContextManager[object]:
        """Outlook's limit; a link that Graph gave names its mailbox only in its path."""
        user = info.path_parameters.get("user%2Did")
        of_mailbox = user == self.settings.mailbox if info.path_parameters else "/users/" in info.url.lower()
        return self._gate if of_mailbox else nullcontext()


def _http_client(settings: GraphSettings) -> httpx.AsyncClient:
    url = urlsplit(settings.base_url)
    loopback = url.hostname in LOOPBACK
    if url.scheme != "https" and not loopback:
        raise UnsafeBaseUrlError(f"{settings.base_url}: give an https address")
    timeout = httpx.Timeout(settings.read_timeout, connect=settings.connect_timeout)
    client = httpx.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=not loopback)
    return KiotaClientFactory.create_with_custom_middleware(
        [ParametersNameDecodingHandler(), UserAgentHandler()], client
    )


def _read(response: httpx.Response) -> Answer:
    body = _json(response)
    if response.is_success:
        return Answer(response.status_code, body, response.headers)
    raise GraphFailure(
        response.status_code,
        _code(body),
        response.headers.get("request-id", ""),
        retry_after(response.headers.get("Retry-After"), response.headers.get("Date")),
    )


def _json(response: httpx.Response) -> Json:
    if "json" not in response.headers.get("Content-Type", ""):
        return {}
    try:
        body = json.loads(response.content or b"{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _code(body: Json) -> str:
    error = body.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return str(code) if code else "noCode"
