"""Files and folders (Graph: driveItem resource type and its methods)."""

import hashlib
import mimetypes
from urllib.parse import quote

from infra.sandbox import drive as library
from infra.sandbox import odata
from infra.sandbox.checks import check, check_action
from infra.sandbox.drive import Drive, DriveItem
from infra.sandbox.graph_attachments import open_session
from infra.sandbox.routing import FILES, FILES_READ, Route
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.wire import GraphError, Json, Request, Response, stamp

LARGEST_DIRECT = 250 * 1024 * 1024
CONFLICT = "@microsoft.graph.conflictBehavior"


def drive_of(sandbox: Sandbox, request: Request) -> Drive:
    """The tenant's one drive, or 404."""
    if request.args["drive"] != sandbox.tenant.drive.id:
        raise GraphError(404, "itemNotFound", "The resource could not be found.")
    return sandbox.tenant.drive


def item_of(sandbox: Sandbox, request: Request) -> DriveItem:
    """The item that the path names: by id, by path from the root, or by path from an item."""
    return drive_of(sandbox, request).find(request.args["item"], request.args.get("path"))


def _who(sandbox: Sandbox, user_id: str = "") -> Json:
    """Which person, else that it was the application (Graph: identitySet)."""
    if user := sandbox.tenant.users.get(user_id):
        return {"user": {"id": user.id, "displayName": user.name, "email": user.mail}}
    return {"application": {"id": sandbox.config.client_id, "displayName": sandbox.config.bot_name}}


def wire(sandbox: Sandbox, item: DriveItem, request: Request) -> Json:
    """A driveItem as Graph shows it."""
    drive_id = sandbox.tenant.drive.id
    made, changed = (moment or sandbox.tenant.now() for moment in (item.created, item.modified))
    shown: Json = {
        "@odata.etag": item.etag,
        "id": item.id,
        "name": item.name,
        "eTag": item.etag,
        "cTag": item.ctag,
        "createdDateTime": stamp(made),
        "lastModifiedDateTime": stamp(changed),
        "size": sum(len(below.content or b"") for below in item.walk()),
        "webUrl": f"{request.base_url}/drive{quote(item.path)}",
        "createdBy": _who(sandbox, item.by),
        "lastModifiedBy": _who(sandbox, item.by),
        "fileSystemInfo": {"createdDateTime": stamp(made), "lastModifiedDateTime": stamp(changed)},
        "parentReference": {"driveId": drive_id, "driveType": "documentLibrary"},
    }
    if item.parent is None:
        shown["root"] = {}
    else:
        path = f"/drives/{drive_id}/root:{item.parent.path}"
        shown["parentReference"] |= {"id": item.parent.id, "name": item.parent.name, "path": path}
    if item.permissions:
        shown["shared"] = {"scope": "users"}
    if item.content is None:
        shown["folder"] = {"childCount": len(item.children)}
    else:
        digest = hashlib.sha256(item.content).hexdigest().upper()
        shown["file"] = {"mimeType": item.content_type, "hashes": {"quickXorHash": digest[:27] + "="}}
        shown["@microsoft.graph.downloadUrl"] = f"{request.base_url}/download/drive/{item.id}"
    return shown


def require_match(request: Request, item: DriveItem) -> None:
    """`If-Match`: 412 where the item has changed since."""
    wanted = request.headers.get("if-match")
    if wanted is not None and wanted not in ("*", item.etag, item.ctag):
        raise GraphError(412, "resourceModified", "ETag does not match current item's value")


async def get_drive(sandbox: Sandbox, request: Request) -> Response:
    """GET drive."""
    drive = drive_of(sandbox, request)
    shown = {
        "id": drive.id,
        "name": "Documents",
        "driveType": "documentLibrary",
        "webUrl": f"{request.base_url}/drive",
        "createdDateTime": "2026-01-05T09:00:00Z",
        "lastModifiedDateTime": stamp(sandbox.tenant.now()),
        "quota": {"deleted": 0, "remaining": 27487790694400, "state": "normal", "total": 27487790694400, "used": 0},
    }
    return Response(200, odata.select(shown, request))


async def get(sandbox: Sandbox, request: Request) -> Response:
    """GET an item."""
    item = item_of(sandbox, request)
    shown = wire(sandbox, item, request)
    if request.query.get("$expand", "").startswith("children"):
        shown["children"] = [wire(sandbox, child, request) for child in item.children]
    return Response(200, odata.select(shown, request))


async def children(sandbox: Sandbox, request: Request) -> Response:
    """GET children."""
    horizon = sandbox.horizon("sharepoint")
    known = [child for child in item_of(sandbox, request).children if (child.created or horizon) <= horizon]
    rows = [odata.select(wire(sandbox, child, request), request) for child in known]
    return Response(200, odata.page(rows, request, default=200, key="$skiptoken"))


async def create_folder(sandbox: Sandbox, request: Request) -> Response:
    """POST children: a folder; a name that is taken is 409 unless conflictBehavior says otherwise."""
    drive, parent = drive_of(sandbox, request), item_of(sandbox, request)
    body = check(request.json(), "driveItem")
    if not isinstance(body.get("folder"), dict) or not body.get("name"):
        raise GraphError(400, "invalidRequest", "A folder needs a name and the facet 'folder'.")
    name, behaviour = body["name"], body.get(CONFLICT) or "fail"
    taken = parent.child(name)
    if taken is not None and behaviour == "replace" and taken.is_folder:
        return Response(200, wire(sandbox, taken, request))
    if taken is not None:
        name = _resolved(parent, name, behaviour)
    item = drive.add(sandbox.tenant.ids, parent, name, None, sandbox.tenant.now())
    return Response(201, wire(sandbox, item, request))


