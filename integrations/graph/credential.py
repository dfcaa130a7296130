"""The one azure-identity credential, shared by Graph and the Bot Connector."""

from __future__ import annotations

from typing import Any

from azure.core.credentials_async import AsyncTokenCredential
from azure.identity.aio import CertificateCredential, ClientSecretCredential, ManagedIdentityCredential

from integrations.graph.settings import GraphSettings

PATIENCE: dict[str, Any] = {"retry_total": 1, "connection_timeout": 5, "read_timeout": 10}
"""azure-core would try ten times over minutes, longer than a lease of the outbox lasts."""


def make_credential(settings: GraphSettings) -> AsyncTokenCredential:
    """The credential that the settings describe; whoever asked for it closes it.

    A managed identity is taken from the environment of the host (`IDENTITY_ENDPOINT` and `IDENTITY_HEADER`, as App
    Service and Container Apps set them); `client_id` then names a user-assigned one.
    """
    options = {**PATIENCE, **({"authority": settings.authority} if settings.authority else {})}
    if settings.certificate_path:
        password = settings.certificate_password or None
        return CertificateCredential(
            settings.tenant_id, settings.client_id, settings.certificate_path, password=password, **options
        )
    if settings.client_secret:
        return ClientSecretCredential(settings.tenant_id, settings.client_id, settings.client_secret, **options)
    return ManagedIdentityCredential(client_id=settings.client_id or None, **PATIENCE)
