"""What people see and do in Outlook, the drive and Teams meetings."""

import base64
from typing import Any

from aiohttp import web

from infra.sandbox import event_shape
from infra.sandbox.control_base import ControlError, body_of, needed, route, user_of
from infra.sandbox.drive import DriveItem, fill, tree
from infra.sandbox.exchange import Event, Mailbox
from infra.sandbox.graph_calendar import new_event
from infra.sandbox.graph_responses import RESPONSES, answer
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.times import moment
from infra.sandbox.transport import summary
from infra.sandbox.wire import GraphError, Json, Request, stamp

_IMMUTABLE = Request("GET", "/", headers={"prefer": 'IdType="ImmutableId"'})


async def mailbox(sandbox: Sandbox, request: web.Request) -> Any:
    """What a person has received: mails, and each invitation, update and cancellation. `?content=1` adds the bytes."""
    user = user_of(sandbox, request.match_info["user"])
    box, content = sandbox.tenant.mailboxes[user.id], request.query.get("content") == "1"
    folders: dict[str, list[Json]] = {"inbox": [], "sentitems": [], "drafts": []}
    for message in box.messages():
        folders.setdefault(message.folder, []).append(summary(message, content=content))
    invitations = [
        {**one, "attachments": [file.summary(content=content) for file in files]}
        for one, files in zip(box.invitations, box.invitation_files, strict=True)
    ]
    mails = {"mails": folders["inbox"], "sent": folders["sentitems"], "drafts": folders["drafts"]}
    return {**mails, "invitations": invitations}


async def calendar(sandbox: Sandbox, request: web.Request) -> Any:
    """A person's events with their attachments, as Graph would show them with immutable ids."""
    box = sandbox.tenant.mailboxes[user_of(sandbox, request.match_info["user"]).id]
    return {
        "events": [
            {
                **event_shape.wire(event, _IMMUTABLE),
                "attachments": [file.summary(content=False) for file in event.attachments],
                "extendedProperties": dict(event.properties.values()),
            }
            for event in sorted(box.events(), key=lambda event: event.start)
        ]
    }


async def appointment(sandbox: Sandbox, request: web.Request) -> Any:
    """`{user, start, end, subject?, showAs?}`: a person writes something of their own into their calendar."""
    body = await body_of(request)
    box = sandbox.tenant.mailboxes[user_of(sandbox, needed(body, "user")).id]
    zoned = {name: {"dateTime": needed(body, name), "timeZone": "UTC"} for name in ("start", "end")}
    event = new_event(sandbox.tenant, box, {"subject": "Busy", "showAs": body.get("showAs") or "busy", **zoned})
    box.keep_event(event)
    return {"event_id": event.ids.immutable}


def _copy(sandbox: Sandbox, box: Mailbox, body: Json) -> Event:
    key, subject = body.get("event_id"), body.get("subject")
    uids = {event.uid for other in sandbox.tenant.mailboxes.values() for event in other.events() if key in event.ids}
    for event in reversed(box.events()):
        named = event.uid == key or event.uid in uids or (subject and event.data["subject"] == subject)
        if named and not event.is_organizer:
            return event
    raise ControlError(404, "the person has no such invitation")


async def answer_invite(sandbox: Sandbox, request: web.Request) -> Any:
    """`{user, event_id or subject, response, comment?, send?}`: a person answers an invitation in Outlook."""
    body = await body_of(request)
    if body.get("response") not in RESPONSES:
        raise ControlError(400, f"response is one of {', '.join(RESPONSES)}")
    box = sandbox.tenant.mailboxes[user_of(sandbox, needed(body, "user")).id]
    copy, send = _copy(sandbox, box, body), bool(body.get("send", True))
    arrived = answer(sandbox.tenant, box, copy, body["response"], str(body.get("comment") or ""), send=send)
    return {"arrived": arrived, "subject": copy.data["subject"]}


async def drive(sandbox: Sandbox, request: web.Request) -> Any:
    """Everything in the drive, with who may open it."""
    names = {user.id: user.upn for user in sandbox.tenant.users.values()}
    return tree(sandbox.tenant.drive.root, sandbox.tenant.now(), names)


async def drive_open(sandbox: Sandbox, request: web.Request) -> Any:
    """`?user=&path=[&content=1]`: 200 with what the person sees, 403 where they may not, 404 where nothing is."""
    user = user_of(sandbox, request.query.get("user"))
    try:
        item = sandbox.tenant.drive.find("root", request.query.get("path", ""))
    except GraphError:
        raise ControlError(404, "nothing is there") from None
    held = [one for one, _ in item.holders(sandbox.tenant.now()) if one.user_id == user.id]
    if not held:
        raise ControlError(403, "access denied")
    roles = sorted({role for one in held for role in one.roles})
    raw = request.query.get("content") == "1"
    return {"name": item.name, "folder": item.is_folder, "roles": roles, **_inside(item, raw=raw)}


def _inside(item: DriveItem, *, raw: bool) -> Json:
    if item.content is None:
        return {"children": [child.name for child in item.children]}
    if raw:
        return {"contentBytes": base64.b64encode(item.content).decode("ascii")}
    return {"size": len(item.content), "text": item.content.decode("utf-8", "replace")[:100_000]}


async def put_file(sandbox: Sandbox, request: web.Request) -> Any:
    """`?path=[&user=]` with bytes: a person lays a file into the drive."""
    by = user_of(sandbox, request.query["user"]).id if "user" in request.query else ""
    path, store, now = request.query.get("path", ""), sandbox.tenant.drive, sandbox.tenant.now()
    parent, name = store.folder_for(sandbox.tenant.ids, store.root, path, now)
    item = parent.child(name) or store.add(sandbox.tenant.ids, parent, name, b"", now)
    fill(item, await request.read(), now, by)
    return {"id": item.id, "path": item.path}


