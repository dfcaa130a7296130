"""The independent member's feedback on the chair, in confidence, until it has been given to them (FBK-2).

What is written to the outbox about it names neither panel nor chair: it outlives the record that does.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from cpp_core.effects import Channel, Effect
from cpp_core.messages.feedback import chair_feedback_passed_on
from cpp_core.messages.message import Message
from cpp_core.messages.outcomes import chair_feedback
from cpp_core.model.feedback import ChairFeedback
from cpp_core.model.person import Role
from cpp_core.orders import ChatOrder, MailOrder, NotWanted, Order
from cpp_core.ports import Entry
from cpp_core.refusals import Fault, NotFound
from cpp_core.rules.wash_up import may_see_chair_feedback, once_passed_on
from cpp_core.usecases.commands import GiveChairFeedback, PassOnFeedback
from cpp_core.usecases.context import contacts_of, scene_of
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.show import view_of, wash_up_message
from cpp_core.usecases.wash_up import panel_at_wash_up
from cpp_core.usecases.work import Work
from cpp_core.workflow.keys import install
from cpp_core.workflow.step import Step, note

GIVEN, PASSED_ON = "chair_feedback", "chair_feedback_passed_on"


@use_case("feedback.chair", "FBK-2", GiveChairFeedback, Relation.INDEPENDENT)
async def feedback_on_chair(work: Work, command: GiveChairFeedback, actor: Actor) -> Reply:
    """The independent member's feedback on the chair goes to the CPP lead alone."""
    panel = await panel_at_wash_up(work, command.panel_id)
    if not command.words.strip():
        fault = Fault("Feedback", "is empty.", "Write what you would like the CPP lead to know.")
        return Reply(await wash_up_message(work, panel, actor.person_id, errors=(fault,)))
    made = ChairFeedback(
        f"chair-feedback:{uuid4().hex}",  # says nothing of panel or chair, for it is kept after they are deleted
        command.kind,
        actor.person_id,
        work.now,
        panel.id,
        panel.chair_id() or "",
        command.words.strip(),
    )
    await work.chair_feedback.save(made)
    contacts, scene = await contacts_of(work, panel), scene_of(work, panel)
    cards = [effect for lead in contacts.cpp_lead for effect in (install(lead), _card(made, lead))]
    await work.unit.send([scene.held_back(effect, any_hour=False) for effect in cards])
    entry = note(panel, scene, "feedback on the chair given", "FBK-2", actor.name)
    await work.apply(Step(panel, (), (entry,)))
    return Reply(await wash_up_message(work, panel, actor.person_id))


@use_case("feedback.passed_on", "FBK-2", PassOnFeedback, Relation.CPP_LEAD, Relation.CPP_MANAGER)
async def passed_on(work: Work, command: PassOnFeedback, actor: Actor) -> Reply:
    """The feedback has been given to the chair: what tells who they are is deleted, its kind stays for trends."""
    made = await work.chair_feedback.get(command.feedback_id)
    if made is None:
        raise NotFound("FBK-2", Fault("Feedback", "is not known.", "Choose one of the log."))
    if made.passed_on_at is None:
        made = once_passed_on(made, work.now)
        await work.chair_feedback.save(made)
        await work.unit.record([Entry("feedback", "feedback passed on", "FBK-2", actor.name, work.now)])
        await _empty_cards(work, made, actor)
    return Reply(chair_feedback_passed_on(made), data={"kind": made.kind})


async def _empty_cards(work: Work, made: ChairFeedback, actor: Actor) -> None:
    """Every other CPP lead's card of it is emptied too."""
    for lead in await work.people.holding(Role.CPP_LEAD):
        given = _card(made, lead.id)
        if lead.id != actor.person_id and await work.unit.sent(given.key):
            key = f"FBK-2:passed-on:{made.id}:{lead.id}"
            await work.unit.send([replace(given, key=key, what=PASSED_ON, replaces=given.key)])


def _card(made: ChairFeedback, lead: str) -> Effect:
    return Effect(
        key=f"FBK-2:{made.id}:{lead}",
        channel=Channel.CHAT,
        what=GIVEN,
        clause="FBK-2",
        subject=f"feedback:{made.id}:{lead}",
        lane=f"chat:{lead}",
        refs={"person": lead, "feedback": made.id},
        after=f"install:{lead}",
    )


async def chair_feedback_order(work: Work, effect: Effect) -> Order | NotWanted | None:
    """The order of an effect that was written here; None for any other effect."""
    if effect.what not in (GIVEN, PASSED_ON):
        return None
    person = await work.people.get(effect.refs["person"])
    made = await work.chair_feedback.get(effect.refs["feedback"])
    if person is None or not may_see_chair_feedback(person):
        return NotWanted("feedback on chairs is open to CPP managers alone")
    if made is None or (effect.what == GIVEN) != (made.passed_on_at is None):
        return NotWanted("it has been given to the chair")
    message = await chair_feedback_message(work, made, person.id)
    return MailOrder((effect.refs["to"],), message) if effect.channel is Channel.MAIL else ChatOrder(person, message)


async def chair_feedback_message(work: Work, made: ChairFeedback, reader: str) -> Message:
    """The CPP lead's card as it stands: once it is passed on, nothing of the chair is left on it."""
    if made.passed_on_at is not None:
        return chair_feedback_passed_on(made)
    view = await view_of(work, await work.panel(made.panel_id), reader)
    known = await work.people.many([made.chair_id])
    return chair_feedback(replace(view, people={**known, **view.people}), made)
