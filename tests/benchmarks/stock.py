"""The same bot on botbuilder as it ships, as Microsoft's samples put it on aiohttp, for the benchmark of turns.

It takes typed words and answers them with a message that is a card. Its `CloudAdapter`, its own check of tokens (with keys
that it fetches from the loopback address where ours are, too), its own reading and writing of activities, its own connector
clients and its own way to a token (msal) are left as they are. Only the identity platform answers from here, and is asked
once: as it ships, the SDK makes its credentials anew in each turn, and asks in each turn.
"""

from __future__ import annotations

import asyncio
import json
from multiprocessing.connection import Connection
from types import MappingProxyType
from typing import Any

from aiohttp import web
from botbuilder.core import ActivityHandler, CloudAdapterBase, TurnContext
from botbuilder.schema import Activity, ActivityTypes, Attachment
from botframework.connector.auth import (
    AuthenticationConstants,
    BotFrameworkAuthenticationFactory,
    MicrosoftAppCredentials,
    PasswordServiceClientCredentialFactory,
)
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


class StockBot(ActivityHandler):
    """Answers typed words with a card."""

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Draw the card, and send it."""
        card: Json = draw(ANSWER)
        attachment = Attachment(content_type=CARD, content=card)
        message = Activity(type=ActivityTypes.message, summary=ANSWER.preview, attachments=[attachment])
        await turn_context.send_activity(message)


class Credentials(PasswordServiceClientCredentialFactory):
    """The credentials of a bot with a secret, made once."""

    def __init__(self, app_id: str) -> None:
        super().__init__(app_id, "secret")
        self._made = MicrosoftAppCredentials(app_id, "secret")
        self._made.app = ConfidentialClientApplication(
            app_id, "secret", self._made.oauth_endpoint, http_client=IdentityPlatform()
        )

    async def create_credentials(self, *_: Any, **__: Any) -> MicrosoftAppCredentials:
        """Those."""
        return self._made


def stock_application(app_id: str, metadata: str) -> web.Application:
    """An application with the route that the samples have."""
    public = AuthenticationConstants
    authentication = BotFrameworkAuthenticationFactory.create(
        validate_authority=True,
        to_channel_from_bot_login_url=public.TO_CHANNEL_FROM_BOT_LOGIN_URL_PREFIX + public.DEFAULT_CHANNEL_AUTH_TENANT,
        to_channel_from_bot_oauth_scope=public.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE,
        to_bot_from_channel_token_issuer=public.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER,
        oauth_url=public.OAUTH_URL,
        to_bot_from_channel_open_id_metadata_url=metadata,
        to_bot_from_emulator_open_id_metadata_url=public.TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL,
        credential_factory=Credentials(app_id),
    )
    adapter = CloudAdapterBase(authentication)
    bot = StockBot()

    async def messages(request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        response = await adapter.process_activity(request.headers.get("Authorization", ""), activity, bot.on_turn)
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
