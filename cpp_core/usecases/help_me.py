"""Help."""

from __future__ import annotations

from cpp_core.messages.help import about, help_message
from cpp_core.messages.topics import TOPICS
from cpp_core.usecases.commands import ShowHelp
from cpp_core.usecases.frame import Actor, Reply, use_case
from cpp_core.usecases.relations import Relation
from cpp_core.usecases.work import Work


@use_case("help", "ATT-1", ShowHelp, Relation.ANYONE)
async def show_help(work: Work, command: ShowHelp, actor: Actor) -> Reply:
    """What the asker can do here."""
    person = await work.people.get(actor.person_id)
    return Reply(about(command.topic, person) if command.topic in TOPICS else help_message(person))
