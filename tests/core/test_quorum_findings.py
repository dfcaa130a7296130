"""Quorum as findings: what is missing, since when, who has been asked, what happens next and when, who decides."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from cpp_core.guidance.policy import policy_on
from cpp_core.model.case import Case
from cpp_core.model.panel import Band, Move, Panel, Place, PlaceStatus, Seat, SeatKind
from cpp_core.model.person import Person
from cpp_core.workflow import quorum_findings as quorum
from cpp_core.workflow.keys import Scene
from tests.core.tables import ENGLAND, Row, moment, rows, yes

POLICY = policy_on(date(2026, 1, 1))
MADE = moment("2026-10-19 09:00")
STARTS = moment("2026-12-08 10:00")
KINDS = (SeatKind.CHAIR, SeatKind.OFFICER, *POLICY.core_areas)
REMINDED = {f"ATT-2:remind:{day}": MADE for day in ("2026-12-03", "2026-12-04")}


def at(now: datetime) -> Scene:
    return Scene(now, POLICY, ENGLAND)


def place(
    who: str,
    status: PlaceStatus,
    ordinal: int = 0,
    *,
    answered_at: datetime | None = None,
    answer_by: datetime | None = None,
) -> Place:
    return Place(who, ordinal, status, answered_at=answered_at, answer_by=answer_by)


def panel(*seats: Seat) -> Panel:
    """A panel on which everybody has confirmed, but for these seats."""
    made = tuple(Seat(kind, (place(kind.lower(), PlaceStatus.CONFIRMED),)) for kind in KINDS)
    start = Panel("P", Band.THREE_MONTH, STARTS, MADE, seats=made, done=REMINDED)
    for seat in seats:
        start = start.with_seat(seat)
    return start


def lo(*places: Place) -> Seat:
    return Seat(SeatKind.LO, places)


def row_seat(row: Row) -> Seat:
    answer_by = moment("2026-12-07 17:00")
    places = [place(who, PlaceStatus.DECLINED) for who in row["declined"].split()]
    for who in row["asked"].split():
        ends = answer_by if who == "reserve" else None
        places.append(place(who, PlaceStatus.ASKED, len(places), answer_by=ends))
    places += [place(who, PlaceStatus.NAMED, len(places)) for who in row["still_to_ask"].split()]
    return lo(*places)


class TestAMissingSeat:
    @pytest.mark.edge("PAN-1", "in")
    def test_is_none_where_everybody_confirmed(self) -> None:
        assert quorum.missing(panel(), at(MADE)) == ()
        assert [each.as_finding({}) for each in quorum.missing(panel(), at(MADE))] == []

    @pytest.mark.parametrize("row", rows("quorum"))
    def test_says_who_was_asked_what_is_next_and_who_decides(self, row: Row) -> None:
        (found,) = quorum.missing(panel(row_seat(row)), at(moment(row["now"])))
        assert found.asked == tuple(row["asked"].split())
        assert found.still_to_ask == tuple(row["still_to_ask"].split())
        assert found.out == tuple((who, PlaceStatus.DECLINED) for who in row["declined"].split())
        assert found.chair_decides is yes(row["decides"])
        assert found.next.at == (moment(row["next_at"]) if row["next_at"] else None)
        assert found.waivable

    def test_is_missing_since_it_was_lost(self) -> None:
        lost = moment("2026-12-03 11:00")
        seat = lo(
            place("lo", PlaceStatus.WITHDRAWN, answered_at=lost),
            place("sooner", PlaceStatus.WITHDRAWN, 1, answered_at=moment("2026-12-02 11:00")),
            place("no", PlaceStatus.DECLINED, 2, answered_at=moment("2026-12-04 11:00")),
        )
        assert quorum.missing_since(panel(seat), seat) == lost
        assert quorum.missing_since(panel(lo()), lo()) == MADE
        moved = replace(panel(seat), moves=(Move(moment("2026-12-03 12:00"), "chair", STARTS, STARTS, "x"),))
        assert quorum.missing_since(moved, seat) == moment("2026-12-03 12:00")

    def test_of_chair_or_officer_is_not_for_the_chair_to_decide(self) -> None:
        for kind in (SeatKind.CHAIR, SeatKind.OFFICER):
            (found,) = quorum.missing(panel(Seat(kind)), at(STARTS))
            assert not found.chair_decides
            assert not found.waivable
            assert str(found.next) == "the CPP team names somebody"
            assert "A panel cannot proceed without." in found.as_finding({}).mend

    def test_is_not_decided_where_somebody_holds_it(self) -> None:
        assert not quorum.chair_decides(panel(), SeatKind.LO, at(STARTS))

    def test_is_next_asked_for_by_its_own_ladder(self) -> None:
        (found,) = quorum.missing(panel(lo()), at(moment("2026-10-20 10:00")))
        assert str(found.next) == "ask for a member and reserves, Tuesday 03/11/2026 09:30"
        (found,) = quorum.missing(panel(Seat(SeatKind.IPM)), at(moment("2026-10-20 10:00")))
        assert str(found.next).startswith("ask independent members")

    def test_is_not_next_asked_for_by_what_is_done_or_is_due_at_this_moment(self) -> None:
        when = moment("2026-11-03 09:30")
        (found,) = quorum.missing(panel(lo()), at(when))
        assert str(found.next) == "remind of the nomination, Tuesday 10/11/2026 09:30"
        done = replace(panel(lo()), done={"INV-1:remind:LO:28": when})
        (found,) = quorum.missing(done, at(when))
        assert str(found.next) == "remind of the nomination, Tuesday 17/11/2026 09:30"

    def test_waits_for_the_first_of_several_answers(self) -> None:
        when = moment("2026-12-07 10:00")
        seat = lo(
            place("late", PlaceStatus.ASKED, 0, answer_by=moment("2026-12-07 17:00")),
            place("soon", PlaceStatus.ASKED, 1, answer_by=moment("2026-12-07 11:00")),
            place("past", PlaceStatus.ASKED, 2, answer_by=when),
        )
        (found,) = quorum.missing(panel(seat), at(when))
        assert found.next.at == moment("2026-12-07 11:00")

    @pytest.mark.edge("PAN-8", "in")
    def test_reads_as_a_sentence(self) -> None:
        seat = lo(place("lo", PlaceStatus.ASKED))
        (found,) = quorum.missing(panel(seat), at(moment("2026-12-07 12:00")))
        assert str(found.as_finding({"lo": "Lou Ray"})) == (
            "Litigation Operations is not confirmed: missing since 19/10/2026 09:00; asked and not answered: Lou Ray. "
            "Next: the chair decides whether the panel proceeds, is postponed or cancelled (PAN-8). (PAN-1, CPP 9.0 §5)"
        )

    @pytest.mark.edge("PAN-8", "out")
    def test_names_nobody_where_nobody_was_asked(self) -> None:
        (found,) = quorum.missing(panel(lo()), at(MADE))
        assert "not answered: nobody" in found.as_finding({}).why
        assert "the chair decides" not in found.as_finding({}).mend


def person(who: str) -> Person:
    return Person(who, f"{who}@x", who.upper(), f"{who}@x")


PEOPLE = {kind.lower(): person(kind.lower()) for kind in KINDS}


def owned_by(who: str) -> Case:
    return Case(f"EX-{who}", date(2026, 8, 31), case_owner=f"{who}@x")


class TestACaseWhoseOwnerSits:
    @pytest.mark.edge("PAN-7", "in")
    def test_lacks_the_owners_seat_and_the_chair_decides_where_nobody_can_join(self) -> None:
        (found,) = quorum.case_quorum(panel(), [owned_by("stranger"), owned_by("lo")], PEOPLE, POLICY)
        assert (found.case_ref, found.owners, found.missing) == ("EX-lo", ("lo",), (SeatKind.LO,))
        assert (found.reserves, found.chair_decides, found.for_another_panel) == ((), True, False)
        assert [each.severity for each in found.findings] == ["fact", "warning"]

    def test_can_be_joined_by_a_reserve(self) -> None:
        seat = lo(place("lo", PlaceStatus.CONFIRMED), place("reserve", PlaceStatus.NAMED, 1))
        (found,) = quorum.case_quorum(panel(seat), [owned_by("lo")], PEOPLE, POLICY)
        assert (found.reserves, found.chair_decides) == (("reserve",), False)

    @pytest.mark.edge("PAN-7", "out")
    def test_goes_to_another_panel_where_it_is_the_chairs(self) -> None:
        (found,) = quorum.case_quorum(panel(), [owned_by("chair")], PEOPLE, POLICY)
        assert found.for_another_panel
        assert not found.chair_decides

    def test_lacks_nothing_more_than_the_panel_itself(self) -> None:
        seats = panel(lo()), Seat(SeatKind.RL, (place("rl", PlaceStatus.CONFIRMED),))
        (found,) = quorum.case_quorum(seats[0], [owned_by("rl")], PEOPLE, POLICY)
        assert found.missing == (SeatKind.RL,)

    def test_is_not_held_against_whom_nobody_knows(self) -> None:
        assert quorum.case_quorum(panel(), [owned_by("lo")], {}, POLICY) == ()

    def test_of_an_expert_needs_no_decision(self) -> None:
        expert = Seat(SeatKind.EXPERT, (place("expert", PlaceStatus.CONFIRMED),))
        people = {**PEOPLE, "expert": person("expert")}
        (found,) = quorum.case_quorum(panel(expert), [owned_by("expert")], people, POLICY)
        assert (found.missing, found.chair_decides) == ((), False)
