"""Random lives of a panel: whatever people and the clock do, these hold."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cpp_core.deadlines.time import in_working_hours, local, london_date
from cpp_core.effects import Channel, Effect
from cpp_core.model.panel import LIVE, PanelStatus, PlaceStatus, QuorumChoice, SeatKind
from cpp_core.refusals import Refusal
from cpp_core.workflow import moving, quorum, sitting
from cpp_core.workflow.nominations import available, unavailable
from tests.core.support import REQUIRED, Life, a_panel, who
from tests.core.tables import ENGLAND, moment

ONCE_A_DAY = ("ATT-2:remind",)
CAUSES_AT_ANY_HOUR = ("stand down those", "run the case list again")
SEATS = st.sampled_from(REQUIRED)
DAYS = (
    *("2026-12-07", "2026-12-08", "2026-12-09", "2026-12-10", "2026-12-11"),
    *("2026-12-29", "2027-01-04"),  # the first working days after Christmas and after New Year
    *(
        "2026-10-26",
        "2027-03-30",
    ),  # a working day after the clocks went back; after they went forward, and after Easter
    "2028-02-29",
)


class AnyLife(RuleBasedStateMachine):
    """Named and invited people answer, fall silent, change their minds; chairs decide; the clock runs."""

    def __init__(self) -> None:
        super().__init__()
        self.life = Life(a_panel().made, moment("2026-11-20 09:00"))
        self.seen = 0
        self.keys: set[str] = set()
        self.on_invitation: set[str] = set()
        self.refused: set[str] = set()

    @initialize(reserves=st.integers(0, 3), day=st.sampled_from(DAYS), hour=st.integers(9, 16))
    def begins(self, reserves: int, day: str, hour: int) -> None:
        """A panel on some day, with some reserves for each seat; its life begins three weeks before."""
        panel = a_panel().on(f"{day} {hour:02}:00").with_core_members(reserves).made
        self.life = Life(panel, local(london_date(panel.starts_at) - timedelta(days=20), time(9)))

    @rule(hours=st.sampled_from([0, 1, 3, 8, 20, 24, 72]), minutes=st.integers(0, 59))
    def time_passes(self, hours: int, minutes: int) -> None:
        """And what falls due is done at its moment."""
        self.life.until(self.life.now + timedelta(hours=hours, minutes=minutes))

    @rule(hours=st.sampled_from([5, 30, 100]))
    def the_service_is_down(self, hours: int) -> None:
        """And what fell due is done afterwards."""
        self.life.now += timedelta(hours=hours)
        self.life.tick()

    @rule(kind=SEATS, ordinal=st.integers(0, 4), coming=st.booleans())
    def somebody_answers(self, kind: SeatKind, ordinal: int, coming: bool) -> None:
        """Yes or no, in time or late; what is refused changes nothing."""
        person, before = who(kind, ordinal), self.life.panel
        status = place.status if (place := before.place_of(person)) else None
        try:
            (self.life.confirms if coming else self.life.declines)(person)
        except Refusal:
            assert self.life.panel == before
            return
        if not coming and status in LIVE:
            self.refused.add(person)

    @rule(kind=SEATS)
    def somebody_asks_to_be_reminded(self, kind: SeatKind) -> None:
        """Ask me tomorrow."""
        for place in self.life.panel.seat(kind).waiting():
            try:
                self.life.asks_to_be_reminded(place.person_id)
            except Refusal:
                continue

    @precondition(lambda self: self.life.panel.status is PanelStatus.PLANNED)
    @rule(kind=SEATS, ordinal=st.integers(1, 5))
    def a_spoc_names(self, kind: SeatKind, ordinal: int) -> None:
        """Somebody new, or somebody known (which changes nothing)."""
        self.life.named(kind, who(kind, ordinal))

    @precondition(lambda self: self.life.panel.status is PanelStatus.PLANNED)
    @rule(ordinal=st.integers(0, 4), can=st.booleans())
    def an_independent_member_says_when(self, ordinal: int, can: bool) -> None:
        """Before they are asked to attend."""
        life, person = self.life, who(SeatKind.IPM, ordinal)
        place = life.panel.place_of(person)
        if place is None or place.asked_at is None:
            step = available(life.panel, person, life.contacts, life.scene)
            life.take(step if can else unavailable(life.panel, person, "", life.scene))

    @rule(choice=st.sampled_from(list(QuorumChoice)), days=st.integers(1, 40))
    def the_chair_decides(self, choice: QuorumChoice, days: int) -> None:
        """Only what PAN-8 allows changes anything; to cancel is rare enough to keep lives going."""
        life = self.life
        if choice is QuorumChoice.CANCEL and days > 3:
            return
        day = ENGLAND.next_working_day_on_or_after(london_date(life.now) + timedelta(days=days))
        new = f"{day} 10:00" if choice is QuorumChoice.POSTPONE else ""
        before, moves = life.panel, len(life.panel.moves)
        try:
            life.decides(choice, new)
        except Refusal:
            assert life.panel == before
        if len(life.panel.moves) > moves:
            self.refused.clear()

    @rule(days=st.integers(1, 40))
    def the_team_moves_it(self, days: int) -> None:
        """To some later working day."""
        life = self.life
        day = ENGLAND.next_working_day_on_or_after(london_date(life.now) + timedelta(days=days))
        if (
            life.panel.status is PanelStatus.PLANNED
            and len(life.panel.moves) < 3
            and local(day, moment("2026-01-05 10:00").time()) != life.panel.starts_at
        ):
            life.moved(f"{day} 10:00")
            self.refused.clear()

    @rule()
    def the_chair_opens_it(self) -> None:
        """If it may."""
        before = self.life.panel
        try:
            self.life.opened()
        except Refusal:
            assert self.life.panel == before

    @invariant()
    def no_key_is_used_twice(self) -> None:
        """A key that is there already would lose the message; and nobody is on the invitation twice."""
        self._look_at_what_is_new()

    def _look_at_what_is_new(self) -> None:
        for at, effect in self.life.outbox[self.seen :]:
            if effect.channel is Channel.INSTALL:
                continue
            again = effect.key in self.keys
            assert not again or effect.key.startswith(ONCE_A_DAY) or effect.what == "make_meeting", effect.key
            self.keys.add(effect.key)
            if not again:
                self._look_at(effect)
                self._leaves_in_working_hours(at, effect)
        self.seen = len(self.life.outbox)

    def _look_at(self, effect: Effect) -> None:
        person = effect.refs.get("person", "")
        if effect.what == "invite":
            assert person not in self.on_invitation, f"{person} is invited twice"
            self.on_invitation.add(person)
        if effect.what == "uninvite":
            assert person in self.on_invitation, f"{person} is taken off and was not on"
            self.on_invitation.discard(person)
        if effect.what == "attendance" and effect.replaces is None:
            assert person not in self.refused, f"{person} is asked after saying no"

    def _leaves_in_working_hours(self, at: datetime, effect: Effect) -> None:
        life = self.life
        leaves = effect.not_before or at
        if effect.channel in (Channel.FILES,) or in_working_hours(leaves, life.policy, ENGLAND):
            return
        cause = self.life.causes.get(effect.key, "")
        near = any(start - leaves <= timedelta(hours=24) for start in self._starts())
        assert cause.startswith(CAUSES_AT_ANY_HOUR) or near, f"{effect.key} leaves at {leaves} ({cause})"

    def _starts(self) -> list[datetime]:
        panel = self.life.panel
        return [panel.starts_at, *(move.from_start for move in panel.moves)]

    @invariant()
    def each_seat_has_one_holder_who_is_invited(self) -> None:
        """And everybody who is asked or has confirmed is on the invitation."""
        self._look_at_what_is_new()
        for seat in self.life.panel.seats:
            assert sum(place.status is PlaceStatus.CONFIRMED for place in seat.places) <= 1, seat.kind
            live = {place.person_id for place in seat.places if place.status in LIVE}
            if self.life.panel.status is not PanelStatus.CANCELLED:
                assert live <= self.on_invitation, live - self.on_invitation

    @invariant()
    def nobody_else_is_invited(self) -> None:
        """Whoever is out has been taken off."""
        self._look_at_what_is_new()
        live = {place.person_id for _, place in self.life.panel.places() if place.status in LIVE}
        if self.life.panel.status is not PanelStatus.CANCELLED:
            assert self.on_invitation <= live, self.on_invitation - live

    @invariant()
    def an_open_panel_was_quorate_or_decided(self) -> None:
        """At the moment of its opening; who leaves later does not close it."""
        panel = self.life.panel
        if panel.status is PanelStatus.OPEN and panel.opened_at == self.life.now:
            last = panel.quorum_decisions[-1:]
            decided = {kind for each in last if each.choice is QuorumChoice.PROCEED for kind in each.missing}
            assert set(REQUIRED) - set(panel.holders()) <= decided
            assert {SeatKind.CHAIR, SeatKind.OFFICER} <= set(panel.holders())

    @invariant()
    def nothing_due_lies_in_the_past_after_a_tick(self) -> None:
        """The clock never stands still on something."""
        life = Life(self.life.panel, self.life.now)
        life.tick()
        due = life.next_due()
        assert due is None or due > life.now

    @invariant()
    def there_is_a_way_to_an_end(self) -> None:
        """A planned panel can be called off, an open one closed."""
        life = self.life
        if life.panel.status is PanelStatus.PLANNED:
            off = moving.cancel(life.panel, "team", "No room.", life.contacts, life.scene)
            assert off.panel.status is PanelStatus.CANCELLED
            assert quorum.may_proceed(life.panel, life.scene) in (True, False)
        if life.panel.status is PanelStatus.OPEN:
            assert sitting.close_panel(life.panel, (), "chair", life.scene).panel.status is PanelStatus.CLOSED


AnyLife.TestCase.settings = settings(
    max_examples=80, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyLife = AnyLife.TestCase
