"""A page on which the official renderer draws our cards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.playground.chromium import Chromium, Page
from tests.playground.looks import Look

Json = dict[str, Any]
NARROW = 400
"""Pixels below which a card is on a telephone."""
_SCRIPT = Path(__file__).with_name("drawing.js")
_SCRIPTS = ("adaptivecards/dist/adaptivecards.min.js", "markdown-it/dist/markdown-it.min.js")
_STYLES = ("adaptivecards/dist/adaptivecards.css",)


@dataclass(frozen=True)
class Easel:
    """Where cards are drawn in one look, at one width."""

    page: Page
    look: Look
    width: int

    async def draw(self, card: Json, picture: Path | None = None) -> list[str]:
        """Draw a card; what is wrong with it. A picture of it is taken where there is a name for one."""
        config = self.look.host_config(narrow=self.width < NARROW)
        faults: list[str] = await self.page.ask(f"draw({json.dumps(card)}, {json.dumps(config)})")
        return faults + await self._looked_at(picture)

    async def unfold(self, picture: Path | None = None) -> list[str]:
        """Open everything that is folded away, one form after the other; what is wrong then, with a picture of each."""
        faults: list[str] = []
        forms = await self.page.ask("unfold()")
        for number in range(forms):
            await self.page.ask(f"press({number})")
            faults += await self._looked_at(picture and picture.with_name(f"{picture.stem}-form{number + 1}.png"))
        return faults if forms else await self._looked_at()

    async def _looked_at(self, picture: Path | None = None) -> list[str]:
        found: list[str] = await self.page.ask("inspect()")
        if picture:
            height = await self.page.ask("Math.ceil(document.body.firstElementChild.getBoundingClientRect().height)")
            await self.page.size(self.width, max(int(height), 1))
            await self.page.picture(picture)
        return found


async def an_easel(browser: Chromium, packages: Path, look: Look, width: int, folder: Path) -> Easel:
    """A page with the renderer, and with the Markdown that Teams understands."""
    links = "".join(f'<link rel="stylesheet" href="{(packages / each).as_uri()}">' for each in _STYLES)
    scripts = "".join(f'<script src="{each.as_uri()}"></script>' for each in _loaded(packages))
    markdown = (
        "<script>AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) =>"
        " { result.outputHtml = markdownit().render(text); result.didProcess = true; }</script>"
    )
    html = f"<!doctype html><meta charset=utf-8>{links}<style>{look.style()}</style><body>{scripts}{markdown}"
    file = folder / f"{look.name}-{width}.html"
    file.write_text(html, encoding="utf-8")
    page = await browser.page()
    await page.size(width, 800)
    await page.forced_colours(on=look.forced)
    await page.open(file.as_uri())
    return Easel(page, look, width)


def _loaded(packages: Path) -> list[Path]:
    return [*(packages / each for each in _SCRIPTS), _SCRIPT]
