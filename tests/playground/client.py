"""Somebody with a Teams-like client that is not ours: Microsoft's playground, in a browser of their own."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp

from tests.playground.chromium import PATIENCE, Chromium, Page, PageError
from tests.playground.needs import Needs
from tests.playground.resigning import Proxy

Row = dict[str, str]
_LOOPBACK = Path(__file__).with_name("loopback.cjs")
_CARDS = (
    "[...document.querySelectorAll('.ac-adaptiveCard')].filter((one) => !one.parentElement.closest('.ac-adaptiveCard'))"
)
_LAST = f"{_CARDS}.at(-1)"
_BUTTONS = "[...document.querySelectorAll('.ac-pushButton, .ac-adaptiveCard button')]"
OTHERS = 5
"""Users that the playground's configuration wants beside its own, no more and no fewer."""


@dataclass(frozen=True)
class Client:
    """One person at their playground."""

    name: str
    page: Page
    proxy: Proxy

    async def say(self, text: str, *, answered: bool = True) -> None:
        """Write to the bot, and wait for the card with which it answers: a press meanwhile would miss what moves."""
        before = await self.page.ask(f"{_CARDS}.length")
        await self.page.click("document.querySelector('[data-lexical-editor=true]')")
        await self.page.type(text)
        await self.page.key("Enter", 13)
        if answered:
            await self.page.until(f"{_CARDS}.length > {before}")

    async def sees(self, *words: str) -> None:
        """Wait until the newest message has all these words."""
        await self.page.until(f"{json.dumps(words)}.every((one) => ({_LAST}?.innerText || '').includes(one))")

    async def press(self, title: str) -> None:
        """Press the button with these words, on the newest message that has one."""
        await self.page.click(f"{_BUTTONS}.filter((one) => one.innerText.trim() === {json.dumps(title)}).at(-1)")

    async def fill(self, label: str, text: str) -> None:
        """Type into the field with this label."""
        await self.page.click(_field(label))
        await self.page.ask(f"{_field(label)}.select()")
        await self.page.type(text)

    async def choose(self, label: str, title: str) -> None:
        """Choose from the list with this label."""
        await self.page.click(_field(label))
        await self.page.click(
            "[...document.querySelectorAll('[role=option]')]"
            f".find((one) => one.innerText.trim().startsWith({json.dumps(title)}))"
        )

    async def choose_day(self, label: str, day: str) -> None:
        """Choose a day of this month, such as `31, December, 2026`, from the calendar of the field with this label."""
        await self.page.click(_field(label))
        await self.page.click(f"document.querySelector('[role=dialog] button[aria-label={json.dumps(day)}]')")

    async def tick(self, words: str) -> None:
        """Tick the box, or choose the point, with these words."""
        await self.page.click(_box(words))

    async def tick_all(self, words: str) -> None:
        """Tick every box of the group that begins with these words."""
        group = (
            f"(() => {{ let at = {_box(words)}; while (at.querySelectorAll({_TICKS}).length < 2) at = at.parentElement;"
        )
        group += f" return [...at.querySelectorAll({_TICKS})]; }})()"
        await self.page.until(_box(words))
        for number in range(int(await self.page.ask(f"{group}.length"))):
            await self.page.click(f"{group}[{number}]")


_TICKS = "'input[type=checkbox], input[type=radio]'"


def _box(words: str) -> str:
    """The last box or point on the page whose words begin so."""
    begins = f"one.parentElement.innerText.trim().startsWith({json.dumps(words)})"
    return f"[...document.querySelectorAll({_TICKS})].filter((one) => {begins}).at(-1)"


def _field(label: str) -> str:
    """The last field on the page whose label begins so."""
    return (
        "[...document.querySelectorAll('.ac-adaptiveCard label')]"
        f".filter((one) => one.innerText.startsWith({json.dumps(label)}))"
        ".map((one) => document.getElementById(one.htmlFor)).filter(Boolean).at(-1)"
    )


def configuration(tenant_id: str, app_id: str, person: Row, others: Sequence[Row]) -> str:
    """The playground's own file; JSON is YAML."""
    users = [_user(f"user-{number}", row) for number, row in enumerate(others[:OTHERS], start=1)]
    return json.dumps({
        "version": "0.1.1",
        "tenantId": tenant_id,
        "bot": {"id": app_id, "name": "Panels"},
        "currentUser": _user("user-0", person),
        "users": users,
        "personalChat": {"id": f"chat-of-{person['person_id']}"},
        "groupChat": {"id": "group-chat", "name": "Group Chat"},
        "team": {
            "id": "team-id",
            "name": "My Team",
            "aadGroupId": "00000000-0000-0000-0000-000000000031",
            "channels": [{"id": "channel-id", "name": "Announcements"}],
        },
    })  # fmt: skip


def _user(user_id: str, row: Row) -> dict[str, Any]:
    first, _, last = row["name"].partition(" ")
    return {
        "id": user_id,
        "name": row["name"],
        "userPrincipleName": row["upn"],
        "aadObjectId": row["person_id"],
        "givenName": first,
        "surname": last or first,
        "email": row["email"],
    }


@asynccontextmanager
async def playground(
    needs: Needs, proxy: Proxy, who: str, config: str, folder: Path, *, signed: bool = True
) -> AsyncIterator[str]:
    """Start a playground, kept to this machine, that posts to the proxy; its address."""
    folder.mkdir(parents=True)
    (folder / ".m365agentsplayground.yml").write_text(config, encoding="utf-8")
    command = [str(needs.packages / "@microsoft/m365agentsplayground/cli.js"), "start", "--channel-id", "msteams"]
    command += ["--app-endpoint", proxy.endpoint(who, signed=signed), "--service-url", proxy.service_url(who)]
    command += ["--port", "0", "--disable-telemetry", "--delivery-mode", "default"]
    unsigned = {} if signed else {"M365_AGENTS_PLAYGROUND_TARGET_SDK": "teams-ai-v2-dotnet"}
    process = await asyncio.create_subprocess_exec(
        needs.node,
        "--require",
        str(_LOOPBACK),
        *command,
        cwd=folder,
        env={**os.environ, "TEAMSAPPTESTER_BROWSER": "none", **unsigned},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        proxy.playgrounds[who] = await _address(process)
        yield proxy.playgrounds[who]
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    said: list[str] = []
    try:
        async with asyncio.timeout(PATIENCE):
            async for line in process.stdout:
                said.append(line.decode().strip())
                if said[-1].startswith("Listening on "):
                    address = f"http://127.0.0.1:{said[-1].removeprefix('Listening on ')}"
                    await _ready(address)
                    return address
    except TimeoutError:
        said.append("it did not say where it listens")
    raise PageError("the playground did not start: " + " | ".join(said))


async def _ready(address: str) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"{address}/_debug/ping") as answer:
                    if answer.ok:
                        return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)


async def at_the_client(browser: Chromium, proxy: Proxy, who: str, address: str, now: datetime) -> Client:
    """Open the playground's page, with the clock of the service."""
    page = await browser.page()
    await page.size(1300, 1000)
    await page.clock(now)
    await page.open(address)
    return Client(who, page, proxy)
