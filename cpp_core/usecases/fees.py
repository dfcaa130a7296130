"""What independent members may claim: recorded when a panel closes or is called off too late, said, reminded, reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from cpp_core.deadlines.time import london_date, service_does_on
from cpp_core.effects import Effect
from cpp_core.guidance.findings import Finding, refusals
from cpp_core.messages.fees import fee_due
from cpp_core.messages.message import Message
from cpp_core.model.fee import Attendance, Claim, Engagement, FeeDue, FeeLine
from cpp_core.model.panel import Panel, SeatKind
from cpp_core.model.person import Grade, Person, Role
from cpp_core.ports import Entry
from cpp_core.refusals import Fault, NotFound, Refusal
from cpp_core.rules.fees import (
    claim_by,
    claim_faults,
    claim_reminders,
    cost_of_month,
    extra_faults,
    line_for,
    two_on_a_day,
)
from cpp_core.rules.fees import fee as fee_of
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.show import view_of
from cpp_core.usecases.work import Work
from cpp_core.workflow import keys

DUE = "fee_due"
LOOKS_AFTER = (Relation.SERVICE_OWNER, Relation.CPP_TEAM, Relation.CPP_MANAGER, Relation.CPP_LEAD)


@dataclass(frozen=True)
class ListFees:
    """`fees.list`: what may be claimed and what was, for a month, or all."""

    month: date | None = None


@dataclass(frozen=True)
class RecordClaim:
    """`fees.claimed`: the claim for one fee came in, signed at this grade, with these expenses."""

    fee_id: str
    claimed_on: date
    signed_grade: Grade
    expenses_pence: int = 0
    receipts_kept: bool = False


@dataclass(frozen=True)
class AddFee:
    """`fees.add`: training, a meeting or another event, or work beyond a day that the CPP team has approved."""

    person_id: str
    engagement: Engagement
    on: date
    about: str
    approved_by: str = ""


@dataclass(frozen=True)
class FeeRow:
    """One fee as commands show it; `warnings` are findings that stop nothing."""

    fee: FeeDue
    name: str
    claim_by: date
    state: str
    warnings: tuple[Finding, ...] = ()


async def panel_held(work: Work, panel: Panel) -> None:
    """The panel is closed: its independent member may claim."""
    await _record(work, panel, None)


async def panel_called_off(work: Work, panel: Panel) -> None:
    """The panel, as it stood, is cancelled or postponed: on the day or within 72 hours it is paid in full (FEE-2)."""
    await _record(work, panel, work.now)


async def _record(work: Work, panel: Panel, called_off_at: datetime | None) -> None:
    member = panel.holders().get(SeatKind.IPM)
    policy, calendar = work.policy_of(panel), work.calendar
    seen = Attendance(panel.id, panel.starts_at, attended=called_off_at is None, called_off_at=called_off_at)
    line = line_for(seen, policy)
    if member is None or line is None:
        return
    fee = FeeDue(f"fee:{keys.about(panel)}:{member}", member, panel.id, line, called_off_at is not None)
    await work.fees.save(fee)
    told = service_does_on(calendar.next_working_day_after(london_date(work.now)), policy, calendar)
    for rung, at in enumerate((told, *claim_reminders(line.on, policy, calendar))):
        key = f"FEE-3:due:{fee.id}:{rung}"
        if rung == 0 or at > told:
            await work.unit.send(keys.later(keys.chat(key, DUE, "FEE-3", panel, member, fee=fee.id), at))


def _is_due(fee: FeeDue, panel: Panel | None) -> bool:
    """Not where the officer recorded that they were not there after all."""
    if panel is None or panel.closed_at is None or not panel.attended:
        return True
    return fee.person_id in panel.attended


async def fee_message(work: Work, panel: Panel, effect: Effect) -> Message | None:
    """What may be claimed, until when and how; None once it was claimed, or where they were not there."""
    fee = await work.fees.get(effect.refs["fee"])
    if fee is None or fee.claim is not None or not _is_due(fee, panel):
        return None
    return fee_due(await view_of(work, panel, fee.person_id), fee, claim_by(fee.line.on, work.policy_on(fee.line.on)))


@use_case("fees.list", "FEE-3", ListFees, *LOOKS_AFTER)
async def list_fees(work: Work, command: ListFees, actor: Actor) -> Reply:
    """What may be claimed and what was; two panels on a day are put to the CPP team; the cost of the month."""
    fees = [fee for fee in await work.fees.all() if _in(fee, command.month)]
    panels = {one: await work.panels.get(one) for one in {fee.panel_id for fee in fees}}
    people = await work.people.many({fee.person_id for fee in fees})
    due = [fee for fee in fees if fee.claim is not None or _is_due(fee, panels[fee.panel_id])]
    twice = _twice(due, panels)
    rows = []
    for fee in due:
        last = claim_by(fee.line.on, work.policy_on(fee.line.on))
        late = fee.claim is None and london_date(work.now) > last
        name = people[fee.person_id].name if fee.person_id in people else fee.person_id
        state = "claimed" if fee.claim else "late" if late else "open"
        rows.append(FeeRow(fee, name, last, state, twice.get((fee.person_id, fee.line.on), ())))
    claims = [fee.claim for fee in await work.fees.all() if fee.claim is not None]
    cost = cost_of_month(claims, command.month.year, command.month.month) if command.month else 0
    return Reply(data={"rows": rows, "cost_pence": cost})


def _in(fee: FeeDue, month: date | None) -> bool:
    return month is None or (fee.line.on.year, fee.line.on.month) == (month.year, month.month)


def _twice(fees: Iterable[FeeDue], panels: Mapping[str, Panel | None]) -> dict[tuple[str, date], tuple[Finding, ...]]:
    """The warning for each person and day with more than one panel that they sat on."""
    days: dict[tuple[str, date], list[Attendance]] = {}
    for fee in fees:
        panel = panels[fee.panel_id]
        if panel is not None and panel.closed_at is not None:
            sat = Attendance(panel.id, panel.starts_at, attended=True)
            days.setdefault((fee.person_id, fee.line.on), []).append(sat)
    return {day: two_on_a_day(sat) for day, sat in days.items()}


@use_case("fees.add", "FEE-1", AddFee, *LOOKS_AFTER)
async def add(work: Work, command: AddFee, actor: Actor) -> Reply:
    """One more line that a member may claim, at half a day or a full day; what goes beyond a day needs approval."""
    person = await work.person(command.person_id)
    faults = [Fault("Extra", f"{each.what}: {each.why}.", each.mend) for each in _wrong_with(command, person)]
    if faults:
        raise Refusal("FEE-1", *faults)
    policy = work.policy_on(command.on)
    about = f"{command.about.strip()}, approved by {command.approved_by}" if command.approved_by else command.about
    line = FeeLine(command.engagement, command.on, fee_of(command.engagement, policy), about.strip())
    made = FeeDue(f"fee:{command.on}:{command.engagement.name.lower()}:{person.id}", person.id, "", line)
    if await work.fees.get(made.id) is not None:
        raise Refusal("FEE-1", Fault("Fee", "is on record already.", "List the fees with `panels fees list`."))
    await work.fees.save(made)
    await work.unit.record([Entry("fees", "fee added", "FEE-1", actor.name, work.now, {"fee": made.id})])
    return Reply(data={"id": made.id})


def _wrong_with(command: AddFee, person: Person) -> Iterator[Finding]:
    yield from extra_faults(command.engagement, command.approved_by)
    if not person.has(Role.IPM):
        why = "fees are those of independent members"
        yield Finding("FEE-1", "IPM 1.0 Pay", f"{person.name} cannot claim", why, "Name an independent member.")
    if command.engagement is Engagement.PANEL:
        why = "panels are recorded by themselves when they close"
        yield Finding("FEE-1", "IPM 1.0 Pay", "a panel is not added", why, "Choose another engagement.", reading=True)


@use_case("fees.claimed", "FEE-3", RecordClaim, *LOOKS_AFTER)
async def claimed(work: Work, command: RecordClaim, actor: Actor) -> Reply:
    """A claim is recorded once it can be paid: signed at Grade 7 or above, with receipts; a late one with a warning."""
    fee = await work.fees.get(command.fee_id)
    if fee is None:
        raise NotFound("FEE-3", Fault("Fee", f"There is no {command.fee_id}.", "List them with `panels fees list`."))
    if fee.claim is not None:
        what = f"was claimed on {fee.claim.claimed_on:%d/%m/%Y} already."
        raise Refusal("FEE-3", Fault("Fee", what, "Nothing more is to be recorded."))
    if not fee.line.on <= command.claimed_on <= london_date(work.now):
        what = f"{command.claimed_on:%d/%m/%Y} lies before the panel or in the future."
        raise Refusal("FEE-3", Fault("Claimed on", what, "Give the day on which it came in."))
    policy = work.policy_on(fee.line.on)
    claim = Claim(
        *(fee.person_id, command.claimed_on, (fee.line,), policy.cost_code),
        signed_grade=command.signed_grade,
        expenses_pence=command.expenses_pence,
        receipts_kept=command.receipts_kept,
    )
    found = claim_faults(claim, policy)
    stops = refusals(found)
    if stops:
        raise Refusal("FEE-3", *(Fault("Claim", f"{each.what}: {each.why}.", each.mend) for each in stops))
    await work.fees.save(replace(fee, claim=claim))
    details = {"fee": fee.id, "pence": str(fee.line.pence), "expenses": str(claim.expenses_pence)}
    await work.unit.record(
        [
            Entry(
                f"panel:{fee.panel_id}" if fee.panel_id else "fees",
                "fee claimed",
                "FEE-3",
                actor.name,
                work.now,
                details,
            )
        ]
    )
    return Reply(data={"warnings": found})
