"""Concerns about behaviour, for the CPP lead alone (REC-10); safeguarding concerns, followed up (REC-11). On real storage."""

from __future__ import annotations

from datetime import date

import pytest

from cpp_core.effects import Effect
from cpp_core.messages.message import Message, as_text
from cpp_core.model.concern import BehaviourConcern
from cpp_core.orders import NotWanted
from cpp_core.ports import Entry
from cpp_core.refusals import NotAllowed, Refusal
from cpp_core.usecases.commands import ClosePanel, RecordRecommendation, ShowConsole, ShowWashUp
from cpp_core.usecases.commands_concerns import (
    FindConcern,
    FollowUpSafeguarding,
    LiftLimit,
    LimitSitting,
    PassOnConcern,
    RaiseConcern,
    RaiseSafeguarding,
    ShowConcern,
    ShowSafeguarding,
    ViewConcern,
)
from cpp_core.usecases.commands_officer import ShowAtRisk, ShowPanel
from tests.core.usecases.office import Office, names
from tests.core.usecases.test_sitting import MAINTAIN, an_open_panel

WORDS = "Laughed at the SECRET of a case."


async def shown(office: Office, name: str, command: object, by: str) -> Message:
    message = (await office.ask(name, command, by)).message
    assert message is not None
    return message


async def raised(office: Office, about: str = "FNORC 0", by: str = "NRPC 0") -> tuple[str, str]:
    """A panel and a concern raised at it."""
    panel_id = await an_open_panel(office, "C1")
    message = await shown(office, "concern.raise", RaiseConcern(panel_id, about, WORDS, True), by)
    assert message.state == "raised"
    return panel_id, (await office.effects("concern_for_lead", "lead"))[0].refs["concern"]


async def kept(office: Office, concern_id: str) -> BehaviourConcern:
    async with office.storage.reading() as unit:
        found = await unit.behaviour_concerns.get(concern_id)
    assert found is not None
    return found


async def trail(office: Office, chain: str) -> list[Entry]:
    """What the audit trail holds of this chain, with its texts."""
    return [kept.entry for kept in await office.storage.audit.of_chain(chain)]


