"""What became of an effect, counted and told."""

from __future__ import annotations

from datetime import datetime

from cpp_core.outbox import Finished, state_after
from scheduling.happenings import Happening
from scheduling.metrics import Metrics


def happening_of(finished: Finished, at: datetime) -> Happening:
    """What is told of it."""
    effect = finished.claim.effect
    return Happening(at, f"{effect.channel} {effect.what}", effect.key, str(state_after(finished)))


def count(metrics: Metrics, finished: Finished, *, counted: bool) -> None:
    """Count it."""
    if not counted:
        metrics.late_finishes += 1
        return
    metrics.ended[finished.claim.effect.channel, state_after(finished)] += 1
    metrics.doubtful += finished.claim.attempt.doubtful
    metrics.lanes_held += finished.hold_lane_until is not None