async def move_file(sandbox: Sandbox, request: web.Request) -> Any:
    """`{path, to}`: a person moves or renames a file; its content stays what it was."""
    body = await body_of(request)
    store, now = sandbox.tenant.drive, sandbox.tenant.now()
    item = store.find("root", needed(body, "path"))
    parent, name = store.folder_for(sandbox.tenant.ids, store.root, needed(body, "to"), now)
    store.move(item, parent, name, now)
    return {"id": item.id, "path": item.path}


def _meeting(sandbox: Sandbox, body: Json) -> Event:
    keys = {body.get("join_url"), body.get("event_id"), body.get("subject")} - {None}
    for box in sandbox.tenant.mailboxes.values():
        for event in box.events():
            names = {event.join_url, event.ids.immutable, event.ids.mutable, event.uid, event.data["subject"]}
            if event.is_organizer and event.join_url and keys & names:
                return event
    raise ControlError(404, "there is no such online meeting: give join_url, event_id or subject")


async def attendance(sandbox: Sandbox, request: web.Request) -> Any:
    """`{join_url|event_id|subject, participants: [{user|email, name?, joined, left, role?}]}`: one more report."""
    body = await body_of(request)
    event = _meeting(sandbox, body)
    rows = [_record(sandbox, one) for one in body.get("participants") or ()]
    begins = [one["attendanceIntervals"][0]["joinDateTime"] for one in rows]
    ends = [one["attendanceIntervals"][-1]["leaveDateTime"] for one in rows]
    report = {
        "id": sandbox.tenant.ids.guid(),
        "totalParticipantCount": len(rows),
        "meetingStartDateTime": body.get("start") or min(begins, default=stamp(event.start)),
        "meetingEndDateTime": body.get("end") or max(ends, default=stamp(event.end)),
        "attendanceRecords": rows,
    }
    sandbox.tenant.attendance.setdefault(str(event.join_url), []).append(report)
    return report


def _record(sandbox: Sandbox, one: Json) -> Json:
    spans = one.get("intervals") or [{"joined": needed(one, "joined"), "left": needed(one, "left")}]
    intervals, total = [], 0
    for span in spans:
        joined, left = moment(span["joined"]), moment(span["left"])
        seconds = int((left - joined).total_seconds())
        total += seconds
        intervals.append(
            {"joinDateTime": stamp(joined, 7), "leaveDateTime": stamp(left, 7), "durationInSeconds": seconds}
        )
    user = sandbox.tenant.find_user(str(one.get("user") or one.get("email") or ""))
    identity = {
        "@odata.type": "#microsoft.graph.communicationsUserIdentity",
        "id": user.id if user else None,
        "displayName": user.name if user else one.get("name"),
        "tenantId": sandbox.config.tenant_id if user else None,
    }
    return {
        "id": user.id if user else sandbox.tenant.ids.guid(),
        "emailAddress": user.mail if user else one.get("email"),
        "totalAttendanceInSeconds": total,
        "role": one.get("role", "Attendee"),
        "identity": identity,
        "attendanceIntervals": intervals,
    }


async def subscriptions(sandbox: Sandbox, request: web.Request) -> Any:
    """Who is subscribed, what was delivered, what is held back."""
    found = sandbox.subscriptions
    return {
        "subscriptions": [{**one.wire(), "clientState": one.data.get("clientState")} for one in found.living()],
        "deliveries": found.deliveries,
        "held": len(found.held),
    }


async def release(sandbox: Sandbox, request: web.Request) -> Any:
    """Deliver the notifications that a fault held back."""
    return {"released": sandbox.subscriptions.release()}


async def lifecycle(sandbox: Sandbox, request: web.Request) -> Any:
    """`{event: reauthorizationRequired|subscriptionRemoved|missed, subscription_id?}`: to one subscriber or to all."""
    body = await body_of(request)
    event = needed(body, "event")
    if event not in ("reauthorizationRequired", "subscriptionRemoved", "missed"):
        raise ControlError(400, "event is one of reauthorizationRequired, subscriptionRemoved, missed")
    sent = 0
    for one in sandbox.subscriptions.living():
        if body.get("subscription_id") in (None, one.id):
            sent += sandbox.subscriptions.lifecycle(one, event)
            if event == "subscriptionRemoved":
                del sandbox.subscriptions.by_id[one.id]
    return {"sent": sent}


async def expire_delta(sandbox: Sandbox, request: web.Request) -> Any:
    """`{user?}`: delta tokens given so far are unknown from now on (410)."""
    user = (await body_of(request)).get("user")
    boxes = [sandbox.tenant.mailboxes[user_of(sandbox, user).id]] if user else sandbox.tenant.mailboxes.values()
    for box in boxes:
        box.delta_generation += 1
    return {"expired": True}


ROUTES = [
    route("GET", "/mailboxes/{user}", mailbox),
    route("GET", "/calendar/{user}", calendar),
    route("POST", "/appointment", appointment),
    route("POST", "/answer-invite", answer_invite),
    route("GET", "/drive", drive),
    route("GET", "/drive/open", drive_open),
    route("PUT", "/drive/file", put_file),
    route("POST", "/drive/move", move_file),
    route("POST", "/meetings/attendance", attendance),
    route("GET", "/subscriptions", subscriptions),
    route("POST", "/notifications/release", release),
    route("POST", "/lifecycle", lifecycle),
    route("POST", "/delta/expire", expire_delta),
]
