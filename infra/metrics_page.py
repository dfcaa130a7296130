"""Counters as Prometheus reads them (exposition format 0.0.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cpp_core.outbox import EffectState
from scheduling.metrics import Metrics


def metrics_page(metrics: Metrics, outbox: Mapping[EffectState, int]) -> str:
    """The page; labels hold channels and states only."""
    return "\n".join(_lines(metrics, outbox)) + "\n"


def _lines(metrics: Metrics, outbox: Mapping[EffectState, int]) -> Iterator[str]:
    yield "# HELP panels_outbox_effects Effects by state."
    yield "# TYPE panels_outbox_effects gauge"
    for state in EffectState:
        yield f'panels_outbox_effects{{state="{state}"}} {outbox.get(state, 0)}'
    yield "# HELP panels_effects_ended_total Attempts of this process by channel and how they ended."
    yield "# TYPE panels_effects_ended_total counter"
    for (channel, state), count in sorted(metrics.ended.items()):
        yield f'panels_effects_ended_total{{channel="{channel}",state="{state}"}} {count}'
    counters = {
        "panels_effects_doubtful_total": metrics.doubtful,
        "panels_effects_late_finishes_total": metrics.late_finishes,
        "panels_lanes_held_total": metrics.lanes_held,
        "panels_deadlines_met_total": metrics.deadlines_met,
        "panels_deadlines_failed_total": metrics.deadlines_failed,
        "panels_deadlines_taken_total": metrics.deadlines_taken,
    }
    for name, value in counters.items():
        yield f"# TYPE {name} counter"
        yield f"{name} {value}"
