"""Mail: drafts, sending, reading (Graph: message resource type and its methods)."""

from datetime import timedelta
from functools import partial

from infra.sandbox import event_shape, extended, odata, throttle
from infra.sandbox.checks import check, check_action, knows
from infra.sandbox.exchange import Mailbox, Message, address_of
from infra.sandbox.graph_attachments import file_of
from infra.sandbox.graph_calendar import require_match
from infra.sandbox.ids import stable_text
from infra.sandbox.routing import MAIL_READ, MAIL_SEND, MAIL_WRITE, Route
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.state import Tenant
from infra.sandbox.transport import deliver, person
from infra.sandbox.wire import GraphError, Json, Request, Response, not_found, stamp

LARGEST_AUDIENCE = 500
_RECIPIENTS = ("toRecipients", "ccRecipients", "bccRecipients", "replyTo")
_KEPT = (*_RECIPIENTS, "subject", "importance", "categories", "isRead", "isDeliveryReceiptRequested",
         "isReadReceiptRequested", "flag", "inferenceClassification")  # fmt: skip
_DRAFT_ONLY = frozenset({*_RECIPIENTS, "subject", "body", "internetMessageHeaders"})
_DEFAULTS: Json = {
    "subject": "", "importance": "normal", "categories": [], "isRead": True, "isDeliveryReceiptRequested": False,
    "isReadReceiptRequested": False, "flag": {"flagStatus": "notFlagged"}, "inferenceClassification": "focused",
    "toRecipients": [], "ccRecipients": [], "bccRecipients": [], "replyTo": [],
}  # fmt: skip


def wire(message: Message, request: Request) -> Json:
    """A message as Graph shows it to this caller."""
    prefer = request.headers.get("prefer", "")
    item_id = message.ids.shown(request.immutable_ids)
    shown: Json = {
        "@odata.etag": message.etag,
        "id": item_id,
        "createdDateTime": stamp(message.created),
        "lastModifiedDateTime": stamp(message.modified),
        "changeKey": message.change_key,
        "receivedDateTime": stamp(message.received or message.created),
        "sentDateTime": stamp(message.sent or message.created),
        "hasAttachments": any(not file.is_inline for file in message.attachments),
        "internetMessageId": message.internet_message_id,
        "bodyPreview": event_shape.preview(str(message.data["body"]["content"])),
        "parentFolderId": f"AAMkADQ4folder-{message.folder}",
        "conversationId": "AAQkADQ4" + stable_text(40, message.internet_message_id),
        "isDraft": message.is_draft,
        "webLink": f"{event_shape.OWA}?ItemID={stable_text(40, item_id)}&exvsurl=1&viewmodel=ReadMessageItem",
        **message.data,
        "body": event_shape.shown_body(message.data["body"], prefer),
    }
    return extended.expanded(shown, message, request)


def _recipients(tenant: Tenant, rows: list[Json] | None) -> list[Json]:
    found = []
    for one in rows or ():
        address = address_of(one)
        user = tenant.find_user(address)
        name = (one.get("emailAddress") or {}).get("name") or (user.name if user else address)
        found.append({"emailAddress": {"name": name, "address": address}})
    return found


def fill(tenant: Tenant, message: Message, body: Json) -> None:
    """Take what a client sent into a message."""
    for name in _KEPT:
        if name in body:
            message.data[name] = _recipients(tenant, body[name]) if name in _RECIPIENTS else body[name]
    if body.get("body") is not None:
        message.data["body"] = event_shape.body_of(body["body"])
    for header in body.get("internetMessageHeaders") or ():
        if not str(header.get("name", "")).lower().startswith("x-"):
            text = f"The internet message header name '{header.get('name')}' should start with 'x-' or 'X-'."
            raise GraphError(400, "InvalidInternetMessageHeader", text)
    extended.take(message, body)


def new_message(sandbox: Sandbox, mailbox: Mailbox, body: Json) -> Message:
    """A draft, not yet filed."""
    tenant = sandbox.tenant
    now, owner = tenant.now(), person(tenant.users[mailbox.user_id])
    data = {**_DEFAULTS, "from": owner, "sender": owner, "body": event_shape.body_of(None)}
    domain = tenant.config.mailbox_upn.rpartition("@")[2]
    message = Message(tenant.ids.item(), data, now, now, internet_message_id=f"<{tenant.ids.guid()}@{domain}>")
    fill(tenant, message, body)
    message.attachments.extend(file_of(tenant, one) for one in body.get("attachments") or ())
    return message


def _mailbox(sandbox: Sandbox, request: Request) -> Mailbox:
    return sandbox.tenant.mailbox(request.args["user"])


def _message(sandbox: Sandbox, request: Request) -> tuple[Mailbox, Message]:
    mailbox = _mailbox(sandbox, request)
    return mailbox, mailbox.mail.get(request.args["message"]) or not_found()


async def create(sandbox: Sandbox, request: Request) -> Response:
    """POST messages: a draft, whatever the path says of folders."""
    mailbox = _mailbox(sandbox, request)
    message = new_message(sandbox, mailbox, check(request.json(), "message"))
    mailbox.keep_message(message)
    sandbox.tenant.changed(mailbox, "messages", "created", message)
    return Response(201, wire(message, request))


