"""The route that Teams posts to."""

from __future__ import annotations

from aiohttp import web

from bot.host.activities import as_json
from bot.host.bot_host import BotHost
from bot.host.inbound import MAX_BODY

PATH = "/api/messages"


def routes(host: BotHost) -> list[web.RouteDef]:
    """The bot's routes, for the service's application."""

    async def messages(request: web.Request) -> web.Response:
        asked = await _bounded_body(request)
        if asked is None:
            return web.json_response({"error": "too large"}, status=413)
        answer = await host.receive(asked, request.headers.get("Authorization", ""))
        headers = {"Retry-After": str(answer.retry_after)} if answer.retry_after else None
        if answer.body is None:
            return web.Response(status=answer.status, headers=headers)
        body = as_json(answer.body)
        return web.Response(body=body, status=answer.status, headers=headers, content_type="application/json")

    return [web.post(PATH, messages)]


async def _bounded_body(request: web.Request) -> bytes | None:
    """The body, or None where it is larger than any activity."""
    if request.content_length is not None and request.content_length > MAX_BODY:
        return None
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)
