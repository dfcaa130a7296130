"""Whole lives of panels, with all that follows from each thing that happens: who gets what, when, and what is noted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.lives import played
from tests.core.tables import DATA

LIVES = sorted((DATA / "lives").glob("*.txt"))


@pytest.mark.parametrize("path", LIVES, ids=lambda path: path.stem)
def test_a_life_is_as_its_file_tells(path: Path, request: pytest.FixtureRequest) -> None:
    told = played(path.read_text(encoding="utf-8"))
    if request.config.getoption("--regenerate-lives"):
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")
