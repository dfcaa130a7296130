"""A small world for the bot: the local Microsoft 365, the bot behind real HTTP, and use cases that note what is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from bot.compose import Bot, make_bot
from bot.host.identity import BotIdentity
from bot.host.tokens import CONNECTOR_SCOPE
from cpp_core.messages.message import Message, Text, Why
from cpp_core.model.person import Person
from cpp_core.usecases.frame import Actor, Reply
from infra.clock import SystemClock
from infra.sandbox.app import RunningSandbox, start
from infra.sandbox.config import SandboxConfig

Json = dict[str, Any]
WHY = Why("ATT-1", "CPP 9.0 §6", "You are named as a member of this panel.")
NADIA = "aaaaaaaa-0000-4000-8000-000000000001"


def a_message(name: str = "attendance", state: str = "asked", **fields: Any) -> Message:
    """A message, as a use case would give it."""
    given: Json = {
        "title": "Can you attend? Tuesday 8 December",
        "preview": "Can you attend? Tuesday 8 December",
        "blocks": (Text("Please say whether you can attend."),),
        "why": WHY,
        "refs": {"panel": "P1"},
    }
    return Message(name=name, state=state, **{**given, **fields})


def a_person(person_id: str = NADIA) -> Person:
    """A person of the directory."""
    return Person(person_id, "nadia@panels.example", "Nadia Khan", "nadia@panels.example")


@dataclass
class References:
    """Remote references in memory."""

    kept: dict[str, str] = field(default_factory=dict)

    async def get(self, key: str) -> str | None:
        """What was kept under this key."""
        return self.kept.get(key)

    async def put(self, key: str, value: str) -> None:
        """Keep it."""
        self.kept[key] = value

    async def drop(self, key: str) -> None:
        """Forget it."""
        self.kept.pop(key, None)


Answering = Callable[[Any, Actor], Reply]


@dataclass
class UseCases:
    """Notes what is asked for, and answers as told."""

    asked: list[tuple[str, Any, Actor]] = field(default_factory=list)
    answers: dict[str, Answering] = field(default_factory=dict)

    async def perform(self, name: str, command: Any, actor: Actor) -> Reply:
        """Run a use case."""
        self.asked.append((name, command, actor))
        answer = self.answers.get(name)
        return answer(command, actor) if answer else Reply(a_message(state="confirmed", title=f"Answer of {name}"))

    def answer(self, name: str, message: Message) -> None:
        """Answer this use case with this message from now on."""
        self.answers[name] = lambda _command, _actor: Reply(message)

    def refuse(self, name: str, error: Exception) -> None:
        """Refuse this use case from now on."""

        def raising(_command: Any, _actor: Actor) -> Reply:
            raise error

        self.answers[name] = raising


@dataclass
class FirstTime:
    """Says once of each key that it is the first time."""

    keys: set[str] = field(default_factory=set)

    async def __call__(self, key: str) -> bool:
        """Whether the key is new."""
        new = key not in self.keys
        self.keys.add(key)
        return new


@dataclass(frozen=True)
class Token:
    """A token, as azure-identity gives it."""

    token: str
    expires_on: int


@dataclass
class SandboxCredential:
    """Asks the sandbox's managed identity endpoint, as azure-identity does."""

    sandbox: RunningSandbox
    asked: int = 0

    async def get_token(self, *scopes: str) -> Token:
        """A token for the scope's resource."""
        self.asked += 1
        resource = scopes[0].removesuffix("/.default")
        env = self.sandbox.identity_environment
        query = {"resource": resource, "api-version": "2019-08-01"}
        headers = {"X-IDENTITY-HEADER": env["IDENTITY_HEADER"]}
        async with (
            aiohttp.ClientSession() as session,
            session.get(env["IDENTITY_ENDPOINT"], params=query, headers=headers) as answer,
        ):
            read = await answer.json()
        assert scopes == (CONNECTOR_SCOPE,)
        return Token(read["access_token"], int(read["expires_on"]))


@dataclass
class World:
    """Everything together."""

    sandbox: RunningSandbox
    bot: Bot
    url: str
    use_cases: UseCases
    references: References
    first_time: FirstTime
    credential: SandboxCredential
    files: Files
    http: aiohttp.ClientSession

    async def control(self, path: str, body: Json | list[Json] | None = None, method: str = "") -> Any:
        """An order to the sandbox, or a question."""
        verb = method or ("GET" if body is None else "POST")
        async with self.http.request(verb, f"{self.sandbox.base_url}/control{path}", json=body) as answer:
            read = await answer.json()
            assert answer.status == 200, read
            return read

    async def post(self, activity: Any, token: str | None = None, **headers: str) -> tuple[int, Any]:
        """POST an activity to the bot with a token of our choice; the sandbox's own where none is given."""
        shown = self.sandbox.sandbox.tokens.for_bot(self.sandbox.sandbox.service_url) if token is None else token
        sent = {"Authorization": f"Bearer {shown}", **headers}
        payload: Json = {"data": activity} if isinstance(activity, bytes) else {"json": activity}
        async with self.http.post(self.url, headers=sent, **payload) as answer:
            body = await answer.read()
            return answer.status, (await answer.json() if body else None)

    async def control_activity(self, activity: Json, person_id: str = NADIA) -> tuple[int, Any]:
        """Any activity from a person's chat, signed as ever."""
        answer = await self.control("/activity", {"user_id": person_id, "activity": activity})
        return answer["status"], answer["body"]

    async def messages(self, person_id: str = NADIA) -> list[Json]:
        """What the person sees of the bot's messages."""
        chat = await self.control(f"/chats/{person_id}")
        return [one for one in chat["messages"] if one["from"] == "bot" and not one["deleted"]]


@dataclass
class Files:
    """Takes what is dropped into the chat, and answers as told."""

    taken: list[tuple[str, bytes, Actor]] = field(default_factory=list)
    error: Exception | None = None

    async def take(self, name: str, content: bytes, actor: Actor) -> Message:
        """Take a file."""
        if self.error is not None:
            raise self.error
        self.taken.append((name, content, actor))
        return a_message("imported", "", title=f"{name} is imported", preview="Imported")


@asynccontextmanager
async def a_world(config: SandboxConfig | None = None) -> AsyncIterator[World]:
    """A world that runs until the block ends, with one person in it."""
    sandbox = await start(config or SandboxConfig())
    settings = sandbox.sandbox.config
    identity = BotIdentity(
        app_id=settings.bot_app_id,
        tenant_id=settings.tenant_id,
        openid_metadata_url=sandbox.openid_metadata_url,
        service_urls=(sandbox.sandbox.service_url,),
    )
    use_cases, references, first_time, files = UseCases(), References(), FirstTime(), Files()
    credential = SandboxCredential(sandbox)
    bot = make_bot(
        identity=identity,
        credential=credential,
        references=references,
        perform=use_cases.perform,
        first_time=first_time,
        clock=SystemClock(),
        take_file=files.take,
        files_from=(f"{sandbox.base_url}/download/",),
    )
    runner, url = await serve(bot)
    sandbox.sandbox.bot_endpoint = url
    async with aiohttp.ClientSession() as http:
        world = World(sandbox, bot, url, use_cases, references, first_time, credential, files, http)
        await world.control("/users", [{"id": NADIA, "upn": "nadia@panels.example", "name": "Nadia Khan"}])
        try:
            yield world
        finally:
            await runner.cleanup()
            await bot.close()
            await sandbox.stop()


async def serve(bot: Bot) -> tuple[web.AppRunner, str]:
    """Serve the bot on a free port of this machine."""
    app = web.Application()
    app.add_routes(bot.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
