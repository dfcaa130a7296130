"""The table of verbs: each asks for a use case that there is, with a command that it takes, and reads what was typed."""

from __future__ import annotations

import importlib
import pkgutil
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cpp_core.usecases
from bot.dialogs.reading import Inputs
from bot.turns import MalformedError, Turns, press_data
from bot.verbs import VERBS
from cpp_core.model.feedback import FeedbackKind
from cpp_core.model.panel import QuorumChoice
from cpp_core.model.recommendation import CaseAction, Kind, ReachedBy, ReleaseReason, View
from cpp_core.refusals import Refusal
from cpp_core.usecases import commands
from cpp_core.usecases.frame import USE_CASES
from tests.bot.samples_of_sitting import CASE, PANEL
from tests.bot.world import NADIA, UseCases

REFS = {**PANEL, "case": "CPP-00412", "area": "RL", "entry": "1", "number": "1"}


def read(verb: str, **typed: str) -> Any:
    """The command that a press becomes."""
    found = VERBS[verb]
    return found.read(Inputs({**REFS, **typed}, found.clause))


@pytest.fixture(scope="module", autouse=True)
def _every_use_case() -> None:
    for module in pkgutil.iter_modules(cpp_core.usecases.__path__):
        importlib.import_module(f"cpp_core.usecases.{module.name}")


