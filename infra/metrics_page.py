"""Counters as Prometheus reads them (exposition format 0.0.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from cpp_core.outbox import EffectState
from scheduling.metrics import Metrics


@dataclass(frozen=True)
class Standing:
    """How things stand for all replicas, as the database has it."""

    now: datetime
    effects: Mapping[EffectState, int]
    oldest_due_at: datetime | None
    paused: int
    """How many lanes somebody has paused; everything counts as one."""
    audited_at: datetime | None


def metrics_page(metrics: Metrics, standing: Standing) -> str:
    """The page; labels hold channels and states only."""
    return "\n".join([*_of_all(standing), *_of_this_process(metrics)]) + "\n"


def _of_all(standing: Standing) -> Iterator[str]:
    yield "# HELP panels_outbox_effects Effects by state."
    yield "# TYPE panels_outbox_effects gauge"
    for state in EffectState:
        yield f'panels_outbox_effects{{state="{state}"}} {standing.effects.get(state, 0)}'
    oldest = standing.oldest_due_at
    waited = max((standing.now - oldest).total_seconds(), 0.0) if oldest else 0.0
    yield from _gauge(
        "panels_outbox_oldest_due_seconds", "How long the longest due effect has waited to leave.", waited
    )
    yield from _gauge("panels_outbox_paused_lanes", "Lanes that somebody has paused.", standing.paused)
    yield from _moment("panels_audit_last_run_seconds", "When an audit last came to its end.", standing.audited_at)


def _gauge(name: str, said: str, value: float) -> Iterator[str]:
    yield f"# HELP {name} {said}"
    yield f"# TYPE {name} gauge"
    yield f"{name} {value:.0f}"


def _moment(name: str, said: str, at: datetime | None) -> Iterator[str]:
    if at is not None:
        yield from _gauge(name, said, at.timestamp())


def _of_this_process(metrics: Metrics) -> Iterator[str]:
    yield "# HELP panels_effects_ended_total Attempts of this process by channel and how they ended."
    yield "# TYPE panels_effects_ended_total counter"
    for (channel, state), count in sorted(metrics.ended.items()):
        yield f'panels_effects_ended_total{{channel="{channel}",state="{state}"}} {count}'
    yield "# TYPE panels_audit_found_total counter"
    for code, count in sorted(metrics.audit_found.items()):
        yield f'panels_audit_found_total{{code="{code}"}} {count}'
    looked = "When this process last came to the end of what was due."
    yield from _moment("panels_deadlines_last_tick_seconds", looked, metrics.last_deadline_tick)
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
