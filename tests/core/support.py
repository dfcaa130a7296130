"""Panels and their lives in the words of the domain, for tests of the workflow: no storage, and time is an argument."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from cpp_core.deadlines.obligations import Duty, Obligation, obligations
from cpp_core.deadlines.time import in_london, london_date
from cpp_core.effects import Channel, Effect
from cpp_core.guidance.policy import Policy, policy_on
from cpp_core.model.panel import (
    AnswerVia,
    Band,
    Panel,
    Place,
    PlaceStatus,
    QuorumChoice,
    QuorumDecision,
    Seat,
    SeatKind,
)
from cpp_core.ports import Entry
from cpp_core.workflow import attendance, case_list, invitations, moving, nominations, quorum, sitting
from cpp_core.workflow.attendance import Answer
from cpp_core.workflow.contacts import Contacts
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.step import Step
from tests.core.tables import ENGLAND, moment

CORE = (SeatKind.FNORC, SeatKind.NRPC, SeatKind.RL, SeatKind.LO)
REQUIRED = (SeatKind.CHAIR, SeatKind.OFFICER, *CORE, SeatKind.IPM)
CONTACTS = Contacts(
    spocs={area: (f"spoc {area}",) for area in CORE},
    cpp_team=("team",),
    independent=("IPM 0", "IPM 1", "IPM 2"),
    cpp_lead=("lead",),
)


def who(kind: SeatKind, ordinal: int = 0) -> str:
    """The person named for a seat: `RL 0` is its member, `RL 1` the first reserve."""
    return f"{kind} {ordinal}"


@dataclass(frozen=True)
class PanelBuilder:
    """`a_panel().on("2026-12-08 10:00").with_core_members(reserves=2)`."""

    made: Panel

    def on(self, start: str) -> PanelBuilder:
        """On another date."""
        return PanelBuilder(replace(self.made, starts_at=moment(start)))

    def with_seat(self, kind: SeatKind, *people: str) -> PanelBuilder:
        """With these people named for a seat, in order."""
        places = tuple(Place(person, index, named_at=self.made.made_at) for index, person in enumerate(people))
        return PanelBuilder(self.made.with_seat(Seat(kind, places)))

    def with_core_members(self, reserves: int = 1) -> PanelBuilder:
        """With a member and so many reserves for each required seat."""
        built = self
        for kind in REQUIRED:
            built = built.with_seat(kind, *(who(kind, ordinal) for ordinal in range(reserves + 1)))
        return built


def a_panel() -> PanelBuilder:
    """A 3-month panel on Tuesday 8 December 2026 at 10:00, for which nobody is named."""
    return PanelBuilder(Panel("P1", Band.THREE_MONTH, moment("2026-12-08 10:00"), moment("2026-10-19 09:00")))


@dataclass
class Life:
    """The life of one panel: what is asked of it, the effects and entries it has caused so far."""

    panel: Panel
    now: datetime
    contacts: Contacts = CONTACTS
    outbox: list[tuple[datetime, Effect]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    causes: dict[str, str] = field(default_factory=dict)

    @property
    def policy(self) -> Policy:
        """The policy of the panel's date."""
        return policy_on(london_date(self.panel.starts_at))

    @property
    def scene(self) -> Scene:
        """The moment, the policy, the calendar."""
        return Scene(self.now, self.policy, ENGLAND)

    def take(self, step: Step, cause: str = "") -> Step:
        """Let a step happen."""
        self.panel = step.panel
        self.outbox += [(self.now, effect) for effect in step.effects]
        self.causes.update({effect.key: cause for effect in step.effects})
        self.entries += step.entries
        return step

    def at(self, when: str) -> Life:
        """Time passes until then, and everything due on the way happens at its moment."""
        return self.until(moment(when))

    def until(self, when: datetime) -> Life:
        """Time passes; what falls due is done in order."""
        while (due := self.next_due()) is not None and due <= when:
            self.now = max(self.now, due)
            self.tick()
        self.now = max(self.now, when)
        return self

    def wakes(self, when: str) -> Life:
        """The service was down until then: what is due happens now."""
        self.now = moment(when)
        self.tick()
        return self

    def next_due(self) -> datetime | None:
        """When something next falls due."""
        return min((each.due_at for each in self.open_obligations()), default=None)

    def open_obligations(self) -> Sequence[Obligation]:
        """What is not over."""
        every = obligations(self.panel, self.policy, ENGLAND)
        return [each for each in every if each.key not in self.panel.done]

    def tick(self) -> None:
        """Do what is due now, in order (the part of `usecases.tick` that needs no storage)."""
        while due := [each for each in self.open_obligations() if each.due_at <= self.now]:
            each = due[0]
            if str(self.panel.status) == "planned" and self.panel.starts_at > self.now:
                self.take(self._duty(each), str(each.duty))
            self.panel = self.panel.with_done(each.key, self.now)

    def _duty(self, each: Obligation) -> Step:
        panel, contacts, scene = self.panel, self.contacts, self.scene
        todo: dict[Duty, Callable[[], Step]] = {
            Duty.INVITE: lambda: invitations.invite(panel, contacts, scene),
            Duty.REMIND_ATTENDANCE: lambda: attendance.remind(panel, scene),
            Duty.CUTOFF: lambda: attendance.cut_off(panel, contacts, scene),
            Duty.CHECK_QUORUM: lambda: quorum.check_quorum(panel, contacts, scene),
            Duty.SHARE_LIST: lambda: self._list("LST-1"),
            Duty.RERUN_LIST: lambda: self._list("LST-3"),
            Duty.RESERVE_TIME_UP: lambda: attendance.time_up(
                panel, each.seat or SeatKind.RL, each.person_id, contacts, scene
            ),
        }
        return todo.get(each.duty, lambda: Step(panel))()

    def _list(self, clause: str) -> Step:
        made = case_list.next_version(self.panel, (), None, self.scene)
        return case_list.share(self.panel, made, self.contacts, self.scene, clause=clause)

    def confirms(self, person: str, via: AnswerVia = AnswerVia.CHAT) -> Step:
        """A yes."""
        return self.take(attendance.confirm(self.panel, Answer(person, person, via), self.contacts, self.scene), "yes")

    def declines(self, person: str, reason: str = "") -> Step:
        """A no, or a withdrawal."""
        answer = Answer(person, person, AnswerVia.CHAT, reason)
        return self.take(attendance.decline(self.panel, answer, self.contacts, self.scene), "no")

    def asks_to_be_reminded(self, person: str) -> Step:
        """Ask me tomorrow."""
        return self.take(attendance.later(self.panel, Answer(person, person, AnswerVia.CHAT), self.scene))

    def everybody_confirms(self, *but: SeatKind) -> Life:
        """Each member of a required seat, except these."""
        for kind in REQUIRED:
            if kind not in but:
                self.confirms(who(kind))
        return self

    def named(self, kind: SeatKind, *people: str) -> Step:
        """The SPOC names people."""
        return self.take(nominations.name(self.panel, kind, people, "spoc", self.contacts, self.scene))

    def decides(self, choice: QuorumChoice, new_start: str = "", *, met: bool = True, reasons: str = "Enough.") -> Step:
        """The chair decides, and what follows from it happens."""
        missing = quorum.missing_required(self.panel, self.scene)
        start = moment(new_start) if new_start else None
        made = QuorumDecision(choice, who(SeatKind.CHAIR), self.now, missing, met, met, reasons, start)
        step = quorum.decide(self.panel, made, self.contacts, self.scene)
        if choice is QuorumChoice.CANCEL:
            step = step.then(lambda it: moving.cancel(it, "chair", reasons, self.contacts, self.scene))
        if start is not None:
            step = step.then(lambda it: moving.postpone(it, start, "chair", reasons, self.contacts, self.scene))
        return self.take(step)

    def cancelled(self) -> Step:
        """The CPP team calls it off."""
        return self.take(moving.cancel(self.panel, "team", "No room.", self.contacts, self.scene), "cancelled")

    def moved(self, to: str) -> Step:
        """The CPP team moves it."""
        step = moving.postpone(self.panel, moment(to), "team", "A strike.", self.contacts, self.scene)
        return self.take(step, "moved")

    def opened(self) -> Step:
        """The panel begins."""
        return self.take(sitting.open_panel(self.panel, "chair", self.scene))

    def sent(self, what: str, to: str = "") -> list[Effect]:
        """The effects of this kind so far (to this person), edits of earlier cards left out."""
        return [
            effect
            for _, effect in self.outbox
            if effect.what == what and effect.replaces is None and (not to or effect.refs.get("person") == to)
        ]

    def told(self, what: str) -> set[str]:
        """To whom a message of this kind went."""
        return {effect.refs["person"] for effect in self.sent(what) if effect.channel is Channel.CHAT}

    def status(self, person: str) -> PlaceStatus:
        """Where somebody stands."""
        place = self.panel.place_of(person)
        assert place is not None, f"{person} has no place"
        return place.status

    def statuses(self, kind: SeatKind) -> list[str]:
        """Where everybody named for a seat stands, in order."""
        return [str(place.status) for place in self.panel.seat(kind).places]

    def answer_by(self, person: str) -> str:
        """Until when somebody has to answer, by London's clocks."""
        place = self.panel.place_of(person)
        assert place is not None
        assert place.answer_by is not None
        return f"{in_london(place.answer_by):%a %Y-%m-%d %H:%M}"


def a_life(panel: PanelBuilder | None = None, *, at: str = "2026-11-20 09:00", contacts: Contacts = CONTACTS) -> Life:
    """The life of a panel with one reserve for each seat; obligations before `at` are over."""
    made = (panel or a_panel().with_core_members()).made
    life = Life(made, moment(at), contacts)
    past = [each for each in life.open_obligations() if each.due_at <= life.now]
    for each in past:
        life.panel = life.panel.with_done(each.key, each.due_at)
    return life


def invited(panel: PanelBuilder | None = None, *, at: str = "2026-11-24 09:30") -> Life:
    """The life of a panel whose invitations have just gone out."""
    return a_life(panel).at(at)


def keys_of(effects: Iterable[Effect]) -> list[str]:
    """The keys of effects, the installation of the app left out."""
    return [effect.key for effect in effects if effect.channel is not Channel.INSTALL]


def due(key: str, life: Life | None = None) -> str:
    """When an obligation of a panel falls due, as London's clocks show it."""
    panel = life.panel if life else a_panel().made
    found = next(
        each for each in obligations(panel, policy_on(london_date(panel.starts_at)), ENGLAND) if each.key == key
    )
    return found.due_at.strftime("%Y-%m-%d %H:%M")
