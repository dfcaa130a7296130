"""Safeguarding and vulnerability concerns: the form, the mail to the team that must act, and the follow-up (REC-11).

What is feared for somebody is in the body of the mail to the team that must act, and in nobody's chat.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cpp_core.messages.message import Block, Facts, Heading, Items, Message, Text
from cpp_core.messages.words import View, moment, panel_facts, short_panel, why
from cpp_core.model.case import Case
from cpp_core.model.concern import SafeguardingConcern
from cpp_core.model.panel import PanelStatus
from cpp_core.refusals import Fault
from cpp_core.rules.safeguarding import follow_up_at

CASEWORK = "casework"
CASEWORK_WORDS = "The casework team and case owner"
TEAMS = ("detention-engagement-team", "dvaat", "detention-gatekeeper", "other")
OTHER_WORDS = "Another team"


def teams(view: View) -> tuple[tuple[str, str], ...]:
    """The teams that may have to act, with their keys."""
    named = {choice.key: choice.words for choice in view.scene.policy.supplementary_areas}
    return ((CASEWORK, CASEWORK_WORDS), *((key, named.get(key, OTHER_WORDS)) for key in TEAMS))


def safeguarding(
    view: View, concerns: Iterable[SafeguardingConcern], case_ref: str = "", *, errors: tuple[Fault, ...] = ()
) -> Message:
    """The form, and how earlier concerns of this panel stand, by reference."""
    known = tuple(concerns)
    lines = tuple(f"{each.case_ref}, to {each.sent_to}: {_stands(view, each)}" for each in known)
    title = view.title("Safeguarding concern")
    lead = (
        "Is somebody's safety or wellbeing at risk? Record it for the case. The team that must act gets it by e-mail at once, "
        "and the CPP officer asks what was done."
    )
    blocks: list[Block] = [Text(lead), Facts(panel_facts(view)[:2])]
    blocks += [Heading("Raised at this panel"), Items(lines)] if lines else []
    refs = [listed.case_ref for listed in view.panel.open_cases()]
    is_open = view.panel.status in (PanelStatus.OPEN, PanelStatus.CLOSED)
    return Message(
        name="safeguarding",
        title=title,
        preview=title,
        blocks=tuple(blocks),
        why=why("REC-11", "You are on this panel, or run it, and anyone there can raise such a concern."),
        state="ask" if is_open else "off",
        refs={"panel": view.panel.id},
        choices={
            "case": tuple((ref, ref) for ref in refs),
            "team": teams(view),
            "open": tuple((each.id, f"{each.case_ref}, {each.sent_to}") for each in known if each.done_at is None),
        },
        values={"case": case_ref} if case_ref in refs else {},
        errors=tuple(fault.sentence() for fault in errors),
    )


def _stands(view: View, each: SafeguardingConcern) -> str:
    if each.done_at is not None:
        return f"acted on, as known since {moment(each.done_at)}"
    return f"sent {moment(each.raised_at)}, asked about {moment(_asked_at(view, each))}"


def _asked_at(view: View, each: SafeguardingConcern) -> datetime:
    return follow_up_at(each, view.scene.policy, view.scene.calendar)


def safeguarding_mail(view: View, each: SafeguardingConcern) -> Message:
    """To the team that must act. The subject carries the reference alone."""
    title = f"Safeguarding concern raised by a panel: case {each.case_ref}"
    return Message(
        name="safeguarding_mail",
        title=title,
        preview=title,
        blocks=(
            Text(
                "A Case Progression Panel has raised this concern. Please act on it, and tell the CPP team what was done."
            ),
            Facts((("Case", each.case_ref), ("Panel", short_panel(view.panel)), ("The concern", each.words))),
            Text(f"Please answer this e-mail by {moment(_asked_at(view, each))}."),
        ),
        why=why("REC-11", f"The panel named {each.sent_to} as the team that must act."),
        refs={"panel": each.panel_id, "case": each.case_ref},
    )


def follow_up(view: View, each: SafeguardingConcern) -> Message:
    """The officer is asked what the team did, as long as nothing is known."""
    title = f"What was done? Safeguarding concern, case {each.case_ref}"
    return Message(
        name="safeguarding_follow_up",
        title=title,
        preview=title,
        blocks=(
            Text(f"Nothing is known yet of what {each.sent_to} did. Please ask them, and record it."),
            Facts((("Case", each.case_ref), ("Panel", short_panel(view.panel)), ("Sent", moment(each.raised_at)))),
        ),
        why=why("REC-11", "You are the CPP officer of this panel, and a concern is followed up.", reading=True),
        state="asked",
        refs={"panel": each.panel_id, "concern": each.id},
    )


def addresses_of(case: Case) -> tuple[str, ...]:
    """The casework team and case owner, by address, each once."""
    return tuple(dict.fromkeys(address for address in (case.casework_lead, case.case_owner) if address))
