"""What these tests need besides Python, and why they are skipped where it is not there."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "PANELS_PLAYGROUND"
PICTURES = "PANELS_PICTURES"
_PACKAGES = (
    "@microsoft/m365agentsplayground/cli.js",
    "adaptivecards/dist/adaptivecards.min.js",
    "markdown-it/dist/markdown-it.min.js",
)


@dataclass(frozen=True)
class Needs:
    """Where the programs and packages are."""

    packages: Path
    node: str
    chromium: str


def found() -> Needs | str:
    """What is there, or a sentence saying what is not."""
    folder = os.environ.get(VARIABLE, "")
    if not folder:
        return f"{VARIABLE} does not name the folder with the npm packages: see tests/playground/README.md"
    packages = Path(folder) / "node_modules"
    missing = [name for name in _PACKAGES if not (packages / name).exists()]
    if missing:
        return f"{packages} has no {', '.join(missing)}: run npm ci as tests/playground/README.md says"
    node = shutil.which("node")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not node or not chromium:
        return "node or Chromium is not installed"
    return Needs(packages, node, chromium)
