"""`panels report compliance`, run as a process, on answers that were imported from Atlas."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.infra.support import panels

CLOCK = {"environment": "test", "clock": "2027-01-04T09:30:00+00:00"}
CASES = """case_ref,detained_on,area,team
EX-1,01/06/2026,NRPC,Team <1>
EX-2,01/06/2026,NRPC,Team <1>
EX-3,01/06/2026,FNORC,Team 2
EX-4,01/06/2026,,
"""
ANSWERS = """case_ref,panel_on,recommendation,answer,answered_on,answered_by,reason,approved_by,approver_grade,dcpr_acknowledged_on
EX-1,08/12/2026,maintain,agree,22/12/2026,a@example.gov.uk,,,,28/12/2026
EX-2,08/12/2026,release,agree,23/12/2026,a@example.gov.uk,,,,28/12/2026
EX-3,08/12/2026,release,disagree,21/12/2026,a@example.gov.uk,A new fact.,b@example.gov.uk,G7,28/12/2026
EX-4,01/12/2026,maintain,agree,15/12/2026,a@example.gov.uk,,,,28/12/2026
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a month of answers."""
    made = tmp_path_factory.mktemp("report")
    (made / "cases.csv").write_text(CASES, encoding="utf-8")
    (made / "answers.csv").write_text(ANSWERS, encoding="utf-8")
    panels(made, "cases", "import", "cases.csv", **CLOCK)
    ran = panels(made, "responses", "import", "answers.csv", **CLOCK)
    assert ran.code == 0, ran.err
    return made


def test_writes_page_workbooks_and_charts_and_says_what_they_say(folder: Path) -> None:
    document = panels(
        folder, "report", "compliance", "--month", "2026-12", "--out", "out", "--json", **CLOCK
    ).document()
    rates = {(rate["area"], rate["team"]): rate for rate in document["rates"]}
    assert [rates["NRPC", ""][name] for name in ("total", "in_time", "late", "percent")] == [2, 1, 1, 50.0]
    assert rates["FNORC", "Team 2"]["rejected"] == 1
    assert [(rate["area"], rate["team"]) for rate in document["below_standard"]] == [("NRPC", ""), ("NRPC", "Team <1>")]
    (row,) = document["to_rectify"]["NRPC"]
    assert (row["case_ref"], row["due_on"], row["amiss"]) == ("EX-2", "2026-12-22", ["the answer came late"])
    assert "FNORC has no SPOC" in document["without_spoc"]
    names = {Path(each).name for each in document["files"]}
    assert names == {
        *("compliance-2026-12.html", "compliance-2026-12.xlsx", "To put right 2026-12 NRPC.xlsx"),
        *("in-time-2026-12.svg", "to-put-right-2026-12.svg"),
    }
    page = (folder / "out" / "compliance-2026-12.html").read_text(encoding="utf-8")
    assert "Team &lt;1&gt;" in page
    assert "Team <1>" not in page
    assert "[R]" in page
    with zipfile.ZipFile(folder / "out" / "compliance-2026-12.xlsx") as book:
        assert "xl/worksheets/sheet2.xml" in book.namelist()


def test_says_the_month_in_a_sentence_and_names_who_is_below(folder: Path) -> None:
    printed = panels(folder, "report", "compliance", "--month", "12/2026", "--out", "out", **CLOCK).out
    assert "the time for an answer ended for 4 recommendations; 3 were answered in time, 75.0 %" in printed
    assert "Below 90 % [R]: NRPC, Team <1>, 50.0 %" in printed


@pytest.mark.parametrize(("month", "code"), [("2027-02", 1), ("2016-01", 1)])
def test_refuses_a_month_that_cannot_be(folder: Path, month: str, code: int) -> None:
    ran = panels(folder, "report", "compliance", "--month", month, "--out", "none", **CLOCK)
    assert ran.code == code
    assert "Traceback" not in ran.err
    assert not (folder / "none").exists()
