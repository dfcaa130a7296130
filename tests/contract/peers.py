"""The two peers that keep the same contract: the local Microsoft 365, and a real tenant where settings name one."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from cpp_core.model.person import Person
from integrations.graph.client import GraphClient
from integrations.graph.credential import make_credential
from integrations.graph.settings import GraphSettings
from tests.integrations.graph.builders import person
from tests.integrations.graph.listener import listening
from tests.integrations.graph.microsoft365 import microsoft_365

NAMED = ("TENANT_ID", "CLIENT_ID", "MAILBOX", "DRIVE_ID", "TEAMS_APP_ID", "PERSON_ID", "PERSON_UPN")
"""What has to be set, each with the prefix `PANELS_LIVE_`; the person is who gets the invitation and the mail."""
ALSO = ("CLIENT_SECRET", "CERTIFICATE_PATH", "CERTIFICATE_PASSWORD", "GRAPH_BASE_URL", "PUBLIC_URL")
"""What may be: with neither secret nor certificate, the managed identity of the machine is used."""


@dataclass(frozen=True)
class Peer:
    """Graph, and somebody in it who may be written to."""

    graph: GraphClient
    person: Person
    callback: str = ""
    """Below which `notifications` and `lifecycle` echo Graph's handshake; empty where Graph cannot call us."""


@asynccontextmanager
async def local() -> AsyncIterator[Peer]:
    """The sandbox."""
    async with microsoft_365() as tenant, listening() as listener:
        yield Peer(tenant.graph, person("rowan"), listener.url)


@asynccontextmanager
async def live() -> AsyncIterator[Peer]:
    """The tenant that the settings name."""
    values = live_settings()
    settings = GraphSettings(
        mailbox=values["MAILBOX"],
        drive_id=values["DRIVE_ID"],
        teams_app_id=values["TEAMS_APP_ID"],
        tenant_id=values["TENANT_ID"],
        client_id=values["CLIENT_ID"],
        client_secret=values.get("CLIENT_SECRET", ""),
        certificate_path=values.get("CERTIFICATE_PATH", ""),
        certificate_password=values.get("CERTIFICATE_PASSWORD", ""),
        base_url=values.get("GRAPH_BASE_URL", GraphSettings.base_url),
    )
    who = Person(values["PERSON_ID"], values["PERSON_UPN"], values["PERSON_UPN"], values["PERSON_UPN"])
    async with make_credential(settings) as credential, GraphClient(settings, credential) as graph:
        public = values.get("PUBLIC_URL", "").rstrip("/")
        yield Peer(graph, who, f"{public}/api/graph" if public else "")


def live_settings() -> Mapping[str, str]:
    """The settings of a real tenant that are there."""
    values = {name: os.environ.get(f"PANELS_LIVE_{name}", "") for name in (*NAMED, *ALSO)}
    return {name: value for name, value in values.items() if value}


PEERS = {"local": local, "live": live}
