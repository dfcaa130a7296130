"""The people of the demo, acting as they would: through the local Microsoft 365, over HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp

Json = dict[str, Any]


class StepFailedError(Exception):
    """A step of the demo did not happen; the message says which and what came instead."""


@dataclass(frozen=True)
class Act:
    """Something that a person did: when, who, what."""

    at: datetime
    who: str
    what: str
    clause: str
    after: int = 0
    """How many effects had been written before it: what it caused comes after it."""


@dataclass
class Stage:
    """Where the people act: the sandbox's control routes and the service's clock."""

    session: aiohttp.ClientSession
    sandbox_url: str
    service_url: str
    now: datetime
    written: Callable[[], Awaitable[int]]
    acts: list[Act] = field(default_factory=list)
    done: list[Json] = field(default_factory=list)

    async def move_to(self, moment: datetime) -> None:
        """Move the service's clock; everything due on the way happens."""
        answer = await self._call("POST", f"{self.service_url}/test/clock", {"to": moment.isoformat()})
        self.done += answer["done"]
        self.now = moment
        await self.control("POST", "/settle", {})
        answer = await self._call("POST", f"{self.service_url}/test/clock", {"to": moment.isoformat()})
        self.done += answer["done"]

    async def note(self, who: str, what: str, clause: str) -> None:
        """Write down what somebody is about to do."""
        self.acts.append(Act(self.now, who, what, clause, await self.written()))

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        """One order to the local Microsoft 365."""
        return await self._call(method, f"{self.sandbox_url}/control{path}", body)

    async def _call(self, method: str, url: str, body: Any) -> Any:
        async with self.session.request(method, url, json=body) as answer:
            if answer.status >= 400:
                said = (await answer.text())[:2000]
                raise StepFailedError(f"{method} {url.partition('/control')[2] or url}: {answer.status} {said}")
            return await answer.json(content_type=None)


@dataclass(frozen=True)
class Actor:
    """One person of the demo."""

    stage: Stage
    id: str
    name: str
    upn: str

    async def cards(self) -> list[Json]:
        """The bot's messages in this person's chat, the oldest first."""
        chat = await self.stage.control("GET", f"/chats/{self.id}")
        return [message for message in chat["messages"] if message.get("from") == "bot"]

    async def press(
        self, verb: str, what: str, clause: str, inputs: Mapping[str, str] | None = None, **data: str
    ) -> Json:
        """Press the newest card's button with this verb; answers with the card that came back."""
        await self.stage.note(self.name, what, clause)
        answer = await self._press(verb, inputs or {}, data, force=False)
        await self.stage.move_to(self.stage.now)
        return answer

    async def say(self, text: str, what: str, clause: str) -> None:
        """Type something to the bot, which opens a card."""
        await self.stage.note(self.name, what, clause)
        await self.stage.control("POST", "/say", {"user_id": self.id, "text": text})

    async def press_incomplete(self, verb: str, what: str, clause: str, inputs: Mapping[str, str], **data: str) -> Json:
        """The same, past the client's own checks, as another client might."""
        await self.stage.note(self.name, what, clause)
        return await self._press(verb, inputs, data, force=True)

    async def _press(self, verb: str, inputs: Mapping[str, str], data: Mapping[str, str], *, force: bool) -> Json:
        found = await self._newest(verb, data)
        order = {"user_id": self.id, "activity_id": found["id"], "verb": verb, "inputs": dict(inputs), "force": force}
        if data:
            order["data"] = dict(data)
        answer: Json = await self.stage.control("POST", "/press", order)
        if answer["status"] != 200:
            raise StepFailedError(f"{self.name} pressed {verb}: {answer['status']} {answer['body']}")
        body = answer["body"]
        if not force and isinstance(body, dict) and body.get("type") != "application/vnd.microsoft.card.adaptive":
            raise StepFailedError(f"{self.name} pressed {verb}: {body}")
        card: Json = body["value"]
        return card

    async def _newest(self, verb: str, data: Mapping[str, str]) -> Json:
        for message in reversed(await self.cards()):
            if any(_fits(action, verb, data) for action in actions(card_of(message))):
                return message
        raise StepFailedError(f"{self.name} has no card with the button {verb}")

    async def choices(self, verb: str, input_id: str) -> list[tuple[str, str]]:
        """What the newest card with this button offers to choose from, as (value, title)."""
        message = await self._newest(verb, {})
        found = next((node for node in walk(card_of(message)) if node.get("id") == input_id), None)
        if found is None:
            raise StepFailedError(f"{self.name}'s card with {verb} has no field {input_id}")
        return [(choice["value"], choice["title"]) for choice in found.get("choices", [])]

    async def has_card(self, words: str) -> bool:
        """Whether a card with these words has come."""
        return any(words in text for message in await self.cards() for text in texts(card_of(message)))


def card_of(message: Json) -> Json:
    """The Adaptive Card of a message as it is shown now."""
    attachments = message.get("activity", message).get("attachments") or [{}]
    content: Json = attachments[0].get("content") or {}
    return content


def walk(node: Any) -> list[Json]:
    """Every object within a card, cards behind buttons included."""
    if isinstance(node, list):
        return [found for each in node for found in walk(each)]
    if isinstance(node, dict):
        return [node, *(found for value in node.values() for found in walk(value))]
    return []


def actions(card: Json) -> list[Json]:
    """The buttons of a card that the bot is told of."""
    return [node for node in walk(card) if node.get("type") == "Action.Execute"]


def texts(card: Json) -> list[str]:
    """The words of a card."""
    found = [
        str(node["text"]) for node in walk(card) if node.get("type") in ("TextBlock", "TextRun") and "text" in node
    ]
    return found + [
        f"{node.get('title')}: {node.get('value')}" for node in walk(card) if "value" in node and "title" in node
    ]


def _fits(action: Json, verb: str, data: Mapping[str, str]) -> bool:
    carried = action.get("data") or {}
    return action.get("verb") == verb and all(carried.get(name) == value for name, value in data.items())
