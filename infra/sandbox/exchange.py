"""What lies in Exchange: mailboxes with messages, calendars and what arrived."""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from infra.sandbox.ids import ItemIds
from infra.sandbox.wire import Json

NEVER = "0001-01-01T00:00:00Z"


@dataclass(slots=True)
class Attachment:
    """A fileAttachment with its bytes."""

    id: str
    name: str
    content_type: str
    content: bytes
    modified: str
    is_inline: bool = False
    content_id: str | None = None

    def wire(self, *, content: bool = True) -> Json:
        """As Graph shows it; lists and single gets both carry the bytes of file attachments."""
        shown: Json = {
            "@odata.type": "#microsoft.graph.fileAttachment",
            "@odata.mediaContentType": self.content_type,
            "id": self.id,
            "lastModifiedDateTime": self.modified,
            "name": self.name,
            "contentType": self.content_type,
            "size": len(self.content) + 170,
            "isInline": self.is_inline,
            "contentId": self.content_id,
            "contentLocation": None,
        }
        if content:
            shown["contentBytes"] = base64.b64encode(self.content).decode()
        return shown

    def summary(self, *, content: bool) -> Json:
        """For the control API: what the recipient sees."""
        shown: Json = {
            "name": self.name,
            "contentType": self.content_type,
            "size": len(self.content),
            "sha256": hashlib.sha256(self.content).hexdigest(),
        }
        if content:
            shown["contentBytes"] = base64.b64encode(self.content).decode()
        return shown


@dataclass(slots=True)
class Item:
    """What events and messages have in common."""

    ids: ItemIds
    data: Json
    created: datetime
    modified: datetime
    attachments: list[Attachment] = field(default_factory=list)
    properties: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Extended properties: normalised id → (id as given, value)."""
    version: int = 1
    seq: int = 0

    @property
    def change_key(self) -> str:
        """Changes with every version."""
        digest = hashlib.sha256(f"{self.ids.immutable}/{self.version}".encode()).digest()
        return base64.b64encode(digest[:18]).decode()

    @property
    def etag(self) -> str:
        """Weak, around the change key."""
        return f'W/"{self.change_key}"'


@dataclass(slots=True)
class Event(Item):
    """A calendar item: the organiser's, or an attendee's copy of it (same `uid`)."""

    owner: str = ""
    uid: str = ""
    start: datetime = field(default_factory=lambda: datetime.min.replace(tzinfo=UTC))
    end: datetime = field(default_factory=lambda: datetime.min.replace(tzinfo=UTC))
    start_zone: str = "UTC"
    end_zone: str = "UTC"
    organizer: Json = field(default_factory=dict)
    is_organizer: bool = True
    transaction_id: str | None = None
    request_digest: str = ""
    join_url: str | None = None
    link_due: datetime | None = None
    """When Teams adds the meeting's link, where that comes after the event."""
    cancelled: bool = False
    response: str = "organizer"
    response_time: str = NEVER

    @property
    def attendees(self) -> list[Json]:
        """Attendees with their statuses, in the order in which they were given."""
        found: list[Json] = self.data["attendees"]
        return found


@dataclass(slots=True)
class Message(Item):
    """A mail in one folder of one mailbox."""

    folder: str = "drafts"
    is_draft: bool = True
    internet_message_id: str = ""
    sent: datetime | None = None
    received: datetime | None = None


@dataclass(slots=True)
class Mailbox:
    """One person's Exchange mailbox."""

    user_id: str
    items: dict[str, Event] = field(default_factory=dict)
    """Events by both of their ids."""
    mail: dict[str, Message] = field(default_factory=dict)
    """Messages by both of their ids."""
    invitations: list[Json] = field(default_factory=list)
    invitation_files: list[tuple[Attachment, ...]] = field(default_factory=list)
    removed: list[tuple[int, ItemIds]] = field(default_factory=list)
    seq: int = 0
    delta_generation: int = 1
    sent_at: list[datetime] = field(default_factory=list)

    def events(self) -> list[Event]:
        """Each event once, oldest first."""
        return [event for key, event in self.items.items() if key == event.ids.immutable]

    def messages(self) -> list[Message]:
        """Each message once, oldest first."""
        return [message for key, message in self.mail.items() if key == message.ids.immutable]

    def keep_event(self, event: Event) -> None:
        """File an event under both of its ids."""
        self.items[event.ids.immutable] = self.items[event.ids.mutable] = event

    def keep_message(self, message: Message) -> None:
        """File a message under both of its ids."""
        self.mail[message.ids.immutable] = self.mail[message.ids.mutable] = message

    def drop_event(self, event: Event) -> None:
        """Take an event off the calendar, leaving what a delta query tells of it."""
        for key in (event.ids.immutable, event.ids.mutable):
            self.items.pop(key, None)
        self.seq += 1
        self.removed.append((self.seq, event.ids))

    def drop_message(self, message: Message) -> None:
        """Delete a message."""
        for key in (message.ids.immutable, message.ids.mutable):
            self.mail.pop(key, None)


def address_of(recipient: Any) -> str:
    """The address of a recipient or attendee, as given."""
    return str(((recipient or {}).get("emailAddress") or {}).get("address") or "")
