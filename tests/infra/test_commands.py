"""The commands of the public face, run as processes: what they print, and with which code they end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from infra.cli.main import COMMANDS
from infra.cli.main import panels as panels_group
from infra.sandbox.population import population
from tests.infra.support import panels

CLOCK = {"environment": "test", "clock": "2026-10-19T08:00:00+01:00"}
HEADER = "case_ref,detained_on\n"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database into which a small population was imported."""
    folder = tmp_path_factory.mktemp("panels")
    people, cases = population(1, 300, date(2026, 10, 19)).write_csv(folder)
    assert panels(folder, "people", "import", str(people), **CLOCK).code == 0
    assert panels(folder, "cases", "import", str(cases), **CLOCK).code == 0
    return folder


class TestImport:
    def test_each_fault_is_named_and_nothing_is_imported(self, tmp_path: Path) -> None:
        (tmp_path / "cases.csv").write_text(HEADER + "EX-1,31/02/2026\nEX-2,01/03/2026\n", encoding="utf-8")
        ran = panels(tmp_path, "cases", "import", "cases.csv", "--json", **CLOCK)
        assert ran.code == 1
        fault = ran.document()["faults"][0]
        assert (fault["row"], fault["column"], fault["value"]) == (2, "detained_on", "31/02/2026")
        assert fault["mend"]
        assert "Nothing was imported" in ran.err
        assert panels(tmp_path, "due", "--on", "2026-05-26", "--json", **CLOCK).document()["cases"] == []

    def test_check_changes_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "cases.csv").write_text(HEADER + "EX-1,02/03/2026\n", encoding="utf-8")
        assert panels(tmp_path, "cases", "import", "cases.csv", "--check", **CLOCK).code == 0
        again = panels(tmp_path, "cases", "import", "cases.csv", "--json", **CLOCK).document()
        assert again["new"] == 1

    def test_the_same_file_twice_changes_nothing(self, imported: Path) -> None:
        ran = panels(imported, "people", "import", "people.csv", "--json", **CLOCK)
        assert ran.document()["new"] == ran.document()["changed"] == 0

    def test_a_case_that_left_the_extract_is_gone(self, tmp_path: Path) -> None:
        (tmp_path / "one.csv").write_text(HEADER + "EX-1,02/03/2026\nEX-2,02/03/2026\n", encoding="utf-8")
        (tmp_path / "two.csv").write_text(HEADER + "EX-1,02/03/2026\n", encoding="utf-8")
        panels(tmp_path, "cases", "import", "one.csv", **CLOCK)
        assert panels(tmp_path, "cases", "import", "two.csv", "--json", **CLOCK).document()["gone_refs"] == ["EX-2"]


class TestDue:
    def test_a_case_is_due_in_the_week_after_its_review_point(self, tmp_path: Path) -> None:
        (tmp_path / "cases.csv").write_text(HEADER + "EX-1,31/08/2026\n", encoding="utf-8")
        panels(tmp_path, "cases", "import", "cases.csv", **CLOCK)
        found = panels(tmp_path, "due", "--on", "2026-12-06", "--json", **CLOCK).document()
        assert found["week_from"] == "2026-11-30"
        case = found["cases"][0]
        assert (case["case_ref"], case["review_point"], case["review_point_on"]) == ("EX-1", 1, "2026-11-23")
        assert case["band"] == "3-month"
        for day in ("2026-11-29", "2026-12-07"):
            assert panels(tmp_path, "due", "--on", day, "--json", **CLOCK).document()["cases"] == []


class TestPanels:
    def test_a_panel_can_be_made_before_anybody_is_known(self, tmp_path: Path) -> None:
        made = panels(tmp_path, "panel", "create", "--at", "2026-12-08T10:00", "--band", "3-month", "--json", **CLOCK)
        document = made.document()
        due = {each["key"]: each["due_at"] for each in document["obligations"]}
        assert due["ATT-3:cutoff"] == "2026-12-04T17:00:00+00:00"
        assert due["INV-3:invite"] == "2026-11-24T09:30:00+00:00"
        assert due["INV-2:ask"] == "2026-10-27T09:30:00+00:00"
        assert document["quorum"]["quorate"] is False
        shown = panels(tmp_path, "panel", "show", document["id"], "--json", **CLOCK).document()
        assert shown == document

    def test_summer_time_is_shown_with_its_offset(self, tmp_path: Path) -> None:
        made = panels(
            tmp_path, "panel", "create", "--at", "2027-04-20T10:00", "--band", "3-month", "--json", **CLOCK
        ).document()
        assert made["starts_at"] == "2027-04-20T10:00:00+01:00"

    def test_a_panel_made_late_asks_for_the_reason(self, tmp_path: Path) -> None:
        at = ("panel", "create", "--at", "2026-10-29T10:00", "--band", "3-month")
        refused = panels(tmp_path, *at, **CLOCK)
        assert refused.code == 1
        assert "--late-reason" in refused.err
        assert panels(tmp_path, *at, "--late-reason", "A panel was lost to illness.", **CLOCK).code == 0

    def test_a_chair_below_the_grade_is_refused(self, imported: Path) -> None:
        rows = (imported / "people.csv").read_text(encoding="utf-8-sig").splitlines()
        header = rows[0].split(",")
        people = [dict(zip(header, row.split(","), strict=False)) for row in rows[1:]]
        senior = next(row["upn"] for row in people if "chair" in row["roles"] and row["grade"] == "SEO")
        ran = panels(
            imported,
            "panel",
            "create",
            "--at",
            "2026-12-15T10:00",
            "--band",
            "12-month-plus",
            "--name",
            f"CHAIR={senior}",
            **CLOCK,
        )
        assert ran.code == 1
        assert "G7 or above" in ran.err

    def test_an_unknown_panel_is_refused_kindly(self, tmp_path: Path) -> None:
        ran = panels(tmp_path, "panel", "show", "P-0", **CLOCK)
        assert ran.code == 1
        assert "There is no panel P-0" in ran.err


