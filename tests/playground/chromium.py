"""Chromium without a window, driven by its own protocol: one browser, a page for each who looks."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

Json = dict[str, Any]
PATIENCE = 60.0
"""Seconds that something may take to appear on a page."""
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-first-run",
    "--lang=en-GB",
    "--accept-lang=en-GB",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--remote-debugging-port=0",
)


class PageError(Exception):
    """Something did not happen on a page; the message says what was looked for and what was there."""


@dataclass
class Line:
    """The line to the browser: orders out, answers in; events are not listened to."""

    socket: aiohttp.ClientWebSocketResponse
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    waiting: dict[int, asyncio.Future[Json]] = field(default_factory=dict)

    async def read(self) -> None:
        """Hand each answer to whoever waits for it."""
        async for message in self.socket:
            answer = json.loads(message.data)
            waiting = self.waiting.pop(answer.get("id", 0), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(answer)

    async def order(self, method: str, session: str = "", **given: Any) -> Json:
        """One order, and what came of it."""
        number = next(self.numbers)
        self.waiting[number] = asyncio.get_running_loop().create_future()
        to = {"sessionId": session} if session else {}
        await self.socket.send_json({"id": number, "method": method, "params": given, **to})
        answer = await asyncio.wait_for(self.waiting[number], 60)
        if "error" in answer:
            raise PageError(f"{method}: {answer['error']}")
        result: Json = answer["result"]
        return result


@dataclass(frozen=True)
class Page:
    """One page, as somebody sees it."""

    line: Line
    session: str

    async def order(self, method: str, **given: Any) -> Json:
        """One order of the protocol."""
        return await self.line.order(method, self.session, **given)

    async def open(self, url: str) -> None:
        """Go there, and wait until it has loaded."""
        await self.order("Page.navigate", url=url)
        await self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    async def ask(self, script: str) -> Any:
        """What an expression is worth on the page."""
        answer = await self.order("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise PageError(f"{script[:200]}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    async def until(self, script: str) -> None:
        """Wait for an expression to be true; the words of the page where it never is."""
        end = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < end:
            if await self.ask(f"Boolean({script})"):
                return
            await asyncio.sleep(0.05)
        words = await self.ask("document.body ? document.body.innerText : ''")
        raise PageError(f"never came: {script[:300]}\non the page:\n{words[-3000:]}")

    async def click(self, script: str) -> None:
        """Click with the mouse what an expression finds, in the middle of it, once it stands still."""
        spot, before = await self._spot(script), None
        while spot != before:
            await asyncio.sleep(0.05)
            spot, before = await self._spot(script), spot
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            pressed = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
            await self.order("Input.dispatchMouseEvent", type=kind, x=spot[0], y=spot[1], **pressed)

    async def _spot(self, script: str) -> Any:
        await self.until(script)
        return await self.ask(
            f"(() => {{ const it = {script}; it?.scrollIntoView({{block: 'center'}});"
            " const box = it?.getBoundingClientRect();"
            " return box ? [box.x + box.width / 2, box.y + box.height / 2] : [0, 0]; })()"
        )

    async def type(self, text: str) -> None:
        """Type into what has the focus."""
        await self.order("Input.insertText", text=text)

    async def key(self, name: str, code: int) -> None:
        """Press a key."""
        given = {"key": name, "code": name, "windowsVirtualKeyCode": code}
        text = {"text": "\r"} if name == "Enter" else {}
        await self.order("Input.dispatchKeyEvent", type="keyDown", **given, **text)
        await self.order("Input.dispatchKeyEvent", type="keyUp", **given)

    async def clock(self, moment: datetime) -> None:
        """Let the pages that are opened from now on believe that it is this moment."""
        ahead = int((moment - datetime.now(UTC)).total_seconds() * 1000)
        script = (
            "Date = class extends Date { constructor(...given) {"
            f" if (given.length) super(...given); else super(Date.real() + {ahead}); }} }};"
            f"Date.real = Object.getPrototypeOf(Date).now; Date.now = () => Date.real() + {ahead};"
        )
        await self.order("Page.addScriptToEvaluateOnNewDocument", source=script)

    async def size(self, width: int, height: int) -> None:
        """How large the page is."""
        await self.order(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    async def forced_colours(self, *, on: bool) -> None:
        """High contrast, as Windows forces it on pages."""
        value = "active" if on else "none"
        features = [{"name": "forced-colors", "value": value}]
        await self.order("Emulation.setEmulatedMedia", features=features)

    async def picture(self, path: Path) -> None:
        """Write what is seen to a file."""
        shot = await self.order("Page.captureScreenshot", format="png")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(shot["data"]))


@dataclass(frozen=True)
class Chromium:
    """The browser."""

    line: Line

    async def page(self) -> Page:
        """A new page, with storage of its own, as in another person's browser."""
        context = await self.line.order("Target.createBrowserContext")
        made = await self.line.order(
            "Target.createTarget", url="about:blank", browserContextId=context["browserContextId"]
        )
        found = await self.line.order("Target.attachToTarget", targetId=made["targetId"], flatten=True)
        page = Page(self.line, found["sessionId"])
        await page.order("Page.enable")
        return page


@asynccontextmanager
async def chromium(program: str, folder: Path) -> AsyncIterator[Chromium]:
    """Start the browser with a profile in this folder, and stop it at the end of the block."""
    process = await asyncio.create_subprocess_exec(
        program,
        *_FLAGS,
        f"--user-data-dir={folder}",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        address = await _address(folder / "DevToolsActivePort")
        async with aiohttp.ClientSession() as session, session.ws_connect(address, max_msg_size=0) as socket:
            line = Line(socket)
            reading = asyncio.create_task(line.read())
            yield Chromium(line)
            await line.order("Browser.close")
            reading.cancel()
    finally:
        if process.returncode is None:
            try:
                await asyncio.wait_for(process.wait(), 10)
            except TimeoutError:
                process.kill()
                await process.wait()


async def _address(file: Path) -> str:
    end = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < end:
        lines = file.read_text(encoding="ascii").split() if file.exists() else []
        if len(lines) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        await asyncio.sleep(0.05)
    raise PageError("the browser did not start")
