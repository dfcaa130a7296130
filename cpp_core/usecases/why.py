"""Why a thing is due, was sent or was refused: its facts, the rule with its words, and what would have made it different."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from cpp_core.deadlines.obligations import Duty, obligations
from cpp_core.deadlines.time import in_london, london_date
from cpp_core.guidance.rules_table import RULES
from cpp_core.model.case import Case
from cpp_core.model.follow_up import FollowUp
from cpp_core.model.panel import SEAT_NAMES, Panel
from cpp_core.outbox import OutboxRow
from cpp_core.rules import what_if
from cpp_core.usecases.explanation import Explanation, policy_values
from cpp_core.usecases.quorum_now import quorum_now
from cpp_core.usecases.why_after import explain_after, recommendation_facts
from cpp_core.usecases.work import Work
from cpp_core.workflow.quorum_findings import MissingSeat

_ABOUT_CUTOFF = (Duty.CUTOFF, Duty.REMIND_ATTENDANCE)


async def explain(work: Work, about: str, row: OutboxRow | None) -> Explanation | None:
    """Explain an effect (its outbox row is given), an obligation `PANEL/KEY`, a panel, a case, or a rule by its id.

    After a panel also a recommendation by its id, what falls due for it (`RECOMMENDATION/KEY`), or an escalation.

    A refusal names its rule in brackets: that rule is what to ask about.
    """
    if row is not None:
        panel = await work.panels.get(row.effect.refs.get("panel", ""))
        follow_up = await work.follow_ups.get(row.effect.refs.get("recommendation", ""))
        return _effect(work, row, panel, follow_up)
    if about.upper() in RULES:
        return _rule(work, about.upper(), london_date(work.now))
    panel_id, _, key = about.partition("/")
    panel = await work.panels.get(panel_id)
    if panel is not None:
        return _obligation(work, panel, key) if key else await _quorum(work, panel)
    case = await work.cases.get(about)
    return _case(work, case, london_date(work.now)) if case else await explain_after(work, about)


def _rule(work: Work, rule: str, day: date) -> Explanation:
    return Explanation(f"Rule {rule}", tuple(policy_values(work, rule, day)), rule)


def _effect(work: Work, row: OutboxRow, panel: Panel | None, follow_up: FollowUp | None) -> Explanation:
    effect = row.effect
    facts = [
        ("What", effect.what),
        ("By which way", str(effect.channel)),
        ("State", str(row.state)),
        ("Written", f"{in_london(row.written_at):%d/%m/%Y %H:%M}"),
        *((name.capitalize(), value) for name, value in effect.refs.items()),
    ]
    facts += [("Done", f"{in_london(row.done_at):%d/%m/%Y %H:%M}")] if row.done_at else []
    facts += [("Held back until", f"{in_london(effect.not_before):%d/%m/%Y %H:%M}")] if effect.not_before else []
    facts += [("Outcome", row.outcome)] if row.outcome else []
    if panel is None:
        return Explanation(effect.key, tuple(facts), effect.clause)
    facts += [("Panel starts", what_if.at(panel.starts_at)), *_place_facts(panel, effect.refs.get("person", ""))]
    if effect.clause.startswith("ATT"):
        facts += what_if.cutoff_facts(panel, work.policy_of(panel), work.calendar)
    facts += recommendation_facts(work, follow_up) if follow_up else ()
    facts += policy_values(work, effect.clause, london_date(panel.starts_at))
    return Explanation(effect.key, tuple(facts), effect.clause, _had_not_waited(row))


def _had_not_waited(row: OutboxRow) -> tuple[str, ...]:
    held = row.effect.not_before
    if held is None or held <= row.written_at:
        return ()
    return ("Written in working hours, it would have left at once (TIME-7).",)


def _place_facts(panel: Panel, person_id: str) -> Iterator[tuple[str, str]]:
    seat = panel.seat_of(person_id)
    place = panel.place_of(person_id)
    if seat is None or place is None:
        return
    yield "Seat", SEAT_NAMES[seat.kind]
    yield "Stands", str(place.status)
    if place.asked_at:
        yield "Asked", what_if.at(place.asked_at)
    if place.answer_by:
        yield "To answer by", what_if.at(place.answer_by)
    if place.answered_at:
        yield "Answered", what_if.at(place.answered_at)


def _obligation(work: Work, panel: Panel, key: str) -> Explanation | None:
    policy, calendar = work.policy_of(panel), work.calendar
    each = next((each for each in obligations(panel, policy, calendar) if each.key == key), None)
    if each is None:
        return None
    done = panel.done.get(each.key)
    facts = [
        ("Panel", f"{panel.id}, {what_if.at(panel.starts_at)}"),
        ("What", each.sentence),
        ("Due", what_if.at(each.due_at)),
        ("Done", what_if.at(done) if done else "not yet"),
        *(what_if.cutoff_facts(panel, policy, calendar) if each.duty in _ABOUT_CUTOFF else ()),
        *policy_values(work, each.clause, london_date(panel.starts_at)),
    ]
    different = what_if.had_it_started_otherwise(panel, each, policy, calendar)
    return Explanation(f"{panel.id}/{each.key}", tuple(facts), each.clause, different)


async def _quorum(work: Work, panel: Panel) -> Explanation:
    found = await quorum_now(work, panel)
    facts = [("Panel", what_if.at(panel.starts_at)), ("Quorate", "no" if found.missing else "yes")]
    facts += [(SEAT_NAMES[each.seat], _said(each, found.names)) for each in found.missing]
    facts += [(each.case_ref, "; ".join(str(finding) for finding in each.findings)) for each in found.cases]
    different = tuple(f"{SEAT_NAMES[each.seat]}: a confirmation would fill it." for each in found.missing)
    return Explanation(panel.id, tuple(facts), "PAN-1", different)


def _said(each: MissingSeat, names: Mapping[str, str]) -> str:
    finding = each.as_finding(names)
    return f"{finding.why}. {finding.mend}"


def _case(work: Work, case: Case, day: date) -> Explanation:
    policy = work.policy_on(day)
    facts = [*what_if.clock_facts(case.detained_on, day, policy), *policy_values(work, "CLK-2", day)]
    left = case.left_on()
    if left is not None:
        facts.append(("Released or removed", f"{what_if.on(left)}: it is on no later list (CLK-5)"))
    different = what_if.had_detention_begun_otherwise(case.detained_on, day, policy)
    return Explanation(f"Case {case.case_ref}", tuple(facts), "CLK-2", different)
