"""Casework's answer: asked, waiting for its approver, answered; and who hears of what (OUT-2 to OUT-6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cpp_core.deadlines.follow_up import times_of
from cpp_core.deadlines.time import london_date
from cpp_core.effects import Effect
from cpp_core.model.answer import CaseworkAnswer
from cpp_core.model.case import Case
from cpp_core.model.follow_up import Approval, Disagreement, FollowUp
from cpp_core.model.panel import Panel
from cpp_core.model.person import Person
from cpp_core.model.recommendation import Kind
from cpp_core.ports import Entry
from cpp_core.workflow import keys
from cpp_core.workflow.keys import Scene
from cpp_core.workflow.step import note


@dataclass(frozen=True)
class Around:
    """Whom a recommendation concerns: its panel, the case, its owner where the directory knows them, SPOCs, officers."""

    panel: Panel
    scene: Scene
    case: Case | None
    owner: Person | None
    spocs: tuple[str, ...] = ()
    officers: tuple[str, ...] = ()

    @property
    def area(self) -> str:
        """The area of the case."""
        return self.case.area if self.case else ""

    def chats(
        self,
        people: Iterable[str],
        key: str,
        what: str,
        clause: str,
        *,
        replaces: str = "",
        any_hour: bool = False,
        refs: Mapping[str, str] | None = None,
    ) -> tuple[Effect, ...]:
        """A card for each of these people, in working hours; it replaces the one of theirs with the key `replaces`."""
        found: list[Effect] = []
        for person in dict.fromkeys(people):
            install, card = keys.chat(key, what, clause, self.panel, person)
            old = f"{replaces}:{person}" if replaces else None
            found += [install, replace(card, refs={**card.refs, **(refs or {})}, replaces=old)]
        return tuple(self.scene.held_back(effect, any_hour=any_hour) for effect in found)


@dataclass(frozen=True)
class Followed:
    """The outcome of one decision about a recommendation after its panel."""

    follow_up: FollowUp
    effects: tuple[Effect, ...] = ()
    entries: tuple[Entry, ...] = ()


def asked_key(follow_up: FollowUp) -> str:
    """The key, less the person, of the card that asked the case owner."""
    return f"OUT-3:ask:{follow_up.id}"


def approval_key(follow_up: FollowUp, number: int) -> str:
    """The key, less the person, of the card that asked an approver for the n-th time."""
    return f"OUT-4:approve:{follow_up.id}:{number}"


def noted(
    follow_up: FollowUp, around: Around, what: str, clause: str, by: str, *, text: str = "", **details: str
) -> tuple[Entry, ...]:
    """The same in the chain of the panel and in that of the case."""
    about = {"case": follow_up.case_ref, "recommendation": follow_up.id, **details}
    entry = note(around.panel, around.scene, what, clause, by, text=text, **about)
    return (entry, replace(entry, chain=f"case:{follow_up.case_ref}"))


def ask(follow_up: FollowUp, around: Around) -> Followed:
    """The card for the case owner, beside the mail, where they are in the directory (OUT-3)."""
    if around.owner is None:
        return Followed(follow_up)
    urgent, refs, people = follow_up.kind is Kind.RELEASE, _about(follow_up), [around.owner.id]
    cards = around.chats(people, asked_key(follow_up), "response", "OUT-3", any_hour=urgent, refs=refs)
    return Followed(follow_up, cards)


def set_date(follow_up: FollowUp, until: date, why: str, around: Around, by: str) -> Followed:
    """The CPP team sets another date for the answer, and its owner is told (OUT-3)."""
    after = replace(follow_up, answer_by=until, date_reason=why)
    owner = [around.owner.id] if around.owner else []
    key = f"{asked_key(follow_up)}:date:{around.scene.now:%Y%m%dT%H%M%S%f}"
    cards = around.chats(owner, key, "response", "OUT-3", refs=_about(follow_up))
    return Followed(
        after,
        cards,
        noted(after, around, "another date for the answer", "OUT-3", by, text=why, until=until.isoformat()),
    )


def remind(follow_up: FollowUp, around: Around, *, spocs_too: bool) -> Followed:
    """One reminder a day for the owner with all of theirs, one for each SPOC with the area's; the approver has theirs."""
    today = around.scene.leaves_on
    effects = _to_owner(follow_up, around, "answers_due", f"OUT-3:remind:{around.panel.id}:{today}")
    if spocs_too:
        key = f"OUT-3:remind:{around.panel.id}:{around.area}:{today}"
        effects += around.chats(around.spocs, key, "answers_due_spoc", "OUT-3", refs={"area": around.area})
    if follow_up.pending is not None:
        key = f"OUT-4:remind:{follow_up.id}:{follow_up.pending.number}:{today}"
        effects += around.chats([follow_up.pending.approver_id], key, "approval", "OUT-4", refs=_about(follow_up))
    return Followed(follow_up, effects)


