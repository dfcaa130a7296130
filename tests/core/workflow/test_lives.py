"""Whole lives of panels and of what follows them: who gets what, when, by which clause, and what is noted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.lives import played
from tests.core.lives_after import played_after
from tests.core.tables import DATA

WAYS = {"lives": played, "lives_after": played_after}


@pytest.mark.parametrize("path", sorted(DATA.glob("*/*.txt")), ids=lambda path: path.stem)
def test_a_life_is_as_its_file_tells(path: Path, request: pytest.FixtureRequest) -> None:
    told = WAYS[path.parent.name](path.read_text(encoding="utf-8"))
    if request.config.getoption("--regenerate-lives"):
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")
