"""What the Graph client is made from, handed down by the composition root (`PANELS_*` settings)."""

from __future__ import annotations

from dataclasses import dataclass, field

GRAPH_SCOPE = "https://graph.microsoft.com/.default"


@dataclass(frozen=True)
class GraphSettings:
    """One tenant, one application, one mailbox, one drive.

    The credential is, in this order: a certificate, a client secret, a managed identity. Time-outs are in seconds. An
    outbox lease must outlast `read_timeout` plus the time that Microsoft 365 takes to do what it was asked.
    """

    mailbox: str
    drive_id: str
    teams_app_id: str
    base_url: str = "https://graph.microsoft.com/v1.0"
    tenant_id: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    certificate_path: str = ""
    certificate_password: str = field(default="", repr=False)
    authority: str = ""
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    mailbox_concurrency: int = 4
    """Outlook serves four requests at once per application and mailbox (Graph: throttling-limits, Outlook)."""
