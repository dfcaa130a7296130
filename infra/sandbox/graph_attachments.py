"""Attachments of events and messages (Graph: add attachment, attach large files)."""

import base64
import binascii
from typing import Any

from infra.sandbox import odata, uploads
from infra.sandbox.checks import check, check_action
from infra.sandbox.exchange import Attachment, Item, Mailbox
from infra.sandbox.routing import CALENDAR_READ, CALENDAR_WRITE, MAIL_READ, MAIL_WRITE, Route
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.state import Tenant
from infra.sandbox.wire import GraphError, Json, Request, Response, not_found, stamp

LARGEST_DIRECT = 3 * 1024 * 1024
LARGEST = 150 * 1024 * 1024


def owner_of(sandbox: Sandbox, request: Request) -> tuple[Mailbox, Item, str]:
    """The event or message that carries the attachment, and which of them it is."""
    mailbox = sandbox.tenant.mailbox(request.args["user"])
    if "event" in request.args:
        return mailbox, mailbox.items.get(request.args["event"]) or not_found(), "events"
    return mailbox, mailbox.mail.get(request.args["message"]) or not_found(), "messages"


def file_of(tenant: Tenant, body: Json) -> Attachment:
    """A fileAttachment from JSON: under 3 MB, above that it takes an upload session."""
    kind = body.get("@odata.type")
    if kind != "#microsoft.graph.fileAttachment":
        message = f"The attachment type '{kind}' is not supported here: '#microsoft.graph.fileAttachment' was expected."
        raise GraphError(400, "ErrorInvalidRequest", message)
    check(body, "fileAttachment")
    if not body.get("name") or body.get("contentBytes") is None:
        raise GraphError(400, "ErrorRequiredPropertyMissing", "An attachment needs a name and contentBytes.")
    content = decoded(body["contentBytes"])
    if len(content) >= LARGEST_DIRECT:
        raise GraphError(413, "RequestEntityTooLarge", "The attachment is 3 MB or more: use an upload session.")
    return new_file(tenant, body, content)


def decoded(text: str) -> bytes:
    """Base64, standard or URL-safe."""
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        raise GraphError(400, "RequestBodyRead", "Cannot convert 'contentBytes' to the type 'Edm.Binary'.") from None


def new_file(tenant: Tenant, facts: Json, content: bytes) -> Attachment:
    """An attachment with a new id."""
    return Attachment(
        "AAMkADQ4" + tenant.ids.text("attachment", 64),
        str(facts["name"]),
        str(facts.get("contentType") or "application/octet-stream"),
        content,
        stamp(tenant.now()),
        bool(facts.get("isInline")),
        facts.get("contentId"),
    )


def _attach(tenant: Tenant, mailbox: Mailbox, item: Item, what: str, file: Attachment) -> None:
    item.attachments.append(file)
    item.version, item.modified = item.version + 1, tenant.now()
    tenant.changed(mailbox, what, "updated", item)


async def add(sandbox: Sandbox, request: Request) -> Response:
    """POST attachments. Attendees who were already invited are not mailed again."""
    mailbox, item, what = owner_of(sandbox, request)
    _refuse_sent(item)
    file = file_of(sandbox.tenant, request.json())
    _attach(sandbox.tenant, mailbox, item, what, file)
    return Response(201, file.wire())


def _refuse_sent(item: Item) -> None:
    if getattr(item, "is_draft", True) is False:
        raise GraphError(400, "ErrorInvalidRequest", "Attachments can be changed on drafts only.")


async def list_files(sandbox: Sandbox, request: Request) -> Response:
    """GET attachments."""
    _, item, _ = owner_of(sandbox, request)
    rows = [odata.select(file.wire(), request, ("id", "@odata.type")) for file in item.attachments]
    return Response(200, odata.page(rows, request, default=100))


def _find(item: Item, attachment_id: str) -> Attachment:
    found = next((file for file in item.attachments if file.id == attachment_id), None)
    return found or not_found()


async def get(sandbox: Sandbox, request: Request) -> Response:
    """GET one attachment."""
    _, item, _ = owner_of(sandbox, request)
    file = _find(item, request.args["attachment"])
    return Response(200, odata.select(file.wire(), request, ("id", "@odata.type")))


async def get_value(sandbox: Sandbox, request: Request) -> Response:
    """GET `$value`: the bytes alone."""
    _, item, _ = owner_of(sandbox, request)
    file = _find(item, request.args["attachment"])
    return Response(200, raw=file.content, content_type=file.content_type)


async def delete(sandbox: Sandbox, request: Request) -> Response:
    """DELETE one attachment."""
    mailbox, item, what = owner_of(sandbox, request)
    _refuse_sent(item)
    item.attachments.remove(_find(item, request.args["attachment"]))
    item.version, item.modified = item.version + 1, sandbox.tenant.now()
    sandbox.tenant.changed(mailbox, what, "updated", item)
    return Response(204)


async def create_session(sandbox: Sandbox, request: Request) -> Response:
    """POST createUploadSession: from 3 MB to 150 MB."""
    mailbox, item, what = owner_of(sandbox, request)
    _refuse_sent(item)
    raw = {name[:1].lower() + name[1:]: value for name, value in request.json().items()}
    facts = check_action(raw, {"attachmentItem": "object:attachmentItem"}, ("attachmentItem",))["attachmentItem"]
    if facts.get("attachmentType") != "file" or not facts.get("name") or not isinstance(facts.get("size"), int):
        raise GraphError(400, "ErrorInvalidRequest", "attachmentType 'file', name and size are needed.")
    if not LARGEST_DIRECT <= facts["size"] <= LARGEST:
        side = "ShouldNotBeLessThanMinimumSize" if facts["size"] < LARGEST_DIRECT else "SizeLimitExceeded"
        raise GraphError(400, f"ErrorAttachmentSize{side}", "The attachment is not between 3 MB and 150 MB.")

    def finish(content: bytes) -> Response:
        file = new_file(sandbox.tenant, facts, content)
        _attach(sandbox.tenant, mailbox, item, what, file)
        path = request.path.rpartition("/")[0]
        return Response(201, None, {"Location": f"{request.base_url}/v1.0{path}/{file.id}"})

    return open_session(sandbox, request, "outlook", facts["size"], finish)


def open_session(sandbox: Sandbox, request: Request, kind: str, size: int | None, finish: Any) -> Response:
    """Keep a session until its last range has come."""
    tenant = sandbox.tenant
    upload = uploads.Upload(tenant.ids.text("upload", 60), kind, size, uploads.expiry(tenant.now(), kind), finish)
    tenant.uploads[upload.token] = upload
    return Response(201 if kind == "outlook" else 200, upload.wire(request.base_url))


ROUTES = [
    route
    for base, read, write in (
        ("/users/{user}/events/{event}/attachments", CALENDAR_READ, CALENDAR_WRITE),
        ("/users/{user}/messages/{message}/attachments", MAIL_READ, MAIL_WRITE),
    )
    for route in (
        Route("POST", f"{base}/FUNCTIONcreateUploadSession", create_session, "outlook", write),
        Route("POST", base, add, "outlook", write),
        Route("GET", base, list_files, "outlook", read),
        Route("GET", f"{base}/{{attachment}}/$value", get_value, "outlook", read),
        Route("GET", f"{base}/{{attachment}}", get, "outlook", read),
        Route("DELETE", f"{base}/{{attachment}}", delete, "outlook", write),
    )
]
