"""What follows a panel, told as in `tests.core.lives`: the answer, its approval, Atlas, the review, the audit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cpp_core.deadlines.follow_up import follow_up_due_at, follow_up_duties, is_open, review_wanted
from cpp_core.effects import Effect
from cpp_core.model.answer import Audit, CaseworkAnswer, Says
from cpp_core.model.follow_up import Approval, FollowUp
from cpp_core.model.person import Person
from cpp_core.model.recommendation import Kind
from cpp_core.ports import Entry
from cpp_core.workflow import answers
from cpp_core.workflow.answers import Around, Followed
from tests.core.lives import Told
from tests.core.support import Life, a_life
from tests.core.tables import ENGLAND, moment
from tests.core.told import clock, said_of, written_down
from tests.core.usecases.office import a_case

OWNER, BOSS = (Person(name, f"{name}@x", name.title(), f"{name}@x") for name in ("owner", "boss"))


@dataclass
class After:
    """One recommendation after its panel: what has been sent and noted so far."""

    follow_up: FollowUp
    life: Life = field(default_factory=a_life)
    owner: Person | None = OWNER
    address: str = "Owner@x"
    spocs: tuple[str, ...] = ("spoc 1", "spoc 2")
    outbox: list[tuple[datetime, Effect]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @property
    def around(self) -> Around:
        """Whom it concerns now."""
        case = a_case("EX-1", case_owner=self.address) if self.address != "no case" else None
        return Around(self.life.panel, self.life.scene, case, self.owner, self.spocs, ("officer", "spoc 2"))

    def take(self, followed: Followed) -> None:
        """Let it happen."""
        self.follow_up = followed.follow_up
        self.outbox += [(self.life.now, effect) for effect in followed.effects]
        self.entries += followed.entries


def played_after(script: str) -> str:
    """What a script tells, with what follows each thing that happens."""
    told: list[str] = []
    after = After(_recommended(Kind.RELEASE, date(2026, 12, 8)))
    for line in (line for line in script.splitlines() if not line.startswith(" ")):
        told.append(line)
        if found := re.fullmatch(r"(.+) is recommended on (\S+)(.*)", line):
            kind, on, known = found.groups()
            after = After(_recommended(Kind(kind), date.fromisoformat(on), **dict(re.findall(r" (\w+)=(\S+)", known))))
        elif line and not line.startswith("#"):
            told.extend(f"  {one}" for one in _follows(after, line))
    return "\n".join(told) + "\n"


def _recommended(
    kind: Kind, on: date, entry: str = "1", review: str = "", by: str = "", imported: str = ""
) -> FollowUp:
    asked = moment(f"{on} 12:00") if kind is Kind.RELEASE else moment(f"{on} 09:00")
    made = FollowUp("R1", "P1", "EX-1", int(entry), kind, on, on, asked, imported=bool(imported))
    dates = {"review_on": review, "answer_by": by}
    return replace(made, **{name: date.fromisoformat(day) for name, day in dates.items() if day})  # type: ignore[arg-type]


def _follows(after: After, line: str) -> Iterator[str]:
    before, sent, entered = after.follow_up, len(after.outbox), len(after.entries)
    for pattern, happens in HAPPENINGS.items():
        if found := re.fullmatch(pattern, line):
            yield from happens(after, *found.groups(default="")) or ()
            break
    else:
        raise ValueError(f"nobody knows what this means: {line}")
    yield from said_of(after.outbox[sent:])
    yield from written_down(after.entries[entered:])
    now = after.follow_up
    for name in ("answers", "approvals"):
        for each in getattr(now, name)[len(getattr(before, name)) :]:
            yield f"{name}: {each.says if isinstance(each, CaseworkAnswer) else each.approved}"
    if now.pending != before.pending:
        pending = now.pending
        yield (
            f"waits for {pending.approver_id} ({pending.number}): {pending.reasons}" if pending else "waits for nobody"
        )
    if now.answer_by != before.answer_by:
        yield f"an answer is wanted by {now.answer_by}: {now.date_reason}"
    if (now.superseded, now.digested_on) != (before.superseded, before.digested_on):
        yield f"superseded: {now.superseded}, in the digest of {now.digested_on}"


def _due(after: After) -> Told:
    policy, now = after.life.policy, after.follow_up
    for each in follow_up_duties(now, policy, ENGLAND):
        ladder = f" [{each.ladder} {each.rung}]" if each.ladder else ""
        yield f"{clock(each.due_at)} {each.key} ({each.clause}): {each.duty}{ladder}"
    yield f"the next of them: {clock(follow_up_due_at(now, policy, ENGLAND))}"
    yield f"the SPOC has something to chase: {is_open(now)}; a review is wanted: {review_wanted(now)}"
    yield f"late: {answers.is_late(now, after.life.scene)}"


def _answer(after: After, says: str, on: str) -> CaseworkAnswer:
    done = "It was done." if says == "agree" else ""
    on_day = after.life.now.date()
    return CaseworkAnswer(
        "R1", Says(says), on_day, "owner", "" if done else "No.", what_was_done=done, on_atlas=bool(on)
    )


def _answers(after: After, says: str, atlas: str) -> None:
    way = answers.from_atlas if atlas else answers.answer
    after.take(way(after.follow_up, _answer(after, says, atlas), after.around, "owner"))


def _approval(after: After, yes: bool) -> None:
    given = Approval(after.follow_up.asked_to_approve, "boss", after.life.now, yes, "" if yes else "Not enough.")
    if yes:
        after.take(answers.approve(after.follow_up, _answer(after, "disagree", ""), given, after.around, "boss"))
    else:
        after.take(answers.refuse_approval(after.follow_up, given, after.around, "boss"))


def _knows(after: After, what: str) -> None:
    if what == "the directory does not know the owner":
        after.owner = None
    elif what == "nobody knows whose case it is":
        after.address = ""
    elif what == "nobody knows the case":
        after.address = "no case"
    else:
        raise ValueError(what)


def _done(after: After, key: str) -> None:
    after.follow_up = after.follow_up.with_done(key, after.life.now)


def _fact(after: After, what: str) -> None:
    now, known = after.life.now, after.follow_up
    after.follow_up = {
        "entered on Atlas": replace(known, entered_at=now),
        "audited": replace(known, audit=Audit("R1", True, now.date(), "officer")),
        "reviewed": replace(known, reviewed_on=now.date()),
    }[what]


HAPPENINGS: dict[str, Callable[..., Told | None]] = {
    r"it is ((?:end of )?\d.+)": lambda after, at: setattr(after.life, "now", moment(at)),
    r"what falls due": _due,
    r"(\S+) is carried out": _done,
    r"it is then (.+)": _fact,
    r"casework says (agree|disagree)(?: (on Atlas))?": _answers,
    r"the owner is asked": lambda it: it.take(answers.ask(it.follow_up, it.around)),
    r"casework is reminded( and the SPOC)?": lambda it, too: it.take(
        answers.remind(it.follow_up, it.around, spocs_too=bool(too))
    ),
    r"the team sets (\S+)": lambda it, until: it.take(
        answers.set_date(it.follow_up, date.fromisoformat(until), "Over Christmas.", it.around, "team")
    ),
    r"casework's time is over": lambda it: it.take(answers.say_overdue(it.follow_up, it.around)),
    r"the boss is asked to approve": lambda it: it.take(
        answers.ask_approval(it.follow_up, "Too soon.", BOSS, it.around, "owner", "owner")
    ),
    r"the boss says yes": lambda it: _approval(it, True),
    r"the boss says no": lambda it: _approval(it, False),
    r"it is corrected": lambda it: it.take(answers.supersede(it.follow_up, it.around)),
    r"the officer gets the sheet": lambda it: it.take(answers.give_sheet(it.follow_up, it.around)),
    r"the officer is reminded of Atlas": lambda it: it.take(answers.remind_of_atlas(it.follow_up, it.around)),
    r"the review is asked for": lambda it: it.take(answers.ask_review(it.follow_up, it.around)),
    r"the audit is asked for": lambda it: it.take(answers.ask_audit(it.follow_up, it.around)),
    r"the digest goes out": lambda it: it.take(answers.digest(it.follow_up, it.around)),
    r"(.+)": _knows,
}
"""What can happen, and how: the groups of the pattern are given to the function."""
