"""What a person pressed or typed, turned into a use case and its answer into a card. No SDK, no network."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from bot.cards.actions import WHOSE, theirs
from bot.cards.catalogue import draw
from bot.cards.my_panels import refs_in
from bot.cards.parts import Json
from bot.dialogs.help_me import MY_PANELS, UNKNOWN
from bot.dialogs.reading import Inputs
from bot.dialogs.verb import Verb
from bot.links import with_link
from bot.said import file_not_taken, refused, settled, unwell
from bot.verbs import VERBS, opened_by
from cpp_core.messages.message import Message
from cpp_core.ports import RemoteReferences
from cpp_core.refusals import Fault, NotAllowed, Refusal
from cpp_core.usecases.frame import Actor, ActorKind, Reply

log = logging.getLogger(__name__)

Perform = Callable[[str, Any, Actor], Awaitable[Reply]]
"""Runs the named use case with this command for this actor; raises `Refusal`."""


TakeFile = Callable[[str, bytes, Actor], Awaitable[Message | None]]
"""Takes a file that somebody dropped into the chat: its name, its content, and who; None where the answer comes later.

Raises `Refusal`."""


REFS = ("panel", "case", "area", "entry", "number", "concern", "feedback", "month")
"""What a press carries of what its card is about, beside what was typed."""


class MalformedError(ValueError):
    """The press is none that a card of ours can make; the message says why, for its developer."""


@dataclass(frozen=True)
class Shown:
    """What the person gets to see. `settled` is False where nothing was done: refused, or to be mended."""

    message: Message
    card: Json
    settled: bool


class FailedError(Exception):
    """Something broke on our side, nothing was changed, and the person is told so."""

    def __init__(self, shown: Shown) -> None:
        self.shown = shown
        super().__init__(shown.message.title)


class Turns:
    """Presses and typed words, for whoever Teams says that they come from."""

    def __init__(
        self, perform: Perform, take_file: TakeFile | None = None, references: RemoteReferences | None = None
    ) -> None:
        self._perform = perform
        self._take_file = take_file
        self._references = references

    async def press(self, verb_name: str, data: Mapping[str, str], person_id: str, viewer: str = "") -> Shown:
        """Do what a button asks for; raises `MalformedError` for no button of ours, `FailedError` when we broke."""
        verb = VERBS.get(verb_name)
        if verb is None:
            raise MalformedError(f"there is no verb {verb_name[:60]!r}")
        try:
            message, done = await self._answered(verb, data, person_id)
        except Exception as error:
            log.exception("%s failed", verb.name)
            raise FailedError(_shown(unwell(), viewer, person_id, done=False)) from error
        return _shown(message, viewer, person_id, done=done)

    async def _answered(self, verb: Verb, data: Mapping[str, str], person_id: str) -> tuple[Message, bool]:
        """What the person gets to see, and whether anything was done."""
        try:
            if data.get(WHOSE, person_id) != person_id:
                raise _not_theirs()
            message = await self._ask(verb, {name: value for name, value in data.items() if name != WHOSE}, person_id)
        except Refusal as refusal:
            return await self._to_be_mended(verb, data, person_id, refusal), False
        return message, not message.errors

    async def words(self, typed: str, person_id: str, viewer: str = "") -> Shown:
        """Open the card that typed words are about; they decide nothing."""
        phrase = opened_by(typed)
        if phrase is None:
            return await self.press(UNKNOWN, {}, person_id, viewer)
        if not phrase.among:
            return await self.press(phrase.opens, {}, person_id, viewer)
        listed = await self.press(MY_PANELS, {}, person_id, viewer)
        found = listed.message.choices.get(phrase.among, ())
        if len(found) != 1:
            return listed
        return await self.press(phrase.opens, refs_in(found[0][0]), person_id, viewer)

    async def file(self, name: str, content: bytes, person_id: str) -> Shown | None:
        """Take a file; the answer says what became of it, where that is known already."""
        if self._take_file is None:
            return no_file(name, "I take no files here. Please send it to the CPP team.")
        try:
            message = await self._take_file(name, content, Actor(ActorKind.PERSON, person_id))
        except Refusal as refusal:
            return _shown(refused(refusal, {}), done=False)
        except Exception:
            log.exception("taking a file failed")
            return _shown(unwell(), done=False)
        return _shown(message, done=not message.errors) if message else None

    async def _to_be_mended(self, verb: Verb, data: Mapping[str, str], person_id: str, refusal: Refusal) -> Message:
        """The form again with what was typed, where that is what is wrong; else what cannot be had, and why."""
        if isinstance(refusal, NotAllowed):
            return refused(refusal, data)
        if verb.back and refusal.faults and all(fault.where for fault in refusal.faults):
            with suppress(Refusal):
                about = {name: data[name] for name in REFS if name in data}
                form = await self._ask(VERBS[verb.back], about, person_id)
                sentences = tuple(fault.sentence() for fault in refusal.faults)
                return replace(form, errors=sentences, values={**form.values, **data})
        return refused(refusal, data, verb.back)

    async def _ask(self, verb: Verb, data: Mapping[str, str], person_id: str) -> Message:
        command = verb.read(Inputs(data, verb.clause))
        reply = await self._perform(verb.use_case, command, Actor(ActorKind.PERSON, person_id))
        message = reply.message or settled(data)
        if self._references is not None:
            message = await with_link(message, self._references)
        return replace(message, values={**message.values, **data}) if message.errors else message


def _not_theirs() -> NotAllowed:
    what = "This card was sent to somebody else, so nothing was changed."
    return NotAllowed("ATT-1", Fault("", what, "Write “my panels” to get your own."))


def no_file(name: str, why: str) -> Shown:
    """A file was not taken."""
    return _shown(file_not_taken(name, why), done=False)


def _shown(message: Message, viewer: str = "", person_id: str = "", *, done: bool) -> Shown:
    return Shown(message, theirs(draw(message, viewer), person_id) if person_id else draw(message), done)


def press_data(raw: object) -> dict[str, str]:
    """What a press carries, as text by name; raises `MalformedError`."""
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise MalformedError("the data of a press is an object")
    return {str(name): _as_text(value) for name, value in raw.items() if name != "msteams" and value is not None}


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        raise MalformedError("what a press carries is text")
    return _storable(str(value))


def _storable(text: str) -> str:
    """Without what no database takes: NUL, other control characters, halves of surrogate pairs."""
    kept = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in kept if sign in "\n\t" or (sign >= " " and sign != "\x7f"))
