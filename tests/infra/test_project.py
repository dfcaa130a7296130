"""Tests about the project itself: what one file promises, another keeps."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cpp_core.effects import Channel
from cpp_core.usecases import rendering
from infra.cli.main import COMMANDS, panels
from infra.demo.timeline import GOT

ROOT = Path(__file__).parents[2]
TOP = ("bot", "cpp_core", "infra", "integrations", "scheduling", "tests")
MEETING = {"make_meeting", "invite", "uninvite", "move_meeting", "cancel_meeting", "hold", "release_hold"}
FILES = {"list_workbook", "open_folder", "end_access", "atlas_sheet"}
RENDERED = {*rendering.WORDS, *MEETING, *FILES}


def effects_written() -> Iterator[tuple[str, str]]:
    """Each (file, `what`) that a workflow or use case writes to the outbox with the helpers of `workflow.keys`."""
    for path in sorted((ROOT / "cpp_core").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "keys.chat",
                "keys.mail",
                "keys.meeting",
                "keys.folder",
            ):
                what = node.args[1] if len(node.args) > 1 else None
                if isinstance(what, ast.Constant):
                    yield path.name, str(what.value)


@pytest.mark.parametrize(("file", "what"), sorted(set(effects_written())))
def test_every_effect_that_is_written_can_be_rendered(file: str, what: str) -> None:
    assert what in RENDERED, f"{file} writes an effect {what!r} that nothing renders"


@pytest.mark.parametrize("what", sorted(RENDERED))
def test_the_demo_can_name_every_effect(what: str) -> None:
    assert what in GOT


def test_every_channel_has_a_sender() -> None:
    source = (ROOT / "infra" / "service.py").read_text(encoding="utf-8")
    graph = (ROOT / "integrations" / "graph" / "senders.py").read_text(encoding="utf-8")
    for channel in Channel:
        assert f"Channel.{channel.name}:" in source + graph


@pytest.mark.parametrize("folder", TOP)
def test_every_top_folder_says_what_lives_there(folder: str) -> None:
    assert (ROOT / folder / "README.md").is_file()


def test_there_is_no_other_top_folder() -> None:
    tracked = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))}
    assert {name for name in tracked if (ROOT / name / "README.md").exists() or name in TOP} == set(TOP)


def test_files_stay_small() -> None:
    files = [path for folder in TOP for path in (ROOT / folder).rglob("*.py")]
    long = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8").count("\n") for path in files}
    assert {name: lines for name, lines in long.items() if lines > 300} == {}


@pytest.mark.parametrize(
    "words", sorted(set(re.findall(r"`panels ([a-z][a-z -]*?)(?: [A-Z-].*?)?`", (ROOT / "README.md").read_text())))
)
def test_every_command_of_the_readme_exists(words: str) -> None:
    command: click.Command | None = panels
    for name in words.split():
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), name)
        assert command is not None, f"`panels {words}` does not exist"


def test_every_command_is_in_the_help() -> None:
    assert set(COMMANDS) == set(panels.list_commands(click.Context(panels)))
