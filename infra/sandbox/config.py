"""What a sandbox tenant is called, and where its bot listens."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

MAILBOX_ROLES = ("Calendars.ReadWrite", "Mail.ReadWrite", "Mail.Send")
"""Given by RBAC for Applications in Exchange Online, for one mailbox: such a grant is in no token."""

DIRECTORY_ROLES = (
    "Files.ReadWrite.All",
    "User.Read.All",
    "AppCatalog.Read.All",
    "TeamsAppInstallation.ReadWriteSelfForUser.All",
    "OnlineMeetingArtifact.Read.All",
)
"""Given in Entra: in the `roles` claim of every Graph token."""


def real_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class SandboxConfig:
    """One tenant, one application, one organiser's mailbox. `now` moves everything but the life of tokens."""

    bot_endpoint: str = "http://127.0.0.1:3978/api/messages"
    now: Callable[[], datetime] = real_now
    tenant_id: str = "11111111-1111-4111-8111-111111111111"
    client_id: str = "22222222-2222-4222-8222-222222222222"
    bot_app_id: str = "22222222-2222-4222-8222-222222222222"
    teams_app_id: str = "33333333-3333-4333-8333-333333333333"
    drive_id: str = "b!sandbox-drive"
    mailbox_upn: str = "panels@panels.example"
    mailbox_id: str = "44444444-4444-4444-8444-444444444444"
    mailbox_name: str = "Case Progression Panels"
    mailbox_teams_licensed: bool = True
    bot_name: str = "Case Progression Panels"
    identity_header: str = "sandbox-identity-secret"
    directory_roles: tuple[str, ...] = DIRECTORY_ROLES
    mailbox_roles: tuple[str, ...] = MAILBOX_ROLES
    token_seconds: int = 86_400
    latency: float = 0.0
    """Real seconds that each Graph and Connector request takes: with 0, four at once never happens."""
    throttling: bool = True
    extra_teams_apps: tuple[tuple[str, str], ...] = field(default=())
    """(catalogue id, display name) of other apps in the organisation's catalogue."""
