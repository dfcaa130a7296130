"""What lies in Teams: personal chats between people and the bot, and where the app is installed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from infra.sandbox.ids import stable_guid, stable_text
from infra.sandbox.wire import Json, stamp


def teams_user_id(bot_app_id: str, user_id: str) -> str:
    """A person's id as one bot sees it: `29:` and opaque text."""
    return "29:1" + stable_text(58, bot_app_id, user_id)


def conversation_id(bot_app_id: str, user_id: str) -> str:
    """The id of the personal chat: the same for as long as both exist."""
    return "a:1" + stable_text(70, bot_app_id, user_id, "conversation")


def installation_id(user_id: str, teams_app_id: str) -> str:
    """The id under which Graph keeps an installation for a person."""
    return stable_text(60, user_id, teams_app_id, "installation") + "=="


@dataclass(slots=True)
class ChatMessage:
    """One message in a chat, with what it was before."""

    id: str
    sender: str
    """`bot` or `user`."""
    activity: Json
    created: datetime
    updated: datetime | None = None
    deleted: bool = False
    history: list[Json] = field(default_factory=list)

    def shown(self) -> Json:
        """For the control API."""
        return {
            "id": self.id,
            "from": self.sender,
            "activity": self.activity,
            "createdAt": stamp(self.created, 3),
            "updatedAt": stamp(self.updated, 3) if self.updated else None,
            "deleted": self.deleted,
            "history": self.history,
        }

    def replace(self, activity: Json, now: datetime) -> None:
        """Show something else from now on, keeping what was."""
        self.history.append(self.activity)
        self.activity = activity
        self.updated = now


@dataclass(slots=True)
class Chat:
    """A personal chat with the bot."""

    id: str
    user_id: str
    teams_id: str
    installed: bool = False
    blocked: bool = False
    messages: list[ChatMessage] = field(default_factory=list)

    def message(self, message_id: str) -> ChatMessage | None:
        """One that is not deleted."""
        return next((one for one in self.messages if one.id == message_id and not one.deleted), None)


@dataclass(slots=True)
class Chats:
    """All chats, by person and by conversation."""

    by_user: dict[str, Chat] = field(default_factory=dict)
    by_id: dict[str, Chat] = field(default_factory=dict)
    apps: dict[str, set[str]] = field(default_factory=dict)
    """Catalogue ids of the apps installed for each person."""
    last_id: int = 0

    def chat(self, bot_app_id: str, user_id: str) -> Chat:
        """The chat of a person, made when first asked for."""
        found = self.by_user.get(user_id)
        if found is None:
            found = Chat(conversation_id(bot_app_id, user_id), user_id, teams_user_id(bot_app_id, user_id))
            self.by_user[user_id] = self.by_id[found.id] = found
        return found

    def by_member(self, member: str) -> Chat | None:
        """By a person's `29:` id."""
        return next((chat for chat in self.by_user.values() if chat.teams_id == member), None)

    def next_id(self, now: datetime) -> str:
        """A message id: milliseconds since 1970, never twice."""
        self.last_id = max(self.last_id + 1, int(now.astimezone(UTC).timestamp() * 1000))
        return str(self.last_id)


def graph_chat_id(bot_app_id: str, user_id: str) -> str:
    """The chat's id in Graph, which differs from the bot's conversation id."""
    return f"19:{user_id}_{stable_guid(bot_app_id)}@unq.gbl.spaces"
