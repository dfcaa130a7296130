"""The sandbox as a web application on loopback: Graph, Connector, issuer, uploads, downloads and control."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote

from aiohttp import web

from infra.sandbox import batch, connector, control, control_outlook, control_teams, graph
from infra.sandbox.config import SandboxConfig
from infra.sandbox.control_base import SANDBOX
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.tokens import known_resource
from infra.sandbox.wire import GraphError, Request, Response

LARGEST_REQUEST = 260 * 1024 * 1024
_OPTIONS = frozenset({"select", "filter", "expand", "top", "skip", "orderby", "count", "search"})
Service: TypeAlias = Callable[[Sandbox, Request], Awaitable[Response]]


def _query(request: web.Request) -> dict[str, str]:
    """Query options with their `$`, which OData lets callers leave out."""
    return {f"${name}" if name in _OPTIONS else name: value for name, value in request.query.items()}


def _answer(answer: Response) -> web.Response:
    payload = answer.payload()
    response = web.Response(status=answer.status, body=payload, headers=answer.headers)
    if payload:
        response.content_type = answer.content_type
    return response


def _served(prefix: str, service: Service) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """A web handler around a service: translate, record, and close the line where an ordered fault says so."""

    async def handle(request: web.Request) -> web.StreamResponse:
        sandbox = request.app[SANDBOX]
        try:
            body = await request.read()
        except ConnectionError:  # whoever asked has died in the middle of it
            return web.Response(status=400)
        path = unquote(request.rel_url.raw_path).removeprefix(prefix)
        headers = {name.lower(): value for name, value in request.headers.items()}
        call = Request(request.method, path, _query(request), headers, body, sandbox.base_url)
        at, status = sandbox.tenant.now(), 0
        try:
            answer = await service(sandbox, call)
            status = answer.status
            return _answer(answer)
        except graph.DroppedError:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=504)
        finally:
            call.path = path
            sandbox.traffic.note(at, call, prefix, status)

    return handle


async def managed_identity(request: web.Request) -> web.Response:
    """App Service's endpoint for managed identities (Azure: REST endpoint reference, 2019-08-01)."""
    sandbox = request.app[SANDBOX]
    if request.headers.get("X-IDENTITY-HEADER") != sandbox.config.identity_header:
        return web.json_response({"statusCode": 401, "message": "The identity header is missing or wrong."}, status=401)
    resource = request.query.get("resource", "")
    if request.query.get("api-version") != "2019-08-01" or not known_resource(resource):
        return web.json_response({"statusCode": 400, "message": f"No token for resource '{resource}'."}, status=400)
    if request.query.get("client_id", sandbox.config.client_id) != sandbox.config.client_id:
        return web.json_response({"statusCode": 400, "message": "No managed identity with this client id."}, status=400)
    fault = sandbox.faults.take(("down",), "identity", "GET", request.path, sandbox.tenant.now())
    if fault is not None:
        return web.json_response({"statusCode": fault.status, "message": "Unavailable."}, status=fault.status)
    token, expires = sandbox.tokens.for_resource(resource, sandbox.tenant.roles)
    shown = {"access_token": token, "expires_on": str(expires), "resource": resource, "token_type": "Bearer"}
    return web.json_response({**shown, "client_id": sandbox.config.client_id})


async def openid(request: web.Request) -> web.Response:
    """The Bot Framework's OpenID document."""
    sandbox = request.app[SANDBOX]
    return web.json_response(sandbox.tokens.metadata(sandbox.base_url))


async def keys(request: web.Request) -> web.Response:
    """The Bot Framework's keys."""
    return web.json_response(request.app[SANDBOX].tokens.keys())