COMPLETE: dict[str, dict[str, str]] = {
    "panel.move": {"new_date": "2026-12-15", "new_time": "10:00", "reason": "In court.", "sure": "true"},
    "panel.cancel": {"reason": "No chair.", "sure": "true"},
    "nomination.name": {"member": "a1", "reserve1": "a2"},
    "quorum.decide": {"choice": "proceed", "reasons": "Enough."},
    "case.not_reached": {"reason": "no time"},
    "recommendation.form": {"kind": "release"},
    "recommendation.record": {"kind": "maintain"},
    "washup.escalate": {"what_for": "Call."},
    "washup.note": {"note_kind": "process", "note_words": "Good."},
    "feedback.chair": {"feedback_kind": "positive", "feedback_words": "Fair."},
    "escalation.answer": {"answer": "Done."},
    "import.apply": {"upload": "01ABC", "tag": "c:1"},
    "response.refuse_approval": {"why_not": "No."},
    "audit.record": {"followed": "yes"},
    "attendance.record": {"person": "a1", "coming": "yes", "how": "rang me"},
    "attendance.give_back": {"person": "a1", "reason": "asked by mistake"},
    "recommendation.draft": {"kind": "maintain"},
    "availability.answer_month": {"month": "2026-12"},
    "concern.view": {"concern": "concern:1"},
    "concern.pass_on": {"concern": "concern:1", "to_whom": "their head of unit"},
    "concern.limit": {"concern": "concern:1", "limit_why": "until trained"},
    "concern.lift": {"concern": "concern:1"},
    "safeguarding.done": {"concern": "safeguarding:1", "what_was_done": "Seen by a nurse."},
    "feedback.independent": {"independent_kind": "positive", "independent_words": "Well prepared."},
    "feedback.passed_on": {"feedback": "chair-feedback:1"},
    "feedback.given": {"feedback": "independent-feedback:1"},
    "feedback.view": {"feedback": "chair-feedback:1"},
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_asks_for_a_use_case_that_there_is_with_its_command(verb: str) -> None:
    asked = USE_CASES[VERBS[verb].use_case]
    assert isinstance(read(verb, **COMPLETE.get(verb, {})), asked.command)
    assert asked.who, "somebody may"


@pytest.mark.parametrize("verb", VERBS)
def test_the_way_back_is_a_verb(verb: str) -> None:
    assert VERBS[verb].back in ("", *VERBS)


@given(verb=st.sampled_from(sorted(VERBS)), typed=st.dictionaries(st.sampled_from(sorted({
    "panel", "case", "area", "member", "reserve1", "reserves", "choice", "reasons", "new_date", "new_time", "kind", "reason",
    "long_stop", "resolved_by", "release_reasons", "reached_by", "view:a1", "action1_what", "action1_by", "change",
    "note_kind", "note_words", "feedback_kind", "feedback_words", "answer", "what_for", "documents",
})), st.text(max_size=30)))  # fmt: skip
def test_whatever_is_typed_becomes_a_command_or_a_refusal(verb: str, typed: dict[str, str]) -> None:
    with suppress(Refusal):
        assert VERBS[verb].read(Inputs(typed, "X")) is not None


class TestReading:
    def test_names_for_a_seat(self) -> None:
        command = read("nomination.name", member="a1", reserve1="a2", reserve2="a3", trained="true", time_given="false")
        assert command == commands.NamePeople("p-2026-12-08", "RL", "a1", ("a2", "a3"), True, False)

    def test_reserves_are_in_the_order_chosen_also_from_a_card_of_before(self) -> None:
        assert read("nomination.name", member="a1", reserve1="a3", reserve2="a2").reserve_ids == ("a3", "a2")
        assert read("nomination.name", member="a1", reserve1="", reserve2="a2").reserve_ids == ("a2",)
        assert read("nomination.name", member="a1", reserves="a2, a3,a2,").reserve_ids == ("a2", "a3")

    def test_a_decision_about_the_quorum(self) -> None:
        command = read(
            "quorum.decide",
            choice="postpone",
            reasons=" No member of LO. ",
            objective_can_be_met="true",
            new_date="2026-12-15",
            new_time="10:00",
        )
        assert command == commands.DecideQuorum(
            "p-2026-12-08",
            QuorumChoice.POSTPONE,
            True,
            False,
            "No member of LO.",
            datetime(2026, 12, 15, 10, 0, tzinfo=UTC),
        )

    def test_a_time_is_londons(self) -> None:
        command = read("quorum.decide", choice="postpone", reasons="x", new_date="2026-07-15", new_time="10:00")
        assert command.new_start == datetime(2026, 7, 15, 9, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("new_date", "new_time"),
        [("2026-12-15", ""), ("", "10:00"), ("soon", "10:00"), ("2026-02-30", "10:00"), ("2026-12-15", "25:00")],
    )
    def test_half_a_moment_is_refused(self, new_date: str, new_time: str) -> None:
        with pytest.raises(Refusal, match="no date and time"):
            read("quorum.decide", choice="postpone", reasons="x", new_date=new_date, new_time=new_time)

    def test_a_choice_that_is_none_is_refused_with_what_there_is(self) -> None:
        with pytest.raises(Refusal, match="proceed, postpone, cancel"):
            read("quorum.decide", choice="flee", reasons="x")

    def test_what_is_empty_is_refused_by_its_label(self) -> None:
        with pytest.raises(Refusal, match="Your reasons: This is still empty"):
            read("quorum.decide", choice="proceed", reasons="  ")

    def test_a_card_without_its_panel_is_refused_with_a_way_on(self) -> None:
        with pytest.raises(Refusal, match="my panels"):
            VERBS["attendance.confirm"].read(Inputs({}, "ATT-1"))

    def test_feedback_in_confidence(self) -> None:
        command = read("feedback.chair", feedback_kind="developmental", feedback_words="More time for each case.")
        assert command.kind is FeedbackKind.DEVELOPMENTAL


class TestReadingARecommendation:
    def test_everything_that_can_be_typed(self) -> None:
        command = read(
            "recommendation.record",
            kind="maintain-with-actions",
            reasoning="R",
            justification="J",
            action1_what="W1",
            action1_who="P1",
            action1_by="2026-12-18",
            action1_authorisation="A1",
            action3_what="W3",
            action3_who="P3",
            action3_by="19/12/2026",
            event="E",
            long_stop="2027-01-29",
            reached_by="majority",
            dissent="D",
            documents="dcpr,appeals",
            documents_not_applicable="judicial-review",
            alternatives_summary="S",
            affirmed="true",
            exception="X",
            repeat_reason="P",
            correction_reason="C",
            change="vulnerability",
            change_of_circumstances="Level 3 since May.",
            **{"view:a1": "maintain", "view:a2": ""},
        )
        draft = command.draft
        assert draft.kind is Kind.MAINTAIN_WITH_ACTIONS
        assert draft.actions == (
            CaseAction("W1", "P1", date(2026, 12, 18), "A1"),
            CaseAction("W3", "P3", date(2026, 12, 19)),
        )
        assert draft.views == {"a1": View.MAINTAIN}
        assert draft.reached_by is ReachedBy.MAJORITY
        assert draft.long_stop_on == date(2027, 1, 29)
        assert draft.standards.documents_seen == ("dcpr", "appeals")
        assert draft.standards.documents_not_applicable == ("judicial-review",)
        assert draft.standards.affirmed
        assert draft.change_of_circumstances == "Changes to vulnerability or adults at risk level: Level 3 since May."
        assert command.correction_reason == "C"
        assert command.unreadable == ()

    def test_reasons_for_release_survive_the_commas_in_their_words(self) -> None:
        command = read("recommendation.record", kind="release", release_reasons="vulnerability,bail_granted")
        assert command.draft.release_reasons == (ReleaseReason.VULNERABILITY, ReleaseReason.BAIL_GRANTED)

    def test_what_cannot_be_read_is_named_with_what_was_typed(self) -> None:
        command = read(
            "recommendation.record",
            kind="release",
            long_stop="next spring",
            release_reasons="mercy",
            reached_by="dice",
            action1_what="Call",
        )
        assert command.unreadable == (
            ("Reasons for release", "mercy"),
            ("Action 1, by when", "no date"),
            ("Long-stop date", "next spring"),
            ("How it was reached", "dice"),
        )


class TestWhatAPressCarries:
    def test_everything_becomes_text(self) -> None:
        assert press_data({"a": True, "b": 3, "c": "x", "d": None, "msteams": {"type": "x"}}) == {
            "a": "true",
            "b": "3",
            "c": "x",
        }

    def test_what_no_database_takes_is_left_out(self) -> None:
        assert press_data({"a": "x\x00y\ud800\r\nz\x07"}) == {"a": "xy?\nz"}

    @pytest.mark.parametrize("data", [[1], "x", {"a": [1]}, {"a": {"b": 1}}])
    def test_anything_else_is_malformed(self, data: object) -> None:
        with pytest.raises(MalformedError):
            press_data(data)

    async def test_an_unknown_verb_is_malformed(self) -> None:
        with pytest.raises(MalformedError):
            await Turns(UseCases().perform).press("panel.destroy", dict(CASE), NADIA)
