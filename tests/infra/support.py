"""Running `panels` as its user does: a process of its own, with its own environment and folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


def panels(folder: Path, *words: str, **settings: str) -> Ran:
    """Run `panels WORDS` in a folder, with these settings (without their prefix)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PANELS_")}
    given = {f"PANELS_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "-c", "from infra.cli import main; main()", *words]
    paths = {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        command, cwd=folder, env={**kept, **given, **paths}, capture_output=True, text=True, timeout=120, check=False
    )
    return Ran(done.returncode, done.stdout, done.stderr)