async def _upload(sandbox: Sandbox, request: Request) -> Response:
    """PUT a range to an upload session's address; GET tells what is missing, DELETE gives up."""
    tenant, token = sandbox.tenant, request.path.strip("/")
    upload = tenant.uploads.get(token)
    try:
        if upload is None:
            raise GraphError(404, "itemNotFound", "The upload session was not found.")
        if request.method == "DELETE":
            del tenant.uploads[token]
            return Response(204)
        if request.method == "GET":
            return Response(200, upload.wire(request.base_url))
        fault = sandbox.faults.take(("down", "throttle"), "sharepoint", "PUT", "/upload", tenant.now())
        if fault is not None:
            raise GraphError(fault.status, "serviceNotAvailable", "Try again.", {"Retry-After": str(fault.retry_after)})
        answer = upload.put(request.headers.get("content-range", ""), request.body, tenant.now())
    except GraphError as error:
        return graph.refusal(sandbox, request, error)
    if answer.status == 201 or upload.size == len(upload.received):
        tenant.uploads.pop(token, None)
    return answer


async def download(request: web.Request) -> web.Response:
    """A pre-authenticated download: of a drive item, or of a file that a person dropped into the chat."""
    sandbox, kind, key = request.app[SANDBOX], request.match_info["kind"], request.match_info["key"]
    if kind == "file" and key in sandbox.tenant.files:
        return web.Response(body=sandbox.tenant.files[key][1], content_type="application/octet-stream")
    try:
        item = sandbox.tenant.drive.find(key)
    except GraphError:
        return web.Response(status=404)
    return web.Response(body=item.content or b"", content_type=item.content_type)


@web.middleware
async def _know_address(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Under a server that the caller made, the address is the one first asked for."""
    sandbox = request.app[SANDBOX]
    if not sandbox.base_url:
        sandbox.base_url = f"http://{request.host}"
    return await handler(request)


async def _stop(app: web.Application) -> None:
    await app[SANDBOX].outbound.close()


def create_app(config: SandboxConfig) -> web.Application:
    """A tenant of its own behind one application; `app[SANDBOX]` is the tenant."""
    app = web.Application(client_max_size=LARGEST_REQUEST, middlewares=[_know_address])
    app[SANDBOX] = Sandbox(config)
    app.on_cleanup.append(_stop)
    app.router.add_get("/msi/token", managed_identity)
    app.router.add_get("/botframework/.well-known/openidconfiguration", openid)
    app.router.add_get("/botframework/.well-known/openid-configuration", openid)
    app.router.add_get("/botframework/keys", keys)
    app.router.add_get("/download/{kind}/{key}", download)
    app.router.add_routes([*control.ROUTES, *control_teams.ROUTES, *control_outlook.ROUTES])
    app.router.add_post("/v1.0/$batch", _served("/v1.0", batch.serve))
    app.router.add_route("*", "/v1.0/{tail:.*}", _served("/v1.0", graph.serve))
    app.router.add_route("*", "/connector/{tail:.*}", _served("/connector", connector.serve))
    app.router.add_route("*", "/upload/{tail:.*}", _served("/upload", _upload))
    return app


@dataclass(frozen=True, slots=True)
class RunningSandbox:
    """A sandbox that listens on loopback."""

    base_url: str
    sandbox: Sandbox
    runner: web.AppRunner

    @property
    def identity_environment(self) -> dict[str, str]:
        """What azure-identity's ManagedIdentityCredential reads from the environment."""
        header = self.sandbox.config.identity_header
        return {"IDENTITY_ENDPOINT": f"{self.base_url}/msi/token", "IDENTITY_HEADER": header}

    @property
    def openid_metadata_url(self) -> str:
        """Where the bot finds the keys of the Connector's tokens."""
        return f"{self.base_url}/botframework/.well-known/openidconfiguration"

    async def stop(self) -> None:
        """Drop what is under way and free the port."""
        await self.runner.cleanup()


async def start(config: SandboxConfig, port: int = 0) -> RunningSandbox:
    """Listen on 127.0.0.1; port 0 takes a free one."""
    app = create_app(config)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    host, bound = runner.addresses[0][:2]
    base_url = f"http://{host}:{bound}"
    app[SANDBOX].base_url = base_url
    await asyncio.sleep(0)
    return RunningSandbox(base_url, app[SANDBOX], runner)
