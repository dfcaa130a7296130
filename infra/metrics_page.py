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
    yield "# TYPE panels_audit_found_total counter"
    for code, count in sorted(metrics.audit_found.items()):
        yield f'panels_audit_found_total{{code="{code}"}} {count}'
    if metrics.last_audit is not None:
        yield "# HELP panels_audit_last_run_seconds When an audit by this process last came to its end."
        yield "# TYPE panels_audit_last_run_seconds gauge"
        yield f"panels_audit_last_run_seconds {metrics.last_audit.timestamp():.0f}"
    counters = {
        "panels_audit_failed_total": metrics.audit_failed,
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
