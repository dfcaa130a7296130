"""Who may open what in the drive (Graph: driveItem invite, permission resource type)."""

from datetime import datetime

from infra.sandbox import odata, times
from infra.sandbox.checks import check_action
from infra.sandbox.drive import DriveItem, Permission, touch
from infra.sandbox.graph_files import item_of
from infra.sandbox.routing import FILES, FILES_READ, Route
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.state import Tenant, User
from infra.sandbox.transport import notice, person
from infra.sandbox.wire import GraphError, Json, Request, Response, stamp

_INVITE = {
    "requireSignIn": "boolean", "roles": "[string]", "sendInvitation": "boolean", "message": "string",
    "recipients": "[object:driveRecipient]", "retainInheritedPermissions": "boolean", "expirationDateTime": "dateTime",
    "password": "string",
}  # fmt: skip
_ROLES = frozenset({"read", "write"})


def wire(tenant: Tenant, permission: Permission, holder: DriveItem, item: DriveItem) -> Json:
    """A permission on an item; one from above says where it lies."""
    user = tenant.users.get(permission.user_id)
    who = {
        "id": permission.user_id,
        "displayName": user.name if user else permission.user_id,
        "email": (user.mail or user.upn) if user else None,
    }
    shown: Json = {
        "id": permission.id,
        "roles": permission.roles,
        "grantedTo": {"user": who},
        "grantedToV2": {"user": who},
        "hasPassword": False,
    }
    if permission.expires is not None:
        shown["expirationDateTime"] = stamp(permission.expires)
    if holder is not item:
        shown["inheritedFrom"] = {"driveId": tenant.drive.id, "id": holder.id, "path": f"/drive/root:{holder.path}"}
    return shown


def _people(tenant: Tenant, recipients: list[Json]) -> list[User]:
    found = []
    for one in recipients:
        key = one.get("objectId") or one.get("email") or one.get("alias") or ""
        user = tenant.find_user(key)
        if user is None:
            raise GraphError(400, "invalidRequest", f"One or more users could not be resolved: '{key}'.")
        found.append(user)
    return found


def _checked(sandbox: Sandbox, body: Json) -> datetime | None:
    roles = body["roles"]
    if not roles or not _ROLES.issuperset(roles):
        raise GraphError(400, "invalidRequest", "The roles are 'read' and 'write'.")
    if not body.get("requireSignIn") and not body.get("sendInvitation"):
        raise GraphError(400, "invalidRequest", "requireSignIn or sendInvitation must be true.")
    text = body.get("expirationDateTime")
    expires = times.moment(text) if text else None
    if expires is not None and expires <= sandbox.tenant.now():
        raise GraphError(400, "invalidRequest", "expirationDateTime must be in the future.")
    return expires


async def invite(sandbox: Sandbox, request: Request) -> Response:
    """POST invite. The same person again on the same item: the same permission, with the new roles and end."""
    tenant, item = sandbox.tenant, item_of(sandbox, request)
    body = check_action(request.json(), _INVITE, ("recipients", "roles"))
    expires = _checked(sandbox, body)
    people = _people(tenant, body["recipients"])
    if not people:
        raise GraphError(400, "invalidRequest", "At least one recipient is needed.")
    if body.get("retainInheritedPermissions") is False and not item.shared_once:
        item.inherits = False
    item.shared_once = True
    rows = [wire(tenant, _grant(tenant, item, user, body["roles"], expires), item, item) for user in people]
    touch(item, tenant.now())
    if body.get("sendInvitation"):
        _mail(tenant, item, people, str(body.get("message") or ""))
    return Response(200, {"value": rows})


def _grant(tenant: Tenant, item: DriveItem, user: User, roles: list[str], expires: datetime | None) -> Permission:
    now = tenant.now()
    item.permissions = [one for one in item.permissions if one.lives(now)]
    held = next((one for one in item.permissions if one.user_id == user.id), None)
    if held is None:
        held = Permission(tenant.ids.text("permission", 40), user.id, list(roles), expires)
        item.permissions.append(held)
    held.roles, held.expires = list(roles), expires
    return held


def _mail(tenant: Tenant, item: DriveItem, people: list[User], text: str) -> None:
    sender = person(tenant.users[tenant.config.mailbox_id])
    for user in people:
        notice(tenant, tenant.mailboxes[user.id], f'"{item.name}" has been shared with you', text, sender)


async def list_permissions(sandbox: Sandbox, request: Request) -> Response:
    """GET permissions: the item's own and those from above, without those that have ended."""
    item = item_of(sandbox, request)
    found = item.holders(sandbox.tenant.now())
    rows = [wire(sandbox.tenant, permission, holder, item) for permission, holder in found]
    return Response(200, odata.page(rows, request, default=200))


def _find(sandbox: Sandbox, request: Request) -> tuple[Permission, DriveItem, DriveItem]:
    item = item_of(sandbox, request)
    for permission, holder in item.holders(sandbox.tenant.now()):
        if permission.id == request.args["permission"]:
            return permission, holder, item
    raise GraphError(404, "itemNotFound", "The resource could not be found.")


async def get(sandbox: Sandbox, request: Request) -> Response:
    """GET one permission."""
    return Response(200, wire(sandbox.tenant, *_find(sandbox, request)))


async def delete(sandbox: Sandbox, request: Request) -> Response:
    """DELETE a permission: only where it lies, not where it is inherited."""
    permission, holder, item = _find(sandbox, request)
    if holder is not item:
        raise GraphError(403, "accessDenied", "An inherited permission cannot be removed here.")
    item.permissions.remove(permission)
    touch(item, sandbox.tenant.now())
    return Response(204)


_ITEM = "/drives/{drive}/items/{item}"
ROUTES = [
    Route("POST", f"{_ITEM}/FUNCTIONinvite", invite, "sharepoint", FILES, 5),
    Route("GET", f"{_ITEM}/permissions", list_permissions, "sharepoint", FILES_READ, 5),
    Route("GET", f"{_ITEM}/permissions/{{permission}}", get, "sharepoint", FILES_READ, 5),
    Route("DELETE", f"{_ITEM}/permissions/{{permission}}", delete, "sharepoint", FILES, 5),
]
