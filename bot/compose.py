"""Puts the bot together, for the composition root."""

from __future__ import annotations

from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from bot.conversations import Conversations
from bot.host.adapter import TeamsAdapter
from bot.host.app import routes
from bot.host.background import Background
from bot.host.bot_host import BotHost, FirstTime
from bot.host.connector import ConnectorClient, pooled_session
from bot.host.files import FileDoor
from bot.host.identity import BotIdentity
from bot.host.keys import SigningKeys
from bot.host.rate import PersonLimit, Rate
from bot.host.service_urls import ServiceUrls
from bot.host.teams_bot import TeamsBot
from bot.host.tokens import ConnectorToken, Credential
from bot.host.trust import Trust
from bot.proactive import ChatSender, Home
from bot.turns import Perform, TakeFile, Turns
from cpp_core.ports import Clock, RemoteReferences


@dataclass
class Pool:
    """One session for all that the bot sends, made when first used, for it belongs to the running event loop."""

    _session: aiohttp.ClientSession | None = field(default=None)

    def session(self) -> aiohttp.ClientSession:
        """The session."""
        if self._session is None or self._session.closed:
            self._session = pooled_session()
        return self._session

    async def close(self) -> None:
        """Close its connections."""
        if self._session is not None:
            await self._session.close()


@dataclass(frozen=True)
class Bot:
    """The bot, ready to be served: its host, the sender of the chat channel, and what has to be closed at the end."""

    host: BotHost
    sender: ChatSender
    conversations: Conversations
    connector: ConnectorClient
    pool: Pool
    background: Background

    def routes(self) -> list[web.RouteDef]:
        """The bot's routes, for the service's application."""
        return routes(self.host)

    async def close(self) -> None:
        """Finish what is under way, and close the connections to the Bot Connector."""
        await self.background.settle()
        await self.pool.close()


def make_bot(
    *,
    identity: BotIdentity,
    credential: Credential | None,
    references: RemoteReferences,
    perform: Perform,
    first_time: FirstTime,
    clock: Clock,
    take_file: TakeFile | None = None,
    files_from: tuple[str, ...] = (),
    rate: Rate | None = None,
) -> Bot:
    """The bot; raises `WrongSettingError` where it must not start.

    `perform(name, command, actor)` runs a use case; `first_time(key)` says whether any replica has seen the key before;
    `rate` is how often one person may ask;
    `take_file(name, content, actor)` takes what people drop into the chat, from SharePoint and from `files_from`.
    """
    pool = Pool()
    tokens = ConnectorToken(credential)
    connector = ConnectorClient(tokens, ServiceUrls(identity.service_urls), pool.session, clock.now)
    conversations = Conversations(references)
    trust = Trust(identity, SigningKeys(identity.openid_metadata_url, pool.session))
    files = FileDoor(pool.session, files_from)
    bot = TeamsBot(Turns(perform, take_file, references), conversations, files, identity.tenant_id)
    background = Background()
    host = BotHost(trust, TeamsAdapter(connector, background), bot, first_time, PersonLimit(rate or Rate()))
    home = Home(identity.home_url, identity.bot_id, identity.tenant_id)
    sender = ChatSender(connector, conversations, references, home)
    return Bot(host, sender, conversations, connector, pool, background)
