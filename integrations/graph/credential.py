"""The one azure-identity credential, shared by Graph and the Bot Connector."""

from __future__ import annotations

from azure.core.credentials_async import AsyncTokenCredential
from azure.identity.aio import CertificateCredential, ClientSecretCredential, ManagedIdentityCredential

from integrations.graph.settings import GraphSettings


def make_credential(settings: GraphSettings) -> AsyncTokenCredential:
    """The credential that the settings describe; whoever asked for it closes it.

    A managed identity is taken from the environment of the host (`IDENTITY_ENDPOINT` and `IDENTITY_HEADER`, as App
    Service and Container Apps set them); `client_id` then names a user-assigned one.
    """
    authority = {"authority": settings.authority} if settings.authority else {}
    if settings.certificate_path:
        password = settings.certificate_password or None
        return CertificateCredential(
            settings.tenant_id, settings.client_id, settings.certificate_path, password=password, **authority
        )
    if settings.client_secret:
        return ClientSecretCredential(settings.tenant_id, settings.client_id, settings.client_secret, **authority)
    return ManagedIdentityCredential(client_id=settings.client_id or None)
