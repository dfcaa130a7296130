"""`panels responses import`: answers from Atlas, also of panels before the service; all rows or none (OUT-3)."""

from __future__ import annotations

from pathlib import Path

from tests.infra.support import panels

HEAD = "case_ref,panel_on,recommendation,answer,answered_on,answered_by,reason,approved_by,approver_grade\n"
ROW = "C9,03/03/2026,release,disagree,09/03/2026,o@example.gov.uk,No address.,b@example.gov.uk,G7\n"
CLOCK = {"environment": "test", "clock": "2026-10-19T08:00:00+01:00"}


class TestResponsesImport:
    def test_checks_imports_and_finds_nothing_new_the_second_time(self, tmp_path: Path) -> None:
        (tmp_path / "answers.csv").write_text(HEAD + ROW, encoding="utf-8")
        words = ("responses", "import", "answers.csv", "--json")
        checked = panels(tmp_path, *words, "--check", **CLOCK)
        assert (checked.code, checked.document()["imported"], checked.document()["earlier"]) == (0, 0, 1)
        assert panels(tmp_path, *words, **CLOCK).document()["earlier"] == 1
        assert panels(tmp_path, *words, **CLOCK).document()["unchanged"] == 1

    def test_refuses_a_recommendation_that_nobody_knows(self, tmp_path: Path) -> None:
        (tmp_path / "answers.csv").write_text(HEAD + ROW.replace("release", ""), encoding="utf-8")
        refused = panels(tmp_path, "responses", "import", "answers.csv", "--json", **CLOCK)
        assert (refused.code, refused.document()["imported"]) == (1, 0)
        assert "C9, panel of 03/03/2026" in refused.err
