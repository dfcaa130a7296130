"""Where each person's chat with the bot is: learnt from what Teams tells us, kept as a remote reference."""

from __future__ import annotations

import json
from dataclasses import dataclass

from cpp_core.ports import RemoteReferences


@dataclass(frozen=True)
class Conversation:
    """A personal chat: its id and where it is served, the bot's and the person's ids in it, and the tenant."""

    id: str
    service_url: str
    bot_id: str
    user_id: str
    tenant_id: str


_REMEMBER_AT_MOST = 10_000


def _key(person_id: str) -> str:
    return f"conversation:{person_id}"


class Conversations:
    """The chats that we know, by person (Entra object id)."""

    def __init__(self, references: RemoteReferences) -> None:
        self._references = references
        self._heard_from: dict[str, Conversation] = {}

    async def of(self, person_id: str) -> Conversation | None:
        """The person's chat, if we have heard from it."""
        kept = await self._references.get(_key(person_id))
        if kept is None:
            return None
        try:
            return Conversation(**json.loads(kept))
        except (ValueError, TypeError):
            return None

    async def learn(self, person_id: str, conversation: Conversation) -> None:
        """Remember where the person's chat is; nothing is written when it is known already."""
        kept = json.dumps(vars(conversation), sort_keys=True)
        if await self._references.get(_key(person_id)) != kept:
            await self._references.put(_key(person_id), kept)
        self._heard_from[person_id] = conversation

    async def heard_from(self, person_id: str, conversation: Conversation) -> None:
        """The same, without looking again after what this replica learnt a moment ago; whoever presses, presses again."""
        if self._heard_from.get(person_id) != conversation:
            if len(self._heard_from) >= _REMEMBER_AT_MOST:
                self._heard_from.clear()
            await self.learn(person_id, conversation)

    async def forget(self, person_id: str) -> None:
        """The chat is gone: the app was taken away."""
        self._heard_from.pop(person_id, None)
        await self._references.drop(_key(person_id))
