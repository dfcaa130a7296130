"""What a press asks of the database: a few statements in two transactions, however many people and panels there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.bench_bot import APP
from tests.benchmarks.bench_press import a_bot, a_press
from tests.benchmarks.recorded import taken_down
from tests.bot.door import KEY
from tests.bot.tokens import a_key_server, claims, signed
from tests.core.usecases.office import an_office

SERVICE = "https://smba.trafficmanager.net/uk/"
MOST = 12
"""Once; who, panel, everybody named or told, limits, panels at that time; the panel; three for the audit trail; outbox."""


class TestAPress:
    @pytest.mark.parametrize("others", [0, 3])
    async def test_takes_few_statements(self, tmp_path: Path, others: int) -> None:
        async with an_office(tmp_path) as office:
            panels = [await office.with_panel(f"2026-12-{day:02} 10:00") for day in range(7, 9)]
            for hour in range(12, 12 + others):
                await office.with_panel(f"2026-12-07 {hour}:00", FNORC=("FNORC 1",), NRPC=("NRPC 1", "NRPC 2"))
            await office.at("2026-11-24 18:00")
        async with a_key_server() as keys, a_bot(tmp_path, SERVICE, f"{keys.url}/metadata") as bot:
            keys.publish("k1", KEY)
            token = f"Bearer {signed(KEY, claims(APP, SERVICE))}"
            await bot.host.receive(a_press(SERVICE, 1, panels[0], "RL 0"), token)
            with taken_down() as transactions:
                answer = await bot.host.receive(a_press(SERVICE, 2, panels[1], "RL 0"), token)
        assert "✓ Confirmed" in str(answer.body)
        assert [each.reads for each in transactions] == [False, False]
        statements = [statement for each in transactions for statement, _, _ in each.statements]
        assert len(statements) <= MOST, "\n".join(statements)
