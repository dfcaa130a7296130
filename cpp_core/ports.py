"""What the use cases need from outside, and the names of the errors that may come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cpp_core.deadlines.working_days import WorkingCalendar
from cpp_core.effects import Channel, Effect, Outcome
from cpp_core.guidance.policy import PolicyRegister
from cpp_core.model.compliance import MonthlyReport
from cpp_core.model.concern import BehaviourConcern, HeldRestriction, SafeguardingConcern
from cpp_core.model.console import CaseDraft, ChairChecklist
from cpp_core.model.fee import FeeDue
from cpp_core.model.feedback import CaseNote, ChairFeedback, Escalation, IndependentFeedback
from cpp_core.model.file_import import FileImport
from cpp_core.model.follow_up import FollowUp, Referred
from cpp_core.model.listing import CaseList
from cpp_core.model.recommendation import Recommendation
from cpp_core.orders import Order
from cpp_core.repositories import Cases, Panels, People, Records


class Conflict(Exception):
    """Somebody else changed the same thing meanwhile; nothing was saved, and the whole use case is to be run again."""


class Clock(Protocol):
    """The time. Rules never read it; use cases get it once, as `UnitOfWork.now`."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        ...


@dataclass(frozen=True)
class Entry:
    """One entry of the audit trail: who did what, when, by which clause, in the chain of one panel or case.

    `details` holds references only. `texts` holds what a person typed or what is personal: it lies apart, and the chain
    keeps a salted digest of it.
    """

    chain: str
    what: str
    clause: str
    by: str
    at: datetime
    details: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


class UnitOfWork(Protocol):
    """One transaction: facts are read, state, audit entries and effects are written, all or nothing."""

    @property
    def now(self) -> datetime:
        """The moment at which the transaction began, aware, in UTC."""
        ...

    @property
    def calendar(self) -> WorkingCalendar:
        """Working days of England and Wales."""
        ...

    @property
    def policies(self) -> PolicyRegister:
        """Every policy that ever was in force, and those to come: a panel runs under the one of its date."""
        ...

    @property
    def people(self) -> People: ...

    @property
    def cases(self) -> Cases: ...

    @property
    def panels(self) -> Panels: ...

    @property
    def recommendations(self) -> Records[Recommendation]: ...

    @property
    def lists(self) -> Records[CaseList]: ...

    @property
    def follow_ups(self) -> Records[FollowUp]: ...

    @property
    def referrals(self) -> Records[Referred]: ...

    @property
    def chair_feedback(self) -> Records[ChairFeedback]: ...

    @property
    def escalations(self) -> Records[Escalation]: ...

    @property
    def case_notes(self) -> Records[CaseNote]: ...

    @property
    def drafts(self) -> Records[CaseDraft]: ...

    @property
    def checklists(self) -> Records[ChairChecklist]: ...

    @property
    def behaviour_concerns(self) -> Records[BehaviourConcern]: ...

    @property
    def restrictions(self) -> Records[HeldRestriction]: ...

    @property
    def safeguarding_concerns(self) -> Records[SafeguardingConcern]: ...

    @property
    def independent_feedback(self) -> Records[IndependentFeedback]: ...

    @property
    def monthly_reports(self) -> Records[MonthlyReport]: ...

    @property
    def fees(self) -> Records[FeeDue]: ...

    @property
    def file_imports(self) -> Records[FileImport]: ...

    async def hold(self, person_ids: Sequence[str]) -> None:
        """Keep these people to this transaction until its end; another one that asks for any of them waits.

        To be asked before looking where else they sit: or two panels of one hour, decided on at once, would both seat them.
        """
        ...

    async def send(self, effects: Sequence[Effect]) -> None:
        """Write these effects to the outbox; one whose key is there already is left as it is."""
        ...

    async def sent(self, key: str) -> bool:
        """Whether the effect with this key has been done."""
        ...

    async def record(self, entries: Sequence[Entry]) -> None:
        """Append to the audit trail."""
        ...


class Storage(Protocol):
    """Where units of work come from."""

    def unit_of_work(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction that is committed at the end of the block, and undone if the block raises.

        Raises `Conflict` at the end when what was saved had been changed meanwhile.
        """
        ...


class RemoteReferences(Protocol):
    """Ids and etags that the outside gave us, by a key of ours; the core never looks into them."""

    async def get(self, key: str) -> str | None:
        """What was kept under this key."""
        ...

    async def put(self, key: str, value: str) -> None:
        """Keep it, replacing what was there."""
        ...

    async def drop(self, key: str) -> None:
        """Forget it."""
        ...


@dataclass(frozen=True)
class Attempt:
    """One try at an effect. `doubtful` says that an earlier try may have been done: look before doing it again."""

    effect: Effect
    number: int
    doubtful: bool


class Sender(Protocol):
    """Has effects of one channel done by a peer. Never raises for what the peer does: it answers with an outcome."""

    async def send(self, attempt: Attempt, order: Order) -> Outcome:
        """Have it done, or say why not."""
        ...


Senders = Mapping[Channel, Sender]
