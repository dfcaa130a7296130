"""The Teams app package is one that Teams takes."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import regex
from jsonschema import validators
from jsonschema.exceptions import ValidationError

from bot.app_package import AppPackage, WrongPackageError, build, manifest
from bot.verbs import opened_by

APP = "22222222-2222-4222-8222-222222222222"
SCHEMA = Path(__file__).parents[3] / "shared" / "data" / "MicrosoftTeams.schema.v1.29.json"
PLAIN, WITH_DESK = AppPackage(APP), AppPackage(APP, public_url="https://panels.example/")
EACH = pytest.mark.parametrize("package", [PLAIN, WITH_DESK], ids=["plain", "with the desk"])


def _pattern(validator: Any, pattern: str, instance: object, _: Any) -> Any:
    """Patterns of letters (`\\p{L}`), which Python's own expressions do not know."""
    if validator.is_type(instance, "string") and not regex.search(pattern, str(instance)):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


@EACH
def test_the_manifest_is_valid_by_microsofts_schema(package: AppPackage) -> None:
    if not SCHEMA.exists():
        pytest.skip(f"the schema of Teams apps is not here: {SCHEMA}")
    checking = validators.extend(jsonschema.Draft7Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert [error.message for error in checking(schema).iter_errors(manifest(package))] == []


def pixels(png: bytes) -> tuple[int, list[tuple[int, ...]]]:
    """The size of a square PNG and its pixels."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert (width, depth, kind) == (height, 8, 6)
    at, packed = 8, b""
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        content = png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(name + content)
        packed += content if name == b"IDAT" else b""
        at += 12 + length
    raw = zlib.decompress(packed)
    rows = [raw[row * (4 * width + 1) + 1 : (row + 1) * (4 * width + 1)] for row in range(height)]
    return width, [tuple(row[4 * x : 4 * x + 4]) for row in rows for x in range(width)]


@EACH
def test_the_package_holds_manifest_and_icons(package: AppPackage) -> None:
    with zipfile.ZipFile(io.BytesIO(build(package))) as archive:
        assert sorted(archive.namelist()) == ["color.png", "manifest.json", "outline.png"]
        assert json.loads(archive.read("manifest.json")) == manifest(package)
        size, colours = pixels(archive.read("color.png"))
        assert size == 192
        assert {alpha for *_, alpha in colours} == {255}
        size, outline = pixels(archive.read("outline.png"))
        assert size == 32
        assert {tuple(rest) for *rest, _ in outline} == {(255, 255, 255)}, "white on nothing"
        assert {0, 255} <= {alpha for *_, alpha in outline}


def test_the_same_settings_make_the_same_bytes() -> None:
    assert build(PLAIN) == build(PLAIN)


def test_people_can_send_files_in_their_own_chat_only() -> None:
    (bot,) = manifest(PLAIN)["bots"]
    assert bot["supportsFiles"]
    assert bot["scopes"] == ["personal"]


def test_every_command_opens_a_card() -> None:
    (bot,) = manifest(PLAIN)["bots"]
    for command in bot["commandLists"][0]["commands"]:
        assert opened_by(command["title"]) is not None


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"bot_app_id": ""}, "BOT_APP_ID"),
        ({"bot_app_id": "my-bot"}, "BOT_APP_ID"),
        ({"bot_app_id": APP, "public_url": "http://panels.example"}, "PUBLIC_URL"),
        ({"bot_app_id": APP, "public_url": "panels.example"}, "PUBLIC_URL"),
    ],
)
def test_a_wrong_setting_is_named(settings: dict[str, str], named: str) -> None:
    with pytest.raises(WrongPackageError, match=named):
        AppPackage(**settings)
