"""A world with people, a caseload and one panel in it, for `panels sandbox`."""

from __future__ import annotations

from pathlib import Path

from cpp_core.deadlines.time import london_date
from infra.demo.cast import make_cast
from infra.demo.story import START, Tale, imports, make_panel
from infra.demo.world import World


async def seed_world(world: World, seed: int, folder: Path) -> str:
    """Import a synthetic population and make the demo's panel; answers with its id."""
    tale = Tale(world, make_cast(seed, london_date(START)), folder)
    await imports(tale)
    await make_panel(tale)
    return tale.panel_id
