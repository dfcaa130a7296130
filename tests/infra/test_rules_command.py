"""`panels rules` and `panels why`, run as processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.infra.support import panels

CLOCK = {"environment": "test", "clock": "2026-11-20T09:00:00+00:00"}


class TestRules:
    def test_prints_the_whole_register_with_its_counts(self, tmp_path: Path) -> None:
        document = panels(tmp_path, "rules", "--json", **CLOCK).document()
        assert len(document["rules"]) == 70
        assert len(document["clauses"]) == sum(document["counts"].values()) >= 150
        assert all(each["citation"] and each["paraphrase"] for each in document["clauses"])
        assert all(each["where"] or each["why"] for each in document["clauses"])

    def test_marks_readings_as_ours(self, tmp_path: Path) -> None:
        printed = panels(tmp_path, "rules", "--rule", "att-2", **CLOCK).out
        assert "[R] our reading: the days are calendar days" in printed
        assert "cutoff_days = 3 (days before the panel; CPP 9.0 §6; from 24/07/2025)" in printed
        assert "[R] ours, beside CPP 9.0 §6" in printed
        assert "CPP-6-18" in printed
        assert "CPP-6-13" not in printed

    def test_prints_markdown_in_which_every_row_has_its_columns(self, tmp_path: Path) -> None:
        lines = panels(tmp_path, "rules", "--markdown", **CLOCK).out.splitlines()
        tables = [line for line in lines if line.startswith("|")]
        assert {line.count(" | ") + 2 for line in tables} <= {5, 7}
        assert any("[R]" in line for line in tables)

    def test_prints_only_clauses_kept_in_one_way(self, tmp_path: Path) -> None:
        document = panels(tmp_path, "rules", "--status", "people", "--json", **CLOCK).document()
        assert {each["status"] for each in document["clauses"]} == {"people"}

    def test_shows_policy_as_it_was_on_a_day(self, tmp_path: Path) -> None:
        printed = panels(tmp_path, "rules", "--rule", "PAN-1", "--on", "2022-05-09", **CLOCK).out
        assert "FNORC, NRPC, RL, LO (areas" in printed
        assert "assumed" in printed

    def test_knows_no_other_rule(self, tmp_path: Path) -> None:
        ran = panels(tmp_path, "rules", "--rule", "ATT-99", **CLOCK)
        assert ran.code == 2
        assert "ATT-1 to ATT-7" in ran.err


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a panel on Tuesday 8 December 2026 and a case that is due then."""
    made = tmp_path_factory.mktemp("why")
    (made / "cases.csv").write_text("case_ref,detained_on\nEX-1,31/08/2026\n", encoding="utf-8")
    panels(made, "cases", "import", "cases.csv", **CLOCK)
    late = ("--late-reason", "A panel was lost.")
    panels(made, "panel", "create", "--at", "2026-12-08T10:00", "--band", "3-month", *late, **CLOCK)
    return made


PANEL = "P-20261208-1000-3-month"


class TestWhy:
    def test_explains_a_cutoff_and_what_would_have_made_it_different(self, folder: Path) -> None:
        document = panels(folder, "why", f"{PANEL}/ATT-3:cutoff", "--json", **CLOCK).document()
        assert document["clause"] == "ATT-3"
        assert document["facts"]["Nominal cutoff"].startswith("Saturday 05/12/2026 10:00")
        assert document["facts"]["Effective cutoff"] == "Friday 04/12/2026 17:00"
        assert document["different"][1].startswith("Had the panel started on Wednesday 09/12/2026 10:00")
        assert "would not have moved" in document["different"][2]
        assert document["words"]
        assert document["citation"].startswith("CPP 9.0")

    def test_explains_a_case_by_the_dates_around(self, folder: Path) -> None:
        document = panels(folder, "why", "EX-1", "--json", **CLOCK).document()
        assert document["clause"] == "CLK-2"
        assert document["facts"]["Review point 1"].startswith("Monday 23/11/2026; due Monday 30/11/2026")
        assert len(document["different"]) == 4

    def test_explains_what_a_panel_lacks(self, folder: Path) -> None:
        document = panels(folder, "why", PANEL, "--json", **CLOCK).document()
        assert document["facts"]["Quorate"] == "no"
        assert "A panel cannot proceed without" in document["facts"]["Chair"]

    def test_explains_a_refusal_by_its_rule(self, folder: Path) -> None:
        refused = panels(folder, "panel", "create", "--at", "2026-12-09T10:00", "--band", "3-month", **CLOCK)
        assert refused.code == 1
        rule = refused.err.strip().rpartition("[")[2].rstrip("]")
        printed = panels(folder, "why", rule, **CLOCK)
        assert printed.code == 0
        assert "What would have made it different" in printed.out

    def test_says_what_there_is_to_ask_about(self, folder: Path) -> None:
        ran = panels(folder, "why", "nothing", **CLOCK)
        assert ran.code == 1
        assert "panels outbox list" in ran.err