def say_overdue(follow_up: FollowUp, around: Around) -> Followed:
    """Casework's time is over: owner, SPOC and officer hear it (OUT-3)."""
    today = around.scene.leaves_on
    key = f"OUT-3:overdue:{around.panel.id}:{today}"
    effects = _to_owner(follow_up, around, "answers_overdue", key)
    spocs = [person for person in around.spocs if person not in around.officers]
    effects += around.chats(spocs, f"{key}:{around.area}", "answers_overdue_spoc", "OUT-3", refs={"area": around.area})
    effects += around.chats(around.officers, key, "answers_overdue_team", "OUT-3")
    return Followed(follow_up, effects, noted(follow_up, around, "answer overdue", "OUT-3", "clock"))


def _to_owner(follow_up: FollowUp, around: Around, what: str, key: str) -> tuple[Effect, ...]:
    if around.owner is not None:
        return around.chats([around.owner.id], key, what, "OUT-3")
    address = around.case.case_owner if around.case else ""
    if not address:
        return ()
    mail = keys.mail(f"{key}:{address.casefold()}", what, "OUT-3", around.panel, address)
    return (around.scene.held_back(mail, any_hour=False),)


def answer(follow_up: FollowUp, given: CaseworkAnswer, around: Around, by: str) -> Followed:
    """An answer stands; whoever was asked to approve before is not asked any more."""
    after = replace(follow_up, answers=(*follow_up.answers, given), pending=None)
    text = given.reasons or given.what_was_done
    entries = noted(follow_up, around, f"casework: {given.says}", "OUT-3", by, text=text)
    return Followed(after, _no_longer_asked(follow_up, around), entries)


def ask_approval(
    follow_up: FollowUp, reasons: str, approver: Person, around: Around, by: str, person_id: str
) -> Followed:
    """Casework would disagree: the approver is asked on a card of their own (OUT-4)."""
    number = follow_up.asked_to_approve + 1
    pending = Disagreement(number, person_id, around.scene.now, reasons, approver.id)
    after = replace(follow_up, pending=pending, asked_to_approve=number)
    effects = _no_longer_asked(follow_up, around)
    effects += around.chats([approver.id], approval_key(follow_up, number), "approval", "OUT-4", refs=_about(follow_up))
    what = "disagreement put to its approver"
    return Followed(after, effects, noted(follow_up, around, what, "OUT-4", by, text=reasons, approver=approver.id))


def _no_longer_asked(follow_up: FollowUp, around: Around) -> tuple[Effect, ...]:
    """The card of an approver who is not asked any more says so."""
    old = follow_up.pending
    if old is None:
        return ()
    key = approval_key(follow_up, old.number)
    return around.chats([old.approver_id], f"{key}:over", "approval", "OUT-4", replaces=key, refs=_about(follow_up))


def approve(follow_up: FollowUp, given: CaseworkAnswer, approved: Approval, around: Around, by: str) -> Followed:
    """The approver says yes: the disagreement is casework's answer, and its owner's card shows it."""
    approvals = (*follow_up.approvals, approved)
    after = replace(follow_up, answers=(*follow_up.answers, given), pending=None, approvals=approvals)
    effects = _owner_sees(follow_up, around, f"approved:{approved.number}")
    return Followed(after, effects, noted(follow_up, around, "disagreement approved", "OUT-4", by))


