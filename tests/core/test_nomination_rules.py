"""Nominations, deputies, SPOC gaps, supplementary seats, updates to the training; both sides of each edge."""

from datetime import date

import pytest

from cpp_core.deadlines.time import in_london
from cpp_core.guidance.policy import policy_on
from cpp_core.model.absence import Absence
from cpp_core.model.panel import SeatKind
from cpp_core.rules import spocs, supplementary
from tests.core.tables import ENGLAND, Row, day, moment, rows, yes

POLICY = policy_on(date(2026, 1, 1))
CORE = dict.fromkeys(("FNORC", "NRPC", "RL", "LO"), ("spoc",))


def away(who: str, days: str) -> list[Absence]:
    return [Absence(who, *map(day, days.split("..")))] if days else []


class TestWhoIsAsked:
    @pytest.mark.parametrize("row", rows("deputies"))
    def test_is_the_deputy_while_the_spoc_is_away(self, row: Row) -> None:
        absences = [*away("spoc", row["spoc_away"]), *away("deputy", row["deputy_away"])]
        deputies = {"spoc": row["deputy"]} if row["deputy"] else {}
        asked = spocs.asked_instead("spoc", deputies, absences, day(row["day"]), ("team",))
        assert asked == (row["asked"],)


class TestANomination:
    @pytest.mark.parametrize("row", rows("nominations"))
    def test_names_a_member_and_a_reserve_and_affirms(self, row: Row) -> None:
        made = spocs.Nomination(
            SeatKind.LO, row["member"], tuple(row["reserves"].split()), yes(row["trained"]), yes(row["time"])
        )
        found = spocs.nomination_faults(made, POLICY)
        assert len(found) == int(row["faults"])
        assert all((each.clause, each.severity) == ("INV-1", "refusal") for each in found)


class TestSpocs:
    CORE = dict.fromkeys(("FNORC", "NRPC", "RL", "LO"), ("spoc",))

    @pytest.mark.edge("OUT-8", "in")
    def test_are_there_for_every_command_and_core_area(self) -> None:
        assert spocs.spoc_gaps(["FNORC", "", "THU"], {**CORE, "THU": ("thu",)}, POLICY) == ()

    @pytest.mark.edge("OUT-8", "out")
    def test_are_missed_once_for_each_without(self) -> None:
        found = spocs.spoc_gaps(["THU", "THU", "LO"], {**CORE, "LO": ()}, POLICY)
        assert [each.what for each in found] == ["LO has no SPOC", "THU has no SPOC"]
        assert {each.severity for each in found} == {"warning"}

    def test_hear_of_changes_once_each(self) -> None:
        assert spocs.told_of_changes({"RL": ("bob", "ann"), "LO": ("ann",)}) == ("ann", "bob")


class TestSupplementarySeats:
    @pytest.mark.edge("PAN-6", "in")
    @pytest.mark.parametrize(
        ("area", "trained"), [("dvaat", True), ("observer", False), ("shadowing-chair", False), ("policy", False)]
    )
    def test_are_for_trained_experts_and_for_those_who_look_on(self, area: str, trained: bool) -> None:
        assert supplementary.supplementary_faults(area, trained, POLICY) == ()

    @pytest.mark.edge("PAN-6", "out")
    @pytest.mark.parametrize(("area", "trained"), [("dvaat", False), ("presenting-officers", False), ("press", True)])
    def test_are_not_for_the_untrained_nor_for_others(self, area: str, trained: bool) -> None:
        (found,) = supplementary.supplementary_faults(area, trained, POLICY)
        assert found.clause == "PAN-6"

    @pytest.mark.parametrize(("panels", "severity"), [(1, "warning"), (2, "fact"), (3, "fact"), (4, "fact")])
    def test_of_shadowing_chairs_are_recommended_for_two_or_three_panels(self, panels: int, severity: str) -> None:
        found = supplementary.shadowing(panels, POLICY)
        assert (found.severity, found.why[-16:]) == (severity, "least 2 or 3 panels"[-16:])


class TestUpdatesToTheTraining:
    @pytest.mark.edge("PAN-4", "in")
    @pytest.mark.parametrize("role", ["chair", "member", "reserve", "ipm"])
    def test_go_to_all_chairs_and_members(self, role: str) -> None:
        assert supplementary.told_of_update({"ann": frozenset({role, "spoc"})}) == ("ann",)

    @pytest.mark.edge("PAN-4", "out")
    def test_do_not_go_to_others(self) -> None:
        assert supplementary.told_of_update({"ann": frozenset({"spoc", "officer"})}) == ()

    def test_are_unread_until_read_after_they_came(self) -> None:
        read = {"ann": date(2026, 12, 8), "bob": date(2026, 12, 7), "cat": date(2026, 12, 10)}
        told = ("ann", "bob", "cat", "dan")
        assert supplementary.not_read(told, read, date(2026, 12, 8), date(2026, 12, 9)) == ("bob", "cat", "dan")
        assert supplementary.not_read(told, read, date(2026, 12, 8), date(2026, 12, 10)) == ("bob", "dan")

    def test_are_reminded_of_after_one_and_two_weeks(self) -> None:
        until = moment("2026-12-23 00:00")
        found = supplementary.update_reminders(date(2026, 12, 8), until, POLICY, ENGLAND)
        assert [in_london(at).day for at in found] == [15, 22]
