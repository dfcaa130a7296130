"""Exchange's transport: mails, invitations, updates, cancellations and answers on their way to mailboxes."""

from datetime import timedelta

from infra.sandbox.event_shape import body_of, copy_for, plain_text
from infra.sandbox.exchange import Attachment, Event, Mailbox, Message, address_of
from infra.sandbox.state import Tenant, User
from infra.sandbox.wire import Json, stamp


def person(user: User) -> Json:
    """A user as a recipient."""
    return {"emailAddress": {"name": user.name, "address": user.mail or user.upn}}


def invite(tenant: Tenant, event: Event, address: str, kind: str, comment: str = "") -> None:
    """Mail an attendee what the organiser's event is at this moment: `invitation`, `update` or `cancellation`."""
    user = tenant.find_user(address)
    if user is None:
        bounce(tenant, tenant.mailboxes[event.owner], str(event.data["subject"]), address)
        return
    if user.id == event.owner:
        return
    mailbox = tenant.mailboxes[user.id]
    copy = _keep_copy(tenant, mailbox, event, user, kind)
    mailbox.invitations.append(
        {
            "kind": kind,
            "at": stamp(tenant.now(), 3),
            "event_id": event.ids.immutable,
            "attendee_event_id": copy.ids.immutable if copy else None,
            "iCalUId": event.uid,
            "organizer": address_of(event.organizer),
            "subject": event.data["subject"],
            "start": stamp(event.start),
            "end": stamp(event.end),
            "joinUrl": event.join_url,
            "location": event.data["location"]["displayName"],
            "body": event.data["body"]["content"],
            "text": plain_text(event.data["body"]["content"]),
            "attendees": [address_of(one) for one in event.attendees],
            "comment": comment,
            "attachments": [file.summary(content=False) for file in event.attachments],
        }
    )
    mailbox.invitation_files.append(tuple(event.attachments))


def _keep_copy(tenant: Tenant, mailbox: Mailbox, event: Event, user: User, kind: str) -> Event | None:
    now = tenant.now()
    old = next((one for one in mailbox.events() if one.uid == event.uid), None)
    if kind == "cancellation":
        if old is not None:
            old.cancelled, old.version, old.modified = True, old.version + 1, now
            old.data["subject"] = f"Canceled: {event.data['subject']}"
            old.data["showAs"] = "free"
            tenant.changed(mailbox, "events", "updated", old)
        return old
    if old is None:
        copy = copy_for(event, tenant, user, now)
        mailbox.keep_event(copy)
        tenant.changed(mailbox, "events", "created", copy)
        return copy
    moved = (old.start, old.end) != (event.start, event.end)
    fresh = copy_for(event, tenant, user, now)
    old.data, old.attachments = fresh.data, fresh.attachments
    old.start, old.end, old.start_zone, old.end_zone = event.start, event.end, event.start_zone, event.end_zone
    old.join_url, old.cancelled, old.modified, old.version = event.join_url, False, now, old.version + 1
    if moved:
        old.response = "notResponded"
    tenant.changed(mailbox, "events", "updated", old)
    return old


def deliver(tenant: Tenant, sender: Mailbox, message: Message) -> None:
    """Put a sent message into the inbox of each recipient; who does not exist is told to the sender."""
    addresses: dict[str, str] = {}
    for name in ("toRecipients", "ccRecipients", "bccRecipients"):
        for one in message.data.get(name) or ():
            addresses.setdefault(address_of(one).lower(), address_of(one))
    for address in addresses.values():
        user = tenant.find_user(address)
        if user is None:
            bounce(tenant, sender, str(message.data["subject"]), address)
        else:
            _deliver_to(tenant, tenant.mailboxes[user.id], message)


def _deliver_to(tenant: Tenant, mailbox: Mailbox, message: Message) -> None:
    now = tenant.now()
    data = {**message.data, "bccRecipients": [], "isRead": False}
    received = Message(
        tenant.ids.item(), data, now, now, list(message.attachments), folder="inbox", is_draft=False,
        internet_message_id=message.internet_message_id, sent=message.sent, received=now + timedelta(0),
    )  # fmt: skip
    mailbox.keep_message(received)
    tenant.changed(mailbox, "messages", "created", received)


def notice(tenant: Tenant, mailbox: Mailbox, subject: str, text: str, sender: Json) -> Message:
    """A mail that Exchange itself writes into a mailbox: a bounce, an attendee's answer."""
    now = tenant.now()
    data: Json = {
        "subject": subject, "body": body_of({"contentType": "text", "content": text}), "from": sender,
        "sender": sender, "toRecipients": [person(tenant.users[mailbox.user_id])], "ccRecipients": [],
        "bccRecipients": [], "replyTo": [], "importance": "normal", "categories": [], "isRead": False,
    }  # fmt: skip
    message = Message(
        tenant.ids.item(), data, now, now, folder="inbox", is_draft=False, sent=now, received=now,
        internet_message_id=f"<{tenant.ids.guid()}@sandbox.invalid>",
    )  # fmt: skip
    mailbox.keep_message(message)
    tenant.changed(mailbox, "messages", "created", message)
    return message


def bounce(tenant: Tenant, mailbox: Mailbox, subject: str, address: str) -> None:
    """A non-delivery report."""
    domain = tenant.config.mailbox_upn.rpartition("@")[2]
    sender = {"emailAddress": {"name": "Microsoft Outlook", "address": f"postmaster@{domain}"}}
    text = f"Your message to {address} couldn't be delivered.\n550 5.1.10 RESOLVER.ADR.RecipientNotFound"
    notice(tenant, mailbox, f"Undeliverable: {subject}", text, sender)


def summary(message: Message, *, content: bool) -> Json:
    """For the control API: a mail as its recipient sees it."""
    data = message.data
    files: list[Attachment] = message.attachments
    return {
        "id": message.ids.immutable,
        "subject": data["subject"],
        "from": address_of(data.get("from")),
        "to": [address_of(one) for one in data.get("toRecipients") or ()],
        "cc": [address_of(one) for one in data.get("ccRecipients") or ()],
        "html": data["body"]["content"],
        "text": plain_text(data["body"]["content"]),
        "attachments": [file.summary(content=content) for file in files],
        "receivedAt": stamp(message.received or message.modified, 3),
        "internetMessageId": message.internet_message_id,
        "folder": message.folder,
        "importance": data.get("importance"),
    }
