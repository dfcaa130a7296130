"""The routes that Graph calls: change notifications and events in the life of a subscription.

A handshake is answered with its token; everything else is accepted at once, believed or not, and worked on later: who
does not know our client state learns nothing here.
Sources: Graph: change-notifications-delivery-webhooks (validation, 202 within three seconds).
"""

from __future__ import annotations

import json

from aiohttp import web

from infra.watching import LIFECYCLE, NOTIFICATIONS, Watching
from integrations.graph.subscriptions import validation_token

LONGEST_TOKEN = 4096
PLAIN = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


def graph_routes(watching: Watching) -> list[web.RouteDef]:
    """Both routes; they take the same things."""

    async def receive(request: web.Request) -> web.Response:
        token = validation_token(request.query)
        if token is not None:
            if len(token) > LONGEST_TOKEN:
                return web.Response(status=400, text="This token is too long.")
            return web.Response(text=token, content_type="text/plain", headers=PLAIN)
        try:
            body = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400, text="This is no JSON.")
        watching.take(body)
        return web.Response(status=202)

    return [web.post(NOTIFICATIONS, receive), web.post(LIFECYCLE, receive)]