async def get(sandbox: Sandbox, request: Request) -> Response:
    """GET one message by either of its ids; the mutable one dies when the message moves."""
    _, message = _message(sandbox, request)
    return Response(200, odata.select(wire(message, request), request))


async def list_messages(sandbox: Sandbox, request: Request) -> Response:
    """GET messages, newest first, with `$filter`."""
    folder = request.args.get("folder", "").lower() or None
    text = request.query.get("$filter")
    wanted = odata.Filter(extended.prepared(text), lambda name: knows("message", name)) if text else None
    found = [
        message
        for message in reversed(_mailbox(sandbox, request).messages())
        if message.created <= sandbox.horizon("outlook")
        and folder in (None, message.folder, f"aamkadq4folder-{message.folder}")
        and (
            wanted is None
            or wanted.matches(extended.searchable(message, wanted.names, partial(wire, message, request)))
        )
    ]
    return Response(200, odata.page([odata.select(wire(one, request), request) for one in found], request))


async def update(sandbox: Sandbox, request: Request) -> Response:
    """PATCH a message: most of it while it is a draft only."""
    mailbox, message = _message(sandbox, request)
    body = check(request.json(), "message")
    require_match(request, message.etag)
    refused = sorted(_DRAFT_ONLY & set(body)) if not message.is_draft else []
    if refused:
        raise GraphError(400, "ErrorInvalidPropertySet", f"The property '{refused[0]}' can be set on drafts only.")
    fill(sandbox.tenant, message, body)
    message.version, message.modified = message.version + 1, sandbox.tenant.now()
    sandbox.tenant.changed(mailbox, "messages", "updated", message)
    return Response(200, wire(message, request))


async def delete(sandbox: Sandbox, request: Request) -> Response:
    """DELETE a message."""
    mailbox, message = _message(sandbox, request)
    require_match(request, message.etag)
    mailbox.drop_message(message)
    sandbox.tenant.changed(mailbox, "messages", "deleted", message)
    return Response(204)


def _check_audience(sandbox: Sandbox, mailbox: Mailbox, message: Message) -> None:
    audience = [address_of(one) for name in _RECIPIENTS[:3] for one in message.data[name]]
    if not audience or any("@" not in address for address in audience):
        raise GraphError(400, "ErrorInvalidRecipients", "At least one recipient is needed, and each must be valid.")
    if len(audience) > LARGEST_AUDIENCE:
        raise GraphError(400, "ErrorExceededMaxRecipientLimit", "A message has at most 500 recipients.")
    if sandbox.throttling:
        wait = sandbox.throttle.wait("mails", mailbox.user_id, throttle.MAILS, sandbox.tenant.now())
        if wait:
            text = "The mailbox sends more than 30 messages a minute."
            raise GraphError(429, "ErrorMessageSubmissionBlocked", text, {"Retry-After": str(wait)})


def _dispatch(sandbox: Sandbox, mailbox: Mailbox, message: Message, *, keep: bool = True) -> None:
    now = sandbox.tenant.now()
    message.is_draft, message.folder = False, "sentitems"
    message.sent = message.received = message.modified = now + timedelta(0)
    message.version += 1
    mailbox.drop_message(message)
    message.ids.mutable = sandbox.tenant.ids.mutable()
    if keep:
        mailbox.keep_message(message)
        sandbox.tenant.changed(mailbox, "messages", "updated", message)
    deliver(sandbox.tenant, mailbox, message)


async def send(sandbox: Sandbox, request: Request) -> Response:
    """POST send: the draft goes out and moves to Sent Items, which gives it another mutable id."""
    mailbox, message = _message(sandbox, request)
    if not message.is_draft:
        raise GraphError(400, "ErrorInvalidRequest", "Your request can't be completed. The message has been sent.")
    _check_audience(sandbox, mailbox, message)
    _dispatch(sandbox, mailbox, message)
    return Response(202)


async def send_mail(sandbox: Sandbox, request: Request) -> Response:
    """POST sendMail: without a draft, so without a way to ask whether it went."""
    mailbox = _mailbox(sandbox, request)
    raw = {name[:1].lower() + name[1:]: value for name, value in request.json().items()}
    body = check_action(raw, {"message": "object:message", "saveToSentItems": "boolean"}, ("message",))
    message = new_message(sandbox, mailbox, body["message"])
    _check_audience(sandbox, mailbox, message)
    _dispatch(sandbox, mailbox, message, keep=body.get("saveToSentItems") is not False)
    return Response(202)


_BASE = "/users/{user}/messages"
ROUTES = [
    Route("POST", "/users/{user}/FUNCTIONsendMail", send_mail, "outlook", MAIL_SEND),
    Route("POST", f"{_BASE}/{{message}}/FUNCTIONsend", send, "outlook", MAIL_SEND),
    Route("POST", _BASE, create, "outlook", MAIL_WRITE),
    Route("GET", _BASE, list_messages, "outlook", MAIL_READ),
    Route("GET", "/users/{user}/mailFolders/{folder}/messages", list_messages, "outlook", MAIL_READ),
    Route("GET", f"{_BASE}/{{message}}", get, "outlook", MAIL_READ),
    Route("PATCH", f"{_BASE}/{{message}}", update, "outlook", MAIL_WRITE),
    Route("DELETE", f"{_BASE}/{{message}}", delete, "outlook", MAIL_WRITE),
]
