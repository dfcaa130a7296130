"""The tenant's memory: people, mailboxes, chats, the clock, and who listens for changes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias

from infra.sandbox.config import SandboxConfig
from infra.sandbox.drive import Drive
from infra.sandbox.exchange import Item, Mailbox
from infra.sandbox.ids import Ids
from infra.sandbox.teams import Chats
from infra.sandbox.uploads import Upload
from infra.sandbox.wire import GraphError, Json

Listener: TypeAlias = Callable[[str, str, str, Item], None]
"""Called with mailbox owner's id, `events` or `messages`, `created`, `updated` or `deleted`, and the item."""


@dataclass(slots=True)
class User:
    """A person in the directory, with mailbox and calendar."""

    id: str
    upn: str
    name: str
    mail: str
    account_enabled: bool = True
    teams_licensed: bool = True
    job_title: str | None = None
    department: str | None = None
    given_name: str | None = None
    surname: str | None = None


@dataclass(slots=True)
class Tenant:
    """Everything that the sandbox remembers."""

    config: SandboxConfig
    ids: Ids = field(default_factory=Ids)
    users: dict[str, User] = field(default_factory=dict)
    addresses: dict[str, User] = field(default_factory=dict)
    mailboxes: dict[str, Mailbox] = field(default_factory=dict)
    chats: Chats = field(default_factory=Chats)
    drive: Drive = field(default_factory=lambda: Drive(""))
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    attendance: dict[str, list[Json]] = field(default_factory=dict)
    roles: set[str] = field(default_factory=set)
    mailbox_roles: dict[str, set[str]] = field(default_factory=dict)
    access_policy: bool = True
    fixed_now: datetime | None = None
    listeners: list[Listener] = field(default_factory=list)

    def __post_init__(self) -> None:
        config = self.config
        self.drive = Drive(config.drive_id)
        self.roles = set(config.directory_roles)
        organiser = User(
            config.mailbox_id,
            config.mailbox_upn,
            config.mailbox_name,
            config.mailbox_upn,
            teams_licensed=config.mailbox_teams_licensed,
        )
        self.add_user(organiser)
        self.mailbox_roles[organiser.id] = set(config.mailbox_roles)

    def now(self) -> datetime:
        """The tenant's clock: what control set it to, else the configured one."""
        return (self.fixed_now or self.config.now()).astimezone(UTC)

    def add_user(self, user: User) -> None:
        """Add a person, or take over what has changed about one."""
        before = self.users.get(user.id)
        if before is not None:
            for address in (before.upn, before.mail):
                self.addresses.pop(address.lower(), None)
        self.users[user.id] = user
        for address in (user.upn, user.mail):
            if address:
                self.addresses[address.lower()] = user
        self.mailboxes.setdefault(user.id, Mailbox(user.id))

    def find_user(self, key: str) -> User | None:
        """By object id, user principal name or address."""
        return self.users.get(key.lower()) or self.users.get(key) or self.addresses.get(key.lower())

    def user(self, key: str) -> User:
        """By object id or user principal name, or the directory's 404."""
        found = self.users.get(key.lower()) or self.users.get(key) or self.addresses.get(key.lower())
        if found is None or (found.upn.lower() != key.lower() and found.id.lower() != key.lower()):
            message = f"Resource '{key}' does not exist or one of its queried reference-property objects are absent."
            raise GraphError(404, "Request_ResourceNotFound", message)
        return found

    def mailbox(self, key: str) -> Mailbox:
        """The mailbox of a person, or Exchange's 404."""
        found = self.find_user(key)
        if found is None:
            raise GraphError(404, "ErrorInvalidUser", f"The requested user '{key}' is invalid.")
        return self.mailboxes[found.id]

    def changed(self, mailbox: Mailbox, resource: str, kind: str, item: Item) -> None:
        """Number a change for delta queries, and tell those who listen."""
        if kind != "deleted":
            mailbox.seq += 1
            item.seq = mailbox.seq
        for listener in self.listeners:
            listener(mailbox.user_id, resource, kind, item)
