"""`panels panel free` against a local Microsoft 365."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import httpx

from infra.sandbox.config import SandboxConfig
from infra.sandbox.population import population
from infra.sandbox.thread import SandboxThread
from tests.infra.support import panels
from tests.integrations.graph.microsoft365 import environment

CLOCK = {"environment": "test", "clock": "2026-10-19T08:00:00+01:00"}
TIMES = ("--at", "2026-12-08T10:00", "--at", "2026-12-09T10:00")


def test_it_says_who_is_free_at_each_time(tmp_path: Path) -> None:
    made = population(1, 100, date(2026, 10, 19))
    people, _ = made.write_csv(tmp_path)
    (tmp_path / "guide.pdf").write_bytes(b"%PDF-1.7")
    assert panels(tmp_path, "people", "import", str(people), **CLOCK).code == 0
    with (
        SandboxThread(SandboxConfig()) as running,
        environment(running.identity_environment),
        httpx.Client(base_url=running.base_url, trust_env=False) as control,
    ):
        outside = [row for row in made.users() if not row["mail"].endswith("panels.example")]
        inside = [row for row in made.users() if row not in outside]
        control.post("/control/users", json=inside).raise_for_status()
        for row in (one for one in inside if one["department"] == "RL"):
            hours = {"start": "2026-12-08T09:00:00", "end": "2026-12-08T17:00:00"}
            control.post("/control/appointment", json={"user": row["upn"], **hours}).raise_for_status()
        ran = panels(tmp_path, "panel", "free", *TIMES, "--band", "3-month", "--json", **CLOCK, **settings(running))
    assert ran.code == 0, ran.err
    first, second = ran.document()["times"]
    assert first["at"] == "2026-12-08T10:00:00+00:00"
    assert first["seats"]["RL"]["free"] == 0
    assert second["seats"]["RL"]["free"] == first["seats"]["RL"]["of"] > 0
    assert first["seats"]["IPM"]["unknown"] == first["seats"]["IPM"]["of"] > 0


def settings(running: Any) -> dict[str, str]:
    config = running.sandbox.config
    return {
        "tenant_id": config.tenant_id,
        "client_id": config.client_id,
        "bot_app_id": config.bot_app_id,
        "mailbox": config.mailbox_upn,
        "drive_id": config.drive_id,
        "teams_app_id": config.teams_app_id,
        "guide_file": "guide.pdf",
        "graph_base_url": f"{running.base_url}/v1.0",
    }
