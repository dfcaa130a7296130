"""A peer refused an effect for good: what happens instead (a blocked bot becomes an e-mail)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cpp_core.effects import Channel, Effect, Refused
from cpp_core.ports import Entry
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.work import Work
from cpp_core.workflow.keys import MAILBOX_LANE


@dataclass(frozen=True)
class EffectRefused:
    """`effect.refused`: this effect, in doubt or not as the attempt began, will not be done, for this reason."""

    effect: Effect
    refused: Refused


@use_case("effect.refused", "ATT-1", EffectRefused, Relation.CLOCK)
async def effect_refused(work: Work, command: EffectRefused, actor: Actor) -> Reply:
    """Write down that it was refused; a chat message goes by e-mail instead."""
    effect = command.effect
    panel_id = effect.refs.get("panel", "")
    chain = f"panel:{panel_id}" if panel_id else "service"
    details = {"effect": effect.key, "reason": command.refused.reason}
    await work.unit.record([Entry(chain, "refused by the peer", effect.clause, actor.name, work.now, details)])
    if effect.channel is not Channel.CHAT:
        return Reply()
    person = await work.people.get(effect.refs["person"])
    if person is not None and person.email:
        await work.unit.send([as_mail(effect, person.email)])
    return Reply()


def as_mail(effect: Effect, address: str) -> Effect:
    """The same message by e-mail; in doubt where the effect is, for then this mail may have followed once before."""
    return replace(
        effect,
        key=f"{effect.key}:mail",
        channel=Channel.MAIL,
        subject=f"{effect.subject}:mail",
        lane=MAILBOX_LANE,
        refs={**effect.refs, "to": address},
        after=None,
        replaces=None,
    )
