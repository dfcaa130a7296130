"""Every card, drawn by the official renderer in Chromium: light, dark, high contrast; at a desk and on a telephone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cards.catalogue import draw
from tests.bot.samples import SAMPLES
from tests.playground.chromium import Chromium
from tests.playground.drawing import an_easel
from tests.playground.looks import LOOKS, WIDTHS, Look
from tests.playground.needs import Needs

pytestmark = pytest.mark.asyncio(loop_scope="session")
EACH_LOOK = pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)


@EACH_LOOK
@pytest.mark.parametrize("width", WIDTHS)
async def test_every_card_is_drawn_whole_with_labels_in_order_and_contrast(
    browser: Chromium, needs: Needs, tmp_path: Path, pictures: Path | None, look: Look, width: str
) -> None:
    easel = await an_easel(browser, needs.packages, look, WIDTHS[width], tmp_path)
    faults: dict[str, list[str]] = {}
    for name, message in SAMPLES.items():
        picture = pictures / f"{name}-{look.name}-{width}.png" if pictures else None
        found = [*await easel.draw(draw(message), picture), *await easel.unfold(picture)]
        faults |= {name: list(dict.fromkeys(found))} if found else {}
    assert faults == {}


async def test_what_is_wrong_would_be_found(browser: Chromium, needs: Needs, tmp_path: Path) -> None:
    easel = await an_easel(browser, needs.packages, LOOKS[0], WIDTHS["phone"], tmp_path)
    wide = {"type": "TextBlock", "text": "W" * 200, "wrap": False}
    faint = {"type": "TextBlock", "text": "Hard to read", "color": "light", "wrap": True}
    unnamed = {"type": "Input.Text", "id": "nameless"}
    body = [wide, faint, unnamed, {"type": "Unheard.Of"}]
    faults = "\n".join(await easel.draw({"type": "AdaptiveCard", "version": "1.5", "body": body}))
    for each in ("cut off", "contrast", "no label", "parsing"):
        assert each in faults
