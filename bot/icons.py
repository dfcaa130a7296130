"""The app's icons, drawn: a card with people above it and a tick, as PNG and without any library."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from functools import cache

Colour = tuple[int, int, int]
PURPLE: Colour = (0x5B, 0x2D, 0x86)
WHITE: Colour = (255, 255, 255)
_SAMPLES = 4
"""Points looked at in each direction within a pixel, so that edges are smooth."""

Shape = Callable[[float, float], bool]


@cache
def colour_icon() -> bytes:
    """192 by 192: white on purple, to the edge."""
    return _png(192, lambda x, y: _mixed(PURPLE, WHITE, _covered(x, y, 192, _glyph)))


@cache
def outline_icon() -> bytes:
    """32 by 32: white on nothing."""
    return _png(32, lambda x, y: (*WHITE, round(255 * _covered(x, y, 32, _glyph))))


def _glyph(x: float, y: float) -> bool:
    """What is white, in a square from 0 to 1."""
    people = any(_disc(x, y, centre, 0.25, 0.085) for centre in (0.25, 0.5, 0.75))
    table = _frame(x, y, inner=0.0) and not _frame(x, y, inner=0.07)
    tick = _stroke(x, y, (0.36, 0.62), (0.46, 0.72), 0.042) or _stroke(x, y, (0.46, 0.72), (0.66, 0.51), 0.042)
    return people or table or tick


def _disc(x: float, y: float, centre_x: float, centre_y: float, radius: float) -> bool:
    return (x - centre_x) ** 2 + (y - centre_y) ** 2 <= radius**2


def _frame(x: float, y: float, *, inner: float) -> bool:
    """A rectangle with round corners, smaller by `inner` on each side."""
    left, top, right, bottom, corner = 0.14 + inner, 0.40 + inner, 0.86 - inner, 0.84 - inner, 0.10 - inner
    near_x, near_y = min(max(x, left + corner), right - corner), min(max(y, top + corner), bottom - corner)
    return (x - near_x) ** 2 + (y - near_y) ** 2 <= corner**2


def _stroke(x: float, y: float, start: tuple[float, float], end: tuple[float, float], half: float) -> bool:
    """A line with round ends."""
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    share = ((x - start[0]) * along_x + (y - start[1]) * along_y) / (along_x**2 + along_y**2)
    share = min(max(share, 0.0), 1.0)
    return (x - start[0] - share * along_x) ** 2 + (y - start[1] - share * along_y) ** 2 <= half**2


def _covered(x: int, y: int, size: int, shape: Shape) -> float:
    """How much of a pixel a shape covers; most pixels lie wholly inside or outside, as their corners do."""
    corners = {shape((x + dx) / size, (y + dy) / size) for dx in (0, 1) for dy in (0, 1)}
    if len(corners) == 1:
        return float(corners.pop())
    steps = [(step + 0.5) / _SAMPLES for step in range(_SAMPLES)]
    return sum(shape((x + dx) / size, (y + dy) / size) for dx in steps for dy in steps) / _SAMPLES**2


def _mixed(below: Colour, above: Colour, share: float) -> tuple[int, int, int, int]:
    red, green, blue = (round(low + (high - low) * share) for low, high in zip(below, above, strict=True))
    return red, green, blue, 255


def _png(size: int, pixel: Callable[[int, int], tuple[int, int, int, int]]) -> bytes:
    rows = b"".join(b"\0" + bytes(part for x in range(size) for part in pixel(x, y)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
