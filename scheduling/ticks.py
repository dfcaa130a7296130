"""The ticks: APScheduler as the clock that calls, and nothing more. No job holds a fact; a lost tick loses nothing."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.events import (
    EVENT_JOB_ERROR,
    EVENT_JOB_EXECUTED,
    JobExecutionEvent,
)
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from scheduling.happenings import Happening
from scheduling.metrics import Metrics

Answer = asyncio.Future[Sequence[Happening]]
_ONLY_WHEN_NUDGED = timedelta(weeks=5000)
_quiet = logging.getLogger(f"{__name__}.apscheduler")
_quiet.setLevel(logging.ERROR)  # that a tick was left out because the last one was still at work is as it should be
logging.getLogger("apscheduler.executors.default").setLevel(logging.WARNING)  # not a line for each tick


class TickFailedError(RuntimeError):
    """A tick that was nudged has failed; the error that it raised is the cause of this one."""


@dataclass(frozen=True)
class Tick:
    """One fixed job: its name, what it does, and how often in real time; None for only when it is nudged."""

    name: str
    work: Callable[[], Awaitable[Sequence[Happening]]]
    every: timedelta | None


class Ticks:
    """A few fixed jobs in an `AsyncIOScheduler` with its memory store; `nudge` runs the same jobs now."""

    def __init__(self, ticks: Sequence[Tick], metrics: Metrics) -> None:
        self._ticks = {tick.name: tick for tick in ticks}
        self.metrics = metrics
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            logger=_quiet,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._asked: defaultdict[str, list[Answer]] = defaultdict(list)
        """Nudges that no run has begun for."""
        self._awaiting: defaultdict[str, list[Answer]] = defaultdict(list)
        """Nudges that the run under way will answer."""
        self._running: set[str] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    def start(self) -> None:
        """Start ticking; call it in the event loop that the jobs are to run in."""
        self._scheduler.add_listener(self._ended, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        for tick in self._ticks.values():
            seconds = (tick.every or _ONLY_WHEN_NUDGED).total_seconds()
            first = {"next_run_time": datetime.now(UTC) if tick.every else None}
            self._scheduler.add_job(self._run, IntervalTrigger(seconds=seconds), args=[tick], id=tick.name, **first)
        self._scheduler.start()

    async def stop(self) -> None:
        """Tick no more; jobs under way come to their end first."""
        self._scheduler.pause()
        await self._idle.wait()
        self._scheduler.shutdown(wait=False)
        for answer in [answer for answers in self._asked.values() for answer in answers]:
            answer.cancel()

    async def nudge(self, name: str) -> Sequence[Happening]:
        """Run this job now, through APScheduler, and answer with what it did; a run under way comes to its end first."""
        answer: Answer = asyncio.get_running_loop().create_future()
        self._asked[name].append(answer)
        if name not in self._running:
            self._run_now(name)
        return await answer

    def _run_now(self, name: str) -> None:
        self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    async def _run(self, tick: Tick) -> Sequence[Happening]:
        self._running.add(tick.name)
        self._idle.clear()
        self._awaiting[tick.name] = self._asked.pop(tick.name, [])
        self.metrics.ticks[tick.name] += 1
        return await tick.work()

    def _ended(self, event: JobExecutionEvent) -> None:
        """A run has come to its end: answer who waited for it, and run again for who asked meanwhile."""
        name = event.job_id
        self._running.discard(name)
        if not self._running:
            self._idle.set()
        self.metrics.tick_errors[name] += event.exception is not None
        for answer in self._awaiting.pop(name, []):
            if not answer.done():
                _answer(answer, name, event)
        if self._asked[name]:
            self._run_now(name)


def _answer(answer: Answer, name: str, event: Any) -> None:
    if event.exception is None:
        answer.set_result(event.retval)
        return
    failed = TickFailedError(f"the tick '{name}' has failed with {type(event.exception).__name__}")
    failed.__cause__ = event.exception
    answer.set_exception(failed)
