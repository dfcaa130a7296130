"""What `/metrics` says, in the text format that Prometheus reads."""

from __future__ import annotations

import re
from datetime import timedelta

from cpp_core.outbox import EffectState
from infra.metrics_page import Standing, metrics_page
from scheduling.metrics import Metrics
from tests.integrations.storage.databases import START

QUIET = Standing(START, {}, None, 0, None)
_LINE = re.compile(r'[a-z_]+(\{[a-z]+="[a-z]+"(,[a-z]+="[a-z]+")*\})? -?\d+')


def figures(metrics: Metrics, standing: Standing) -> dict[str, int]:
    """Each figure by its name and labels."""
    lines = [line for line in metrics_page(metrics, standing).splitlines() if not line.startswith("#")]
    assert all(_LINE.fullmatch(line) for line in lines), lines
    return {name: int(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


class TestTheFigures:
    def test_of_a_service_with_nothing_to_do_are_nought(self) -> None:
        found = figures(Metrics(), QUIET)
        assert set(found.values()) == {0}
        assert {f'panels_outbox_effects{{state="{state}"}}' for state in EffectState} <= set(found)
        assert "panels_audit_last_run_seconds" not in found, "no audit has come to its end yet"

    def test_say_what_stands_still(self) -> None:
        waiting = Standing(START, {EffectState.DEAD: 2}, START - timedelta(minutes=20), 1, START - timedelta(hours=4))
        found = figures(Metrics(last_deadline_tick=START), waiting)
        assert found['panels_outbox_effects{state="dead"}'] == 2
        assert found["panels_outbox_oldest_due_seconds"] == 1200
        assert found["panels_outbox_paused_lanes"] == 1
        assert found["panels_audit_last_run_seconds"] == START.timestamp() - 4 * 3600
        assert found["panels_deadlines_last_tick_seconds"] == START.timestamp()

    def test_count_what_this_process_did(self) -> None:
        metrics = Metrics()
        metrics.ended["mail", EffectState.DONE] += 3
        metrics.audit_found["not-invited"] += 1
        page = metrics_page(metrics, QUIET)
        assert 'panels_effects_ended_total{channel="mail",state="done"} 3' in page
        assert 'panels_audit_found_total{code="not-invited"} 1' in page