class TestHelp:
    @pytest.mark.parametrize("name", list(COMMANDS))
    def test_every_command_has_help(self, tmp_path: Path, name: str) -> None:
        ran = panels(tmp_path, name, "--help")
        assert ran.code == 0
        assert "Usage" in ran.out

    def test_wrong_use_ends_with_2(self, tmp_path: Path) -> None:
        assert panels(tmp_path, "due").code == 2
        assert panels(tmp_path, "nonsense").code == 2

    def test_serve_names_what_is_missing(self, tmp_path: Path) -> None:
        ran = panels(tmp_path, "serve")
        assert ran.code == 2
        assert "PANELS_TENANT_ID: missing; it should be" in ran.err

    def test_why_quotes_the_rule(self, tmp_path: Path) -> None:
        ran = panels(tmp_path, "why", "INV-3")
        assert ran.code == 0
        assert "two weeks before" in ran.out


def test_the_audit_trail_is_whole(imported: Path) -> None:
    assert panels(imported, "audit", "verify", "--json", **CLOCK).document() == {"whole": True, "findings": []}


def test_the_brake_stops_and_lets_go(imported: Path) -> None:
    assert panels(imported, "outbox", "pause", "--why", "a test", **CLOCK).code == 0
    lanes = panels(imported, "outbox", "list", "--json", **CLOCK).document()["lanes"]
    assert lanes[0]["paused"] is True
    assert panels(imported, "outbox", "resume", **CLOCK).code == 0
    assert panels(imported, "outbox", "list", "--json", **CLOCK).document()["lanes"] == []


def test_a_backup_is_restored_into_an_empty_database_and_stands_still(imported: Path, tmp_path: Path) -> None:
    made = panels(imported, "panel", "create", "--at", "2026-12-10T10:00", "--band", "3-month", "--json", **CLOCK)
    file = str(tmp_path / "panels.backup")
    assert panels(imported, "db", "backup", file, **CLOCK).code == 0
    assert panels(tmp_path, "db", "restore", file, **CLOCK).code == 0
    shown = panels(tmp_path, "panel", "show", made.document()["id"], "--json", **CLOCK)
    assert shown.document() == made.document()
    listed = panels(tmp_path, "outbox", "list", "--json", **CLOCK).document()
    assert listed["lanes"][0]["paused"] is True
    assert listed["restored_at"] == CLOCK["clock"]
    again = panels(imported, "db", "restore", file, **CLOCK)
    assert again.code == 1
    assert "empty" in again.err


class TestWhatIsTypedWrong:
    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (("due", "--on", "2026-02-29"), "is no date; write it like 2026-11-30 or 30/11/2026"),
            (("due", "--on", "9999-12-31"), "lies too far ahead"),
            (("panel", "create", "--at", "2026-12-08", "--band", "3-month"), "write it like 2026-12-08T10:00"),
            (("report", "compliance", "--month", "2026-13", "--out", "r"), "write it like 2026-12 or 12/2026"),
        ],
    )
    def test_is_answered_with_how_to_type_it(self, words: tuple[str, ...], says: str) -> None:
        ran = CliRunner().invoke(panels_group, words)
        assert ran.exit_code == 2
        assert says in ran.output

    def test_a_seat_without_a_name_is_wrong_use(self, tmp_path: Path) -> None:
        create = ("panel", "create", "--at", "2026-12-08T10:00", "--band", "3-month")
        ran = panels(tmp_path, *create, "--name", "LO", **CLOCK)
        assert ran.code == 2
        assert "names nobody" in ran.err

    def test_a_day_before_any_policy_is_refused_with_the_first_one(self, tmp_path: Path) -> None:
        ran = panels(tmp_path, "due", "--on", "2015-01-01", **CLOCK)
        assert ran.code == 1
        assert "the first one is from 2019-04-16" in ran.err