class TestAConcernAboutBehaviour:
    async def test_reaches_the_lead_with_its_words_and_nothing_in_the_notification(self, office: Office) -> None:
        await raised(office)
        message = await office.message("concern_for_lead", "lead")
        assert WORDS in as_text(message)
        assert "Challenged at the panel: yes" in as_text(message)
        for secret in ("SECRET", "Fnorc", "Nrpc"):
            assert secret not in f"{message.title} {message.preview}"

    async def test_is_in_nobody_elses_card(self, office: Office) -> None:
        panel_id, _ = await raised(office)
        cards = [
            await shown(office, "panel.console", ShowConsole(panel_id), "chair"),
            await shown(office, "washup.show", ShowWashUp(panel_id), "chair"),
            await shown(office, "officer.panel", ShowPanel(panel_id), "officer"),
            await shown(office, "officer.at_risk", ShowAtRisk(), "manager"),
            await shown(office, "concern.show", ShowConcern(panel_id), "NRPC 0"),
            await shown(office, "concern.find", FindConcern(), "NRPC 0"),
        ]
        assert not [card.name for card in cards if "SECRET" in as_text(card)]
        told = [effect.refs.get("person") for effect in await office.effects("concern_for_lead")]
        assert told == ["lead"]

    async def test_leaves_no_words_or_names_in_outbox_and_audit_trail(self, office: Office) -> None:
        panel_id, concern_id = await raised(office)
        await office.ask("concern.pass_on", PassOnConcern(concern_id, "The SECRET head"), "lead")
        await office.ask("concern.limit", LimitSitting(concern_id, "SECRET", ()), "lead")
        assert "SECRET" not in str(await office.effects())
        entries = await trail(office, "concerns")
        assert [entry.what for entry in entries] == [
            "concern about behaviour raised",
            "concern passed to a management chain",
            "sitting ended",
        ]
        assert not [entry for entry in entries if entry.texts or set(entry.details) != {"concern"}]
        of_panel = await trail(office, f"panel:{panel_id}")
        assert not [entry.what for entry in of_panel if "concern" in entry.what]

    @pytest.mark.parametrize(("by", "may"), [("chair", True), ("ipm 1", True), ("RL 1", False), ("owner", False)])
    async def test_is_raised_by_whoever_sits_there(self, office: Office, by: str, may: bool) -> None:
        panel_id = await an_open_panel(office, "C1")
        command = RaiseConcern(panel_id, "FNORC 0", WORDS, False)
        if may:
            assert (await shown(office, "concern.raise", command, by)).state == "raised"
        else:
            with pytest.raises(NotAllowed):
                await office.ask("concern.raise", command, by)

    async def test_says_if_it_was_challenged_and_about_whom(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        message = await shown(office, "concern.raise", RaiseConcern(panel_id, "NRPC 0", " ", None), "NRPC 0")
        assert len(message.errors) == 3
        assert await office.effects("concern_for_lead") == []

    @pytest.mark.parametrize(
        ("at", "late"),
        [
            ("2026-12-09 10:00", False),  # 24 hours after the close at 10:00: inclusive
            ("2026-12-09 10:01", True),
        ],
    )
    async def test_after_24_hours_goes_to_the_lead_all_the_same(self, office: Office, at: str, late: bool) -> None:
        panel_id = await an_open_panel(office, "C1")
        await office.ask("recommendation.record", RecordRecommendation(panel_id, "C1", MAINTAIN), "chair")
        await office.ask("panel.close", ClosePanel(panel_id), "chair")
        await office.at(at)
        await office.ask("concern.raise", RaiseConcern(panel_id, "FNORC 0", WORDS, True), "NRPC 0")
        said = as_text(await office.message("concern_for_lead", "lead"))
        assert ("after the 24 hours" in said) is late

    @pytest.mark.parametrize("by", ["chair", "officer", "team", "manager", "FNORC 0", "NRPC 0"])
    async def test_is_opened_by_the_lead_alone(self, office: Office, by: str) -> None:
        _, concern_id = await raised(office)
        with pytest.raises(NotAllowed):
            await office.ask("concern.view", ViewConcern(concern_id), by)


class TestWhatTheLeadDecides:
    async def test_who_is_limited_is_not_offered_or_taken_for_other_seats_and_nobody_is_told_why(
        self, office: Office
    ) -> None:
        _, concern_id = await raised(office)
        await office.ask("concern.limit", LimitSitting(concern_id, "SECRET", ("OBSERVER",)), "lead")
        other = await office.with_panel("2027-01-26 10:00", FNORC=())
        with pytest.raises(Refusal, match="cannot be seated at present") as refused:
            await office.ask("nomination.name", names(other, "FNORC", "FNORC 0", "FNORC 1"), "spoc FNORC")
        assert "SECRET" not in str(refused.value)
        await office.ask("nomination.name", names(other, "FNORC", "FNORC 1", "FNORC 2"), "spoc FNORC")

    async def test_a_limit_ends_with_training_and_the_teams_satisfaction_both(self, office: Office) -> None:
        _, concern_id = await raised(office)
        message = await shown(office, "concern.limit", LimitSitting(concern_id, "Until trained.", ()), "lead")
        assert message.state == "limited"
        today = date(2026, 12, 8)
        message = await shown(office, "concern.lift", LiftLimit(concern_id, today, None), "lead")
        assert message.state == "limited"
        message = await shown(office, "concern.lift", LiftLimit(concern_id, None, today), "lead")
        assert message.state == "open"
        assert "Lifted." in as_text(message)

    @pytest.mark.parametrize(
        ("trained", "why"), [(None, "Neither day is given"), (date(2026, 12, 9), "lies in the future")]
    )
    async def test_a_limit_is_not_lifted_by_nothing_or_by_what_is_to_come(
        self, office: Office, trained: date | None, why: str
    ) -> None:
        _, concern_id = await raised(office)
        await office.ask("concern.limit", LimitSitting(concern_id, "Until trained.", ()), "lead")
        with pytest.raises(Refusal, match=why):
            await office.ask("concern.lift", LiftLimit(concern_id, trained, None), "lead")

    async def test_passing_it_on_is_kept_with_it(self, office: Office) -> None:
        _, concern_id = await raised(office)
        message = await shown(office, "concern.pass_on", PassOnConcern(concern_id, "Their head of unit"), "lead")
        assert message.state == "passed"
        assert (await kept(office, concern_id)).passed_to_management == "Their head of unit"


async def safeguarding(office: Office, panel_id: str, team: str = "casework", to: str = "") -> Message:
    command = RaiseSafeguarding(panel_id, "C1", "Has stopped eating: SECRET.", team, to)
    return await shown(office, "safeguarding.raise", command, "RL 0")


async def mails(office: Office) -> list[Effect]:
    return await office.effects("safeguarding")


class TestASafeguardingConcern:
    async def test_goes_at_once_to_the_team_that_must_act_and_says_nothing_in_its_subject(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        message = await safeguarding(office, panel_id)
        assert {effect.refs["to"] for effect in await mails(office)} == {
            "owner@example.gov.uk",
            "casework.lead@example.gov.uk",
        }
        mail = await office.message("safeguarding", "owner@example.gov.uk")
        assert "SECRET" in as_text(mail)
        assert "SECRET" not in f"{mail.title} {mail.preview}"
        assert "SECRET" not in as_text(message), "the chat has the reference alone"

    @pytest.mark.parametrize(
        ("to", "taken"),
        [
            ("det.harmondsworth@homeoffice.gov.uk", True),
            ("det@example.com", False),
            ("det@evilgov.uk", False),
            ("", False),
            ("a b@homeoffice.gov.uk", False),
        ],
    )
    async def test_another_team_has_an_address_of_government(self, office: Office, to: str, taken: bool) -> None:
        panel_id = await an_open_panel(office, "C1")
        message = await safeguarding(office, panel_id, "dvaat", to)
        assert [effect.refs["to"] for effect in await mails(office)] == ([to] if taken else [])
        assert bool(message.errors) is not taken

    async def test_is_asked_about_at_the_end_of_the_next_working_day_unless_it_is_known(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        await safeguarding(office, panel_id)
        (ask,) = await office.effects("safeguarding_follow_up", "officer")
        assert ask.not_before is not None
        assert f"{ask.not_before:%Y-%m-%d %H:%M}" == "2026-12-09 17:00"
        command = FollowUpSafeguarding(panel_id, ask.refs["concern"], "Seen by a nurse.")
        message = await shown(office, "safeguarding.done", command, "officer")
        assert "acted on" in as_text(message)
        assert isinstance(await office.order(ask), NotWanted)

    async def test_is_on_the_cases_own_record(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        await safeguarding(office, panel_id)
        (entry,) = [one for one in await trail(office, "case:C1") if "safeguarding" in one.what]
        assert "SECRET" in entry.texts["concern"]
        of_panel = await trail(office, f"panel:{panel_id}")
        assert "SECRET" not in str([one.texts for one in of_panel])

    async def test_is_not_for_who_is_not_there(self, office: Office) -> None:
        panel_id = await an_open_panel(office, "C1")
        with pytest.raises(NotAllowed):
            await office.ask("safeguarding.show", ShowSafeguarding(panel_id), "RL 1")
