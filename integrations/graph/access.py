"""Who may open a panel's folder: a permission for each person, which ends by itself at the hour that is ordered.

`retainInheritedPermissions` is false: what the folder inherited from the library is taken off when it is first shared,
so that only those can open it to whom it was opened. A permission that is gone already has ended.
Sources: Graph: driveitem invite, driveitem list-permissions, permission delete.
"""

from __future__ import annotations

from datetime import UTC
from uuid import UUID

from cpp_core.effects import Done, Outcome, Refused
from cpp_core.model.person import Person
from cpp_core.orders import AccessOrder
from cpp_core.ports import RemoteReferences
from integrations.graph import references
from integrations.graph.client import GraphClient, Json
from integrations.graph.failures import GraphFailure
from integrations.graph.sdk import DriveRecipient, InvitePostRequestBody
from integrations.graph.times import instant

READ = "read"
OWNER = "owner"


class Access:
    """Opens one folder to people and ends that."""

    def __init__(self, graph: GraphClient, refs: RemoteReferences) -> None:
        self._graph = graph
        self._refs = refs

    async def open(self, folder: str, order: AccessOrder) -> Outcome:
        """Let the person read it until `ends_at`; nobody is mailed by SharePoint."""
        held = await self._held(folder, order.person)
        ends_at = order.ends_at.astimezone(UTC).replace(microsecond=0)
        for permission in held:
            if instant(permission.get("expirationDateTime")) == ends_at:
                return await self._remember(order, str(permission["id"]))
        for permission in held:
            await self._delete(folder, str(permission["id"]))
        body = InvitePostRequestBody(
            recipients=[_recipient(order.person)],
            roles=[READ],
            require_sign_in=True,
            send_invitation=False,
            retain_inherited_permissions=False,
            expiration_date_time=ends_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        builder = self._graph.drive.items.by_drive_item_id(folder).invite
        answer = await self._graph.ask(builder.to_post_request_information(body))
        granted = answer.values[0] if answer.values else {}
        error = granted.get("error")
        if isinstance(error, dict):
            return Refused("not-shared", str(error.get("code") or "noCode"))
        return await self._remember(order, str(granted.get("id", "")))

    async def end(self, folder: str, order: AccessOrder) -> Outcome:
        """Take the person's permission away."""
        key = references.access(order.panel_id, order.person.id)
        remembered = await self._refs.get(key)
        if remembered is not None:
            await self._delete(folder, remembered)
        else:
            for permission in await self._held_if_any(folder, order.person):
                await self._delete(folder, str(permission["id"]))
        await self._refs.drop(key)
        return Done()

    async def _remember(self, order: AccessOrder, permission_id: str) -> Outcome:
        await self._refs.put(references.access(order.panel_id, order.person.id), permission_id)
        return Done(permission_id)

    async def _held(self, folder: str, person: Person) -> list[Json]:
        """The person's own permissions on the folder."""
        builder = self._graph.drive.items.by_drive_item_id(folder).permissions
        answer = await self._graph.ask(builder.to_get_request_information())
        return [one for one in answer.values if not one.get("inheritedFrom") and is_for(one, person)]

    async def _held_if_any(self, folder: str, person: Person) -> list[Json]:
        try:
            return await self._held(folder, person)
        except GraphFailure as failure:
            if failure.status == 404:
                return []
            raise

    async def _delete(self, folder: str, permission_id: str) -> None:
        builder = self._graph.drive.items.by_drive_item_id(folder).permissions.by_permission_id(permission_id)
        try:
            await self._graph.ask(builder.to_delete_request_information())
        except GraphFailure as failure:
            if failure.status == 404 or (failure.status == 403 and await self._is_gone(folder, permission_id)):
                return
            raise

    async def _is_gone(self, folder: str, permission_id: str) -> bool:
        builder = self._graph.drive.items.by_drive_item_id(folder).permissions
        answer = await self._graph.ask(builder.to_get_request_information())
        return all(one.get("id") != permission_id for one in answer.values)


def is_for(permission: Json, person: Person) -> bool:
    """Whether it was granted to this person alone, by object id or (for SharePoint's own users) by mail address."""
    granted = permission.get("grantedToV2") or {}
    user = granted.get("user") or {}
    site_user = granted.get("siteUser") or {}
    addresses = {address.lower() for address in (person.email, person.upn) if address}
    shown = {str(one.get(name) or "").lower() for one in (user, site_user) for name in ("email", "userPrincipalName")}
    return user.get("id") == person.id or bool(addresses & shown)


def _recipient(person: Person) -> DriveRecipient:
    """By object id; by mail address for somebody whose id is no directory id (a case owner known by mail alone)."""
    try:
        return DriveRecipient(object_id=str(UUID(person.id)))
    except ValueError:
        return DriveRecipient(email=person.email or person.upn)
