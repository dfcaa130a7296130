"""The same bot on botbuilder as it ships, as Microsoft's samples put it on aiohttp, for the benchmark of turns.

It takes typed words and answers them with a message that is a card. Its adapter, its own check of tokens (with keys that it
fetches from the loopback address where ours are, too), its own reading and writing of activities, its own connector clients
and its own way to a token (msal) are left as they are. Only the identity platform, which is asked once, answers from here.
"""

from __future__ import annotations

import asyncio
import json
from multiprocessing.connection import Connection
from types import MappingProxyType
from typing import Any

from aiohttp import web
from botbuilder.core import ActivityHandler, BotFrameworkAdapter, BotFrameworkAdapterSettings, TurnContext
from botbuilder.schema import Activity, ActivityTypes, Attachment
from botframework.connector.auth import MicrosoftAppCredentials
from msal import ConfidentialClientApplication

from bot.cards.catalogue import draw
from bot.cards.parts import Json
from bot.host.activities import CARD
from tests.bot.samples import SAMPLES

ANSWER = SAMPLES["attendance-confirmed"]


class IdentityPlatform:
    """Answers msal's questions as Entra does: where tokens are given, and a token for an hour."""

    status_code, headers = 200, MappingProxyType({"content-type": "application/json"})

    def __init__(self) -> None:
        self.text = ""

    def get(self, url: str, **_: Any) -> IdentityPlatform:
        """The document that says where tokens are given."""
        host = url.partition("/v2.0")[0]
        self.text = json.dumps(
            {"issuer": f"{host}/v2.0", "authorization_endpoint": f"{host}/a", "token_endpoint": host}
        )
        return self

    def post(self, _url: str, **_: Any) -> IdentityPlatform:
        """A token."""
        self.text = json.dumps({"access_token": "token", "expires_in": 3600, "token_type": "Bearer"})
        return self


class StockBot(ActivityHandler):  # type: ignore[misc]
    """Answers typed words with a card."""

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Draw the card, and send it."""
        card: Json = draw(ANSWER)
        attachment = Attachment(content_type=CARD, content=card)
        message = Activity(type=ActivityTypes.message, summary=ANSWER.preview, attachments=[attachment])
        await turn_context.send_activity(message)


def stock_application(app_id: str, metadata: str) -> web.Application:
    """An application with the route that the samples have."""
    credentials = MicrosoftAppCredentials(app_id, "secret")
    credentials.app = ConfidentialClientApplication(
        app_id, "secret", credentials.oauth_endpoint, http_client=IdentityPlatform()
    )
    adapter: Any = BotFrameworkAdapter(
        BotFrameworkAdapterSettings(app_id, app_credentials=credentials, open_id_metadata=metadata)
    )
    bot = StockBot()

    async def messages(request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        response = await adapter.process_activity(activity, request.headers.get("Authorization", ""), bot.on_turn)
        return web.Response() if response is None else web.json_response(response.body, status=response.status)

    app = web.Application()
    app.add_routes([web.post("/api/messages", messages)])
    return app


async def serve_stock(pipe: Connection, app_id: str, metadata: str) -> None:
    """Serve it until told to stop."""
    runner = web.AppRunner(stock_application(app_id, metadata), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pipe.send(int(runner.addresses[0][1]))
    await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
    await runner.cleanup()
