"""`panels disclose`: complete, checkable by its own checker, and itself on record."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from cpp_core.usecases.commands import Escalate, RecordRecommendation
from cpp_core.usecases.disclosure import CaseRecord, Disclose
from cpp_core.usecases.follow_up_commands import Disagree
from infra.cli.disclose import messages_of
from infra.reports.disclosure import Disclosure, as_zip
from infra.session import Session
from tests.core.usecases.after_a_panel import a_closed_panel, said
from tests.core.usecases.office import Office, an_office
from tests.core.usecases.test_sitting import MAINTAIN, RELEASE
from tests.infra.support import panels

CLOCK = {"environment": "test", "clock": "2027-01-04T09:30:00+00:00"}


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """An office whose database lies apart from what is disclosed."""
    (tmp_path / "office").mkdir()
    async with an_office(tmp_path / "office") as made:
        yield made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one case."""
    made = tmp_path_factory.mktemp("disclose")
    (made / "cases.csv").write_text("case_ref,detained_on\nEX-1,01/06/2026\n", encoding="utf-8")
    panels(made, "cases", "import", "cases.csv", **CLOCK)
    return made


async def disclosed(office: Office, ref: str, folder: Path) -> dict[str, Any]:
    """Unpacked into the folder; answers with the documents."""
    record: CaseRecord = (await office.ask("case.disclose", Disclose(ref))).data["record"]
    found = Disclosure(
        record,
        await office.storage.audit.export(f"case:{ref}"),
        await messages_of(Session(office.storage, office.clock), record),
        office.now,
        [each.what for each in await office.storage.audit.verify(f"case:{ref}")],
    )
    (folder / "case.zip").write_bytes(as_zip(found))
    with zipfile.ZipFile(folder / "case.zip") as archive:
        archive.extractall(folder)
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}


def checked(folder: Path) -> tuple[int, str]:
    """How the checker that comes with the record ends, and what it says."""
    ran = subprocess.run([sys.executable, "-I", "check.py"], cwd=folder, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout


async def a_life(office: Office) -> str:
    """Recommended, corrected, disagreed with, escalated; another case beside it."""
    panel_id = await a_closed_panel(office, C1=RELEASE, C2=MAINTAIN)
    await office.ask("recommendation.record", RecordRecommendation(panel_id, "C1", MAINTAIN, "A new fact."), "chair")
    await said(
        office, "response.disagree", Disagree(panel_id, "C1", 2, "The carrier <refused>.", "boss@example.gov.uk")
    )
    await office.ask("washup.escalate", Escalate(panel_id, "C1", "The travel document."), "chair")
    return panel_id


async def test_holds_everything_about_the_case_and_nothing_about_another(office: Office, tmp_path: Path) -> None:
    panel_id = await a_life(office)
    found = await disclosed(office, "C1", tmp_path)
    record = found["record"]
    entries = [(each["recommendation"]["entry"], each["stands"]) for each in record["recommendations"]]
    assert entries == [(1, False), (2, True)]
    assert [each["id"] for each in record["panels"]] == [panel_id]
    assert {row["version"] for row in record["lists"]} >= {1}
    assert record["follow_ups"][1]["pending"]["reasons"] == "The carrier <refused>."
    assert record["escalations"][0]["what_for"] == "The travel document."
    whats = [each["what"] for each in found["chain"]["entries"]]
    assert "recommendation: release" in whats
    assert "disagreement put to its approver" in whats
    assert whats[-1] == "record disclosed"
    sent = {each["what"] for each in found["messages"]}
    assert {"outcome", "escalation", "approval"} <= sent
    assert any("A flight is booked." in each["text_from_the_facts_of_now"] for each in found["messages"])
    everything = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("*.*") if path.suffix != ".zip")
    assert f"{panel_id}:C2" not in everything
    page = (tmp_path / "record.html").read_text(encoding="utf-8")
    assert "entry 2: maintain (stands)" in page
    assert "corrected since" in page


async def test_can_be_checked_without_the_service_and_notices_any_change(office: Office, tmp_path: Path) -> None:
    await a_life(office)
    await disclosed(office, "C1", tmp_path)
    assert checked(tmp_path) == (0, "Everything holds.\n")
    chain = tmp_path / "chain.json"
    whole = chain.read_text(encoding="utf-8")
    chain.write_text(whole.replace("A flight is booked.", "A flight was booked."), encoding="utf-8")
    code, said_so = checked(tmp_path)
    assert code == 1
    assert "chain.json is not as it was disclosed" in said_so
    assert "is not what was written" in said_so
    chain.write_text(whole.replace('"what": "recommendation: release"', '"what": "recommendation: maintain"'))
    assert "does not say what it said" in checked(tmp_path)[1]


async def test_the_same_record_gives_the_same_bytes(office: Office, tmp_path: Path) -> None:
    await a_closed_panel(office)
    record: CaseRecord = (await office.ask("case.disclose", Disclose("C1"))).data["record"]
    found = Disclosure(record, await office.storage.audit.export("case:C1"), (), office.now)
    assert as_zip(found) == as_zip(found)


class TestTheCommand:
    def test_writes_a_file_that_checks_itself(self, folder: Path) -> None:
        document = panels(folder, "disclose", "EX-1", "--out", "out/EX-1.zip", "--json", **CLOCK).document()
        assert (document["case_ref"], document["whole"], document["entries"]) == ("EX-1", True, 1)
        with zipfile.ZipFile(folder / "out" / "EX-1.zip") as archive:
            archive.extractall(folder / "unpacked")
        assert checked(folder / "unpacked")[0] == 0

    def test_refuses_a_case_of_which_nothing_is_known(self, folder: Path) -> None:
        ran = panels(folder, "disclose", "EX-9", "--out", "none.zip", **CLOCK)
        assert ran.code == 1
        assert "Nothing is known of EX-9" in ran.err
        assert not (folder / "none.zip").exists()