def refuse_approval(follow_up: FollowUp, refused: Approval, around: Around, by: str) -> Followed:
    """The approver says no: the owner is asked again, with the approver's reason."""
    after = replace(follow_up, pending=None, approvals=(*follow_up.approvals, refused))
    owner = [around.owner.id] if around.owner else []
    key = f"{asked_key(follow_up)}:refused:{refused.number}"
    effects = around.chats(owner, key, "response", "OUT-4", refs=_about(follow_up))
    return Followed(
        after, effects, noted(follow_up, around, "disagreement not approved", "OUT-4", by, text=refused.why)
    )


def from_atlas(follow_up: FollowUp, given: CaseworkAnswer, around: Around, by: str) -> Followed:
    """What is imported from Atlas prevails over what was typed here; the owner's card shows it."""
    answered = answer(follow_up, given, around, by)
    shown = _owner_sees(follow_up, around, f"atlas:{len(answered.follow_up.answers)}")
    return replace(answered, effects=(*answered.effects, *shown))


def supersede(follow_up: FollowUp, around: Around) -> Followed:
    """The recommendation was corrected: nobody is asked about the old entry any more, and its card says so (REC-8)."""
    after = replace(follow_up, superseded=True, pending=None)
    effects = _no_longer_asked(follow_up, around)
    return Followed(after, effects + _owner_sees(follow_up, around, "corrected"))


def _owner_sees(follow_up: FollowUp, around: Around, when: str) -> tuple[Effect, ...]:
    """The owner's card, where they have one, is brought up to date in place."""
    if around.owner is None or "OUT-3:ask" not in follow_up.done:
        return ()
    key = asked_key(follow_up)
    return around.chats([around.owner.id], f"{key}:{when}", "response", "OUT-3", replaces=key, refs=_about(follow_up))


def give_sheet(follow_up: FollowUp, around: Around) -> Followed:
    """The officer gets the panel's sheet for Atlas as a file, and a card to tick what was entered (OUT-2)."""
    today = london_date(around.scene.now)
    sheet = keys.folder(f"OUT-2:sheet:{around.panel.id}:{today}", "atlas_sheet", "OUT-2", around.panel)
    key = f"OUT-2:ask:{around.panel.id}:{today}"
    return Followed(follow_up, (sheet, *around.chats(around.officers, key, "atlas", "OUT-2")))


def remind_of_atlas(follow_up: FollowUp, around: Around) -> Followed:
    """The officer has not ticked an entry in time."""
    key = f"OUT-2:remind:{around.panel.id}:{around.scene.leaves_on}"
    return Followed(follow_up, around.chats(around.officers, key, "atlas", "OUT-2"))


def ask_review(follow_up: FollowUp, around: Around) -> Followed:
    """The owner is asked for the entry in the next review; by mail where the directory does not know them (OUT-6)."""
    key, what = f"OUT-6:ask:{follow_up.id}", "dcpr"
    if around.owner is not None:
        return Followed(follow_up, around.chats([around.owner.id], key, what, "OUT-6", refs=_about(follow_up)))
    address = around.case.case_owner if around.case else ""
    if not address:
        return Followed(follow_up)
    mail = keys.mail(f"{key}:{address.casefold()}", what, "OUT-6", around.panel, address, **_about(follow_up))
    return Followed(follow_up, (around.scene.held_back(mail, any_hour=False),))


def ask_audit(follow_up: FollowUp, around: Around) -> Followed:
    """The officer is asked for the audit (OUT-5)."""
    return Followed(
        follow_up, around.chats(around.officers, f"OUT-5:ask:{follow_up.id}", "audit", "OUT-5", refs=_about(follow_up))
    )


def digest(follow_up: FollowUp, around: Around) -> Followed:
    """Each SPOC of the area hears once a week what is open in it, whatever panels it is of."""
    today = around.scene.leaves_on
    after = replace(follow_up, digested_on=today)
    key = f"OUT-3:digest:{around.area}:{today}"
    return Followed(after, around.chats(around.spocs, key, "spoc_digest", "OUT-3", refs={"area": around.area}))


def is_late(follow_up: FollowUp, scene: Scene) -> bool:
    """Whether casework's time is over now."""
    return scene.now > times_of(follow_up, scene.policy, scene.calendar).ends


def _about(follow_up: FollowUp) -> dict[str, str]:
    return {"case": follow_up.case_ref, "recommendation": follow_up.id}