def _resolved(parent: DriveItem, name: str, behaviour: str) -> str:
    if behaviour == "rename":
        return library.free_name(parent, name)
    if behaviour not in ("fail", "replace"):
        raise GraphError(400, "invalidRequest", f"The conflict behaviour '{behaviour}' is not known.")
    raise GraphError(409, "nameAlreadyExists", "An item with the same name already exists under the parent")


async def put_content(sandbox: Sandbox, request: Request) -> Response:
    """PUT content: by id it replaces, by path it makes the file where there is none."""
    if len(request.body) > LARGEST_DIRECT:
        raise GraphError(413, "RequestEntityTooLarge", "The file is over 250 MB: use an upload session.")
    behaviour = request.query.get(CONFLICT, "replace")
    return _store(sandbox, request, request.body, behaviour, request.headers.get("content-type"))


def _store(sandbox: Sandbox, request: Request, content: bytes, behaviour: str, kind: str | None) -> Response:
    drive, now = drive_of(sandbox, request), sandbox.tenant.now()
    base = drive.find(request.args["item"])
    path = request.args.get("path", "").strip("/")
    if path:
        parent, name = drive.folder_for(sandbox.tenant.ids, base, path, now)
        item = parent.child(name)
    else:
        parent, name, item = base, base.name, base
    if item is not None and item.is_folder:
        raise GraphError(400, "invalidRequest", "A folder has no content.")
    if item is not None:
        require_match(request, item)
        if behaviour != "replace":
            name, item = _resolved(parent, name, behaviour), None
    elif request.headers.get("if-match") not in (None, "*"):
        raise GraphError(412, "resourceModified", "ETag does not match current item's value")
    status = 200
    if item is None:
        item, status = drive.add(sandbox.tenant.ids, parent, name, b"", now), 201
    library.fill(item, content, now)
    guessed = mimetypes.guess_type(item.name)[0]
    item.content_type = guessed or (kind or "application/octet-stream").partition(";")[0]
    return Response(status, wire(sandbox, item, request))


async def get_content(sandbox: Sandbox, request: Request) -> Response:
    """GET content: 302 to an address that needs no token, as Graph answers."""
    item = item_of(sandbox, request)
    if item.content is None:
        raise GraphError(400, "invalidRequest", "A folder has no content.")
    return Response(302, None, {"Location": f"{request.base_url}/download/drive/{item.id}"})


async def update(sandbox: Sandbox, request: Request) -> Response:
    """PATCH an item: another name, another folder."""
    drive, item = drive_of(sandbox, request), item_of(sandbox, request)
    body = check(request.json(), "driveItem")
    require_match(request, item)
    parent_id = (body.get("parentReference") or {}).get("id")
    parent = drive.find(parent_id) if parent_id else item.parent
    name = library.checked_name(body.get("name") or item.name)
    if parent is None or item.parent is None:
        raise GraphError(403, "accessDenied", "The root cannot be renamed or moved.")
    taken = parent.child(name)
    if taken is not None and taken is not item:
        name = _resolved(parent, name, body.get(CONFLICT) or "fail")
    drive.move(item, parent, name, sandbox.tenant.now())
    return Response(200, wire(sandbox, item, request))


async def delete(sandbox: Sandbox, request: Request) -> Response:
    """DELETE an item and all below it."""
    item = item_of(sandbox, request)
    require_match(request, item)
    drive_of(sandbox, request).remove(item, sandbox.tenant.now())
    return Response(204)


async def create_session(sandbox: Sandbox, request: Request) -> Response:
    """POST createUploadSession for a file by path or by id."""
    facts = check_action(request.optional_json(), {"item": "object:driveItemUploadableProperties"}).get("item") or {}
    size = facts.get("fileSize")

    def finish(content: bytes) -> Response:
        return _store(sandbox, request, content, facts.get(CONFLICT) or "replace", None)

    return open_session(sandbox, request, "drive", size, finish)


_ITEM = "/drives/{drive}/items/{item}"
ROUTES = [
    Route("GET", f"{_ITEM}/children", children, "sharepoint", FILES_READ, 2),
    Route("POST", f"{_ITEM}/children", create_folder, "sharepoint", FILES, 2),
    Route("PUT", f"{_ITEM}/content", put_content, "sharepoint", FILES, 2),
    Route("GET", f"{_ITEM}/content", get_content, "sharepoint", FILES_READ, 1),
    Route("POST", f"{_ITEM}/FUNCTIONcreateUploadSession", create_session, "sharepoint", FILES, 2),
    Route("GET", "/drives/{drive}", get_drive, "sharepoint", FILES_READ, 1),
    Route("GET", _ITEM, get, "sharepoint", FILES_READ, 1),
    Route("PATCH", _ITEM, update, "sharepoint", FILES, 2),
    Route("DELETE", _ITEM, delete, "sharepoint", FILES, 2),
]
