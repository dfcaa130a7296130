"""Nobody can tell whether an effect was done: it is written down, and nothing is sent again from here.

Choices: who may send again is the sender, which alone knows its peer (`infra/decisions/0005-after-doubt.md`).
"""

from __future__ import annotations

from dataclasses import dataclass

from cpp_core.effects import Effect, Unknown
from cpp_core.ports import Entry
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.work import Work


@dataclass(frozen=True)
class EffectUnknown:
    """`effect.unknown`: this effect may or may not have been done, and its peer cannot be asked."""

    effect: Effect
    unknown: Unknown


@use_case("effect.unknown", "ATT-1", EffectUnknown, Relation.CLOCK)
async def effect_unknown(work: Work, command: EffectUnknown, actor: Actor) -> Reply:
    """Write it into the chain of its panel, so that `panels why` can say it; the auditor tells the CPP team."""
    effect = command.effect
    panel_id = effect.refs.get("panel", "")
    chain = f"panel:{panel_id}" if panel_id else "service"
    details = {"effect": effect.key}
    await work.unit.record([Entry(chain, "may not have arrived", effect.clause, actor.name, work.now, details)])
    return Reply()
