"""The ticks: APScheduler calls, `nudge` calls the same job now, and nothing is lost when one fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from cpp_core.ports import Conflict
from scheduling.deadlines import Deadlines, DeadlinesTick
from scheduling.happenings import Happening
from scheduling.metrics import Metrics
from scheduling.ticks import Tick, TickFailedError, Ticks
from scheduling.virtual_time import VirtualClock
from tests.integrations.storage.databases import START
from tests.scheduling.world import until

DONE = (Happening(START, "deadline", "one", "done"),)


class Job:
    """A job that counts its runs, takes its time, and can be told to fail."""

    def __init__(self, takes: float = 0) -> None:
        self.runs = 0
        self.at_once = 0
        self.most_at_once = 0
        self.takes = takes
        self.fails = False

    async def __call__(self) -> Sequence[Happening]:
        """Run."""
        self.runs += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.takes)
        self.at_once -= 1
        if self.fails:
            raise ValueError("as told")
        return DONE


async def started(job: Job, every: timedelta | None) -> Ticks:
    ticks = Ticks([Tick("job", job, every)], Metrics())
    ticks.start()
    await asyncio.sleep(0)
    return ticks


class TestTicking:
    async def test_a_job_runs_again_and_again(self) -> None:
        job = Job()
        ticks = await started(job, timedelta(milliseconds=20))
        await until(lambda: job.runs >= 3)
        await ticks.stop()
        runs = job.runs
        await asyncio.sleep(0.05)
        assert job.runs == runs

    async def test_a_slow_job_never_runs_beside_itself(self) -> None:
        job = Job(takes=0.05)
        ticks = await started(job, timedelta(milliseconds=10))
        await until(lambda: job.runs >= 3)
        await ticks.stop()
        assert (job.most_at_once, job.at_once) == (1, 0)

    async def test_a_job_that_fails_is_counted_and_runs_again(self) -> None:
        job = Job()
        job.fails = True
        ticks = await started(job, timedelta(milliseconds=10))
        await until(lambda: ticks.metrics.tick_errors["job"] >= 2)
        await ticks.stop()


class TestNudging:
    async def test_a_job_without_an_interval_runs_only_when_it_is_nudged(self) -> None:
        job = Job()
        ticks = await started(job, None)
        await asyncio.sleep(0.05)
        assert job.runs == 0
        assert await ticks.nudge("job") == DONE
        assert await ticks.nudge("job") == DONE
        assert job.runs == 2
        await ticks.stop()

    async def test_a_nudge_during_a_run_is_answered_by_a_run_after_it(self) -> None:
        job = Job(takes=0.03)
        ticks = await started(job, None)
        first = asyncio.create_task(ticks.nudge("job"))
        await until(lambda: job.at_once == 1)
        await asyncio.gather(ticks.nudge("job"), ticks.nudge("job"), first)
        assert (job.runs, job.most_at_once) == (2, 1), "the two that came during the run were answered together"
        await ticks.stop()

    async def test_nudges_and_intervals_do_not_lose_each_other(self) -> None:
        job = Job(takes=0.002)
        ticks = await started(job, timedelta(milliseconds=5))
        for _ in range(50):
            async with asyncio.timeout(2):
                assert await ticks.nudge("job") == DONE
        await ticks.stop()
        assert job.most_at_once == 1

    async def test_a_failure_is_told_to_who_nudged(self) -> None:
        job = Job()
        job.fails = True
        ticks = await started(job, None)
        with pytest.raises(TickFailedError, match="'job' has failed with ValueError"):
            await ticks.nudge("job")
        job.fails = False
        assert await ticks.nudge("job") == DONE
        await ticks.stop()


class Owners:
    """Owners of obligations, some of whom are due."""

    def __init__(self, *due: str) -> None:
        self.due = list(due)
        self.failing: set[str] = set()
        self.taken: set[str] = set()
        self.tried: list[str] = []
        self.takes = 0.0
        self.busy = self.busiest = 0

    async def who_is_due(self, now: datetime, limit: int) -> Sequence[str]:
        """Those that are due."""
        return self.due[:limit]

    async def carry_out(self, owner: str) -> Sequence[Happening]:
        """Carry out what is due."""
        self.tried.append(owner)
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        await asyncio.sleep(self.takes)
        self.busy -= 1
        if owner in self.failing:
            raise LookupError("Ann Archer")
        self.due.remove(owner)
        if owner in self.taken:
            raise Conflict("another replica was quicker")
        return (Happening(START, "deadline", owner, "done"),)

    def tick(self, clock: VirtualClock, metrics: Metrics, *, at_once: int = 1) -> DeadlinesTick:
        """The tick over them."""
        return DeadlinesTick(Deadlines(self.who_is_due, self.carry_out), clock, metrics, at_once=at_once)


class TestDeadlines:
    async def test_all_that_is_due_is_carried_out(self) -> None:
        owners = Owners(*(f"{n}" for n in range(450)))
        done = await owners.tick(VirtualClock(START), Metrics())()
        assert len(done) == 450
        assert owners.due == []

    async def test_they_are_carried_out_in_order_where_that_is_one_at_a_time(self) -> None:
        owners = Owners(*(f"{n}" for n in range(30)))
        done = await owners.tick(VirtualClock(START), Metrics())()
        assert [one.key for one in done] == owners.tried == [f"{n}" for n in range(30)]

    async def test_a_few_at_once_are_no_more_than_that_and_each_is_done_once(self) -> None:
        owners = Owners(*(f"{n}" for n in range(40)))
        owners.takes = 0.002
        done = await owners.tick(VirtualClock(START), Metrics(), at_once=8)()
        assert owners.busiest == 8
        assert sorted(one.key for one in done) == sorted(owners.tried) == sorted(f"{n}" for n in range(40))

    async def test_owners_at_whom_another_replica_is_are_left_to_it(self) -> None:
        owners, taken = Owners("one", "two", "three"), {"one"}

        @asynccontextmanager
        async def turn(due: Sequence[str], many: int) -> AsyncIterator[Sequence[str]]:
            yield [owner for owner in due if owner not in taken][:many]

        deadlines = Deadlines(owners.who_is_due, owners.carry_out, turn)
        done = await DeadlinesTick(deadlines, VirtualClock(START), Metrics())()
        assert [one.key for one in done] == ["two", "three"]
        assert owners.due == ["one"]

    async def test_those_that_fail_in_front_hide_nobody_behind_them(self, caplog: pytest.LogCaptureFixture) -> None:
        failing = [f"bad {n}" for n in range(450)]
        owners = Owners(*failing, "good")
        owners.failing = set(failing)
        done = await owners.tick(VirtualClock(START), Metrics(), at_once=8)()
        assert [one.key for one in done if one.outcome == "done"] == ["good"]
        assert len(owners.tried) == 451

    async def test_what_somebody_else_did_is_not_told_twice(self) -> None:
        owners, metrics = Owners("one", "two"), Metrics()
        owners.taken = {"one"}
        assert [one.key for one in await owners.tick(VirtualClock(START), metrics)()] == ["two"]
        assert (metrics.deadlines_taken, metrics.deadlines_met) == (1, 1)

    async def test_one_that_fails_stops_nobody_and_rests_for_a_while(self, caplog: pytest.LogCaptureFixture) -> None:
        owners, metrics, clock = Owners("bad", "good"), Metrics(), VirtualClock(START)
        owners.failing = {"bad"}
        tick = owners.tick(clock, metrics)
        assert [(one.key, one.outcome) for one in await tick()] == [("bad", "failed: LookupError"), ("good", "done")]
        assert "Archer" not in caplog.text
        await tick()
        assert owners.tried == ["bad", "good"], "it rests"
        clock.move(START + timedelta(seconds=5))
        owners.failing = set()
        assert [one.key for one in await tick()] == ["bad"]
        assert metrics.deadlines_failed == 1
