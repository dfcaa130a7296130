"""The frame of every use case: who may, one transaction, and what comes back.

A use case is an async function of a `Work`, a command and an actor. It declares who may ask for it; `perform` checks
that in the same transaction, from the directory as it is at that moment, and refuses by default.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from cpp_core.messages.message import Message
from cpp_core.ports import Conflict, Storage
from cpp_core.refusals import Fault, NotAllowed
from cpp_core.usecases.relations import Relation, relations_of
from cpp_core.usecases.work import Work


class ActorKind(StrEnum):
    """Who asks: a person in Teams or the desk, the service owner at the command line, or the clock."""

    PERSON = "person"
    SERVICE_OWNER = "service owner"
    CLOCK = "clock"


@dataclass(frozen=True)
class Actor:
    """Whoever asks for a use case. `person_id` is the Entra object id, for people."""

    kind: ActorKind
    person_id: str = ""

    @property
    def name(self) -> str:
        """How the audit trail names the actor."""
        return f"person:{self.person_id}" if self.kind is ActorKind.PERSON else str(self.kind)


CLOCK = Actor(ActorKind.CLOCK)
SERVICE_OWNER = Actor(ActorKind.SERVICE_OWNER)


@dataclass(frozen=True)
class Reply:
    """What comes back from a use case: a message for the asker, and data for commands and screens."""

    message: Message | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


class Command(Protocol):
    """What a use case is asked with: a frozen dataclass. `panel_id` or `case_ref`, where it has them, say what about."""


Handler = Callable[[Work, Any, Actor], Awaitable[Reply]]


@dataclass(frozen=True)
class UseCase:
    """A registered use case: its name, the clause behind it, who may, its command type and its function."""

    name: str
    clause: str
    who: frozenset[Relation]
    command: type[Any]
    handler: Handler


USE_CASES: dict[str, UseCase] = {}


def use_case(name: str, clause: str, command: type[Any], *who: Relation) -> Callable[[Handler], Handler]:
    """Register a use case under its name, with the relations to its subject that may ask for it."""

    def register(handler: Handler) -> Handler:
        if name in USE_CASES:
            raise ValueError(f"there are two use cases named {name}")
        USE_CASES[name] = UseCase(name, clause, frozenset(who), command, handler)
        return handler

    return register


async def perform(storage: Storage, name: str, command: Any, actor: Actor, *, tries: int = 5) -> Reply:
    """Run a use case in one transaction; run it again where somebody else changed the same thing meanwhile.

    Raises `Refusal` (with `NotAllowed` and `NotFound`) when it cannot be had; then nothing was changed.
    """
    case = USE_CASES[name]
    if not isinstance(command, case.command):
        raise TypeError(f"{name} takes a {case.command.__name__}, not a {type(command).__name__}")
    for attempt in range(tries):
        try:
            async with storage.unit_of_work() as unit:
                work = Work(unit)
                await _check_who_may(work, case, command, actor)
                return await case.handler(work, command, actor)
        except Conflict:
            if attempt == tries - 1:
                raise
    raise AssertionError("unreachable: the last try returns or raises")


async def _check_who_may(work: Work, case: UseCase, command: Any, actor: Actor) -> None:
    if actor.kind is ActorKind.CLOCK:
        held = frozenset({Relation.CLOCK})
    elif actor.kind is ActorKind.SERVICE_OWNER:
        held = frozenset({Relation.SERVICE_OWNER})
    else:
        held = await relations_of(work, actor.person_id, command)
    if not held & case.who:
        may = ", ".join(sorted(str(relation) for relation in case.who if relation is not Relation.CLOCK))
        what = "This is not yours to answer." if held else "We do not know you in the directory of the CPP team."
        raise NotAllowed(
            case.clause, Fault("", what, f"It can be done by: {may}. If that should be you, ask the CPP team.")
        )
