"""A calendar item from what a client sent, and as Graph shows it (Graph: event resource type)."""

import hashlib
import html
import json
import re
from datetime import datetime
from functools import lru_cache
from typing import Any

from infra.sandbox import extended, times
from infra.sandbox.exchange import NEVER, Event, address_of
from infra.sandbox.ids import stable_text
from infra.sandbox.state import Tenant, User
from infra.sandbox.wire import GraphError, Json, Request, stamp

OWA = "https://outlook.office365.com/owa/"
JOIN = "https://teams.microsoft.com/l/meetup-join/"
DEFAULTS: Json = {
    "subject": "",
    "importance": "normal",
    "sensitivity": "normal",
    "showAs": "busy",
    "isAllDay": False,
    "isReminderOn": True,
    "reminderMinutesBeforeStart": 15,
    "responseRequested": True,
    "allowNewTimeProposals": True,
    "hideAttendees": False,
    "categories": [],
    "recurrence": None,
}
_HEAD = re.compile(r"<head\b.*?</head>|<style\b.*?</style>|<!--.*?-->", re.S | re.I)
_POINTS = re.compile(r"<li\b[^>]*>", re.I)
_BLOCKS = re.compile(r"</?(?:p|tr|div|h[1-6]|table|ul|ol|br)\b[^>]*>|</li>", re.I)
_CELLS = re.compile(r"</t[dh]>", re.I)
_TAGS = re.compile(r"<(style|head|script)\b.*?</\1>|<[^>]+>", re.DOTALL | re.IGNORECASE)


@lru_cache(maxsize=4096)
def plain_text(content: str) -> str:
    """HTML as Exchange turns it into text: a line for each block, two spaces between the cells of a row, no head."""
    body = _HEAD.sub("", content)
    words = re.sub(r"\s+", " ", body)
    lined = _CELLS.sub("  ", _BLOCKS.sub("\n", _POINTS.sub("\n- ", words)))
    lines = (re.sub(r" {3,}", "  ", line).strip() for line in html.unescape(_TAGS.sub("", lined)).split("\n"))
    return "\n".join(line for line in lines if line)


def preview(content: str) -> str:
    """The first words of a body, on one line."""
    return " ".join(plain_text(content).split())[:255]


def body_of(value: Json | None) -> Json:
    """An itemBody as Exchange keeps it: HTML, with a head."""
    content = str((value or {}).get("content") or "")
    if (value or {}).get("contentType", "text") == "text":
        content = html.escape(content, quote=False).replace("\n", "<br>\r\n") if content else ""
    if "<html" not in content.lower():
        head = '<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>\r\n'
        content = f"{head}{content}\r\n</body></html>"
    return {"contentType": "html", "content": content}


def shown_body(body: Json, prefer: str) -> Json:
    """HTML, or plain text for who prefers it (`Prefer: outlook.body-content-type="text"`)."""
    if 'outlook.body-content-type="text"' in prefer.lower():
        return {"contentType": "text", "content": plain_text(str(body["content"]))}
    return body


def attendees_of(tenant: Tenant, value: Any, before: list[Json]) -> list[Json]:
    """Attendees as kept: with a name, and with the answer that was already given."""
    known = {address_of(one).lower(): one for one in before}
    found: dict[str, Json] = {}
    for one in value or ():
        address = address_of(one)
        if "@" not in address:
            raise GraphError(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.")
        user = tenant.find_user(address)
        old = known.get(address.lower(), {})
        found[address.lower()] = {
            "type": one.get("type") or "required",
            "status": old.get("status", {"response": "none", "time": NEVER}),
            "emailAddress": {
                "name": one["emailAddress"].get("name") or (user.name if user else address),
                "address": address,
            },
        }
    return list(found.values())


def location_of(value: Json | None) -> Json:
    """A location with the members that Exchange adds."""
    name = str((value or {}).get("displayName") or "")
    kind = {"locationType": "default", "uniqueId": name, "uniqueIdType": "private"} if name else {
        "locationType": "default", "uniqueIdType": "unknown", "address": {}, "coordinates": {}
    }  # fmt: skip
    return {**kind, **(value or {}), "displayName": name}


def digest_of(body: Json) -> str:
    """What tells a retry of the same create from another event under the same transactionId."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def meeting_blob(join_url: str) -> str:
    """The part of the body by which Exchange recognises an online meeting."""
    return (
        '<div class="me-email-text" lang="en-GB"><div><span>Microsoft Teams meeting</span></div>'
        f'<div><a id="meet_invite_block.action.join_link" class="me-email-headline" href="{html.escape(join_url)}">'
        "Join the meeting now</a></div></div>"
    )


def new_join_url(tenant: Tenant, organiser: User) -> str:
    """A join link in the long form that Teams still gives."""
    thread = tenant.ids.text("meeting", 48)
    context = f'{{"Tid":"{tenant.config.tenant_id}","Oid":"{organiser.id}"}}'
    quoted = context.replace('"', "%22").replace("{", "%7b").replace("}", "%7d").replace(":", "%3a").replace(",", "%2c")
    return f"{JOIN}19%3ameeting_{thread}%40thread.v2/0?context={quoted}"


def with_blob(body: Json, join_url: str) -> Json:
    """The body with the meeting blob before its end."""
    content = str(body["content"])
    before, end, after = content.rpartition("</body>")
    blob = meeting_blob(join_url)
    return {**body, "content": f"{before}{blob}{end}{after}" if end else content + blob}


def set_times(event: Event, body: Json) -> None:
    """Take start and end, which must be in order."""
    start, end = event.start, event.end
    if body.get("start") is not None:
        start, event.start_zone = times.from_zoned(body["start"], "start"), body["start"]["timeZone"]
    if body.get("end") is not None:
        end, event.end_zone = times.from_zoned(body["end"], "end"), body["end"]["timeZone"]
    if end < start:
        raise GraphError(400, "ErrorPropertyValidationFailure", "At least one property failed validation: End < Start.")
    event.start, event.end = start, end


def fill(event: Event, body: Json) -> None:
    """Take the properties that are kept as they are given."""
    for name, default in DEFAULTS.items():
        if name in body:
            event.data[name] = body[name] if body[name] is not None else default
    if "location" in body or "locations" in body:
        many = [location_of(one) for one in body.get("locations") or ()] or [location_of(body.get("location"))]
        event.data["location"] = many[0]
        event.data["locations"] = [one for one in many if one["displayName"]]
    extended.take(event, body)


def wire(event: Event, request: Request) -> Json:
    """An event as Graph shows it to this caller."""
    prefer = request.headers.get("prefer", "")
    zone = times.preferred_zone(prefer)
    item_id = event.ids.shown(request.immutable_ids)
    data = event.data
    online = event.join_url is not None
    shown: Json = {
        "@odata.etag": event.etag,
        "id": item_id,
        "createdDateTime": stamp(event.created, 7),
        "lastModifiedDateTime": stamp(event.modified, 7),
        "changeKey": event.change_key,
        "transactionId": event.transaction_id,
        "originalStartTimeZone": event.start_zone,
        "originalEndTimeZone": event.end_zone,
        "iCalUId": event.uid,
        "hasAttachments": bool(event.attachments),
        "bodyPreview": preview(str(data["body"]["content"])),
        "isCancelled": event.cancelled,
        "isOrganizer": event.is_organizer,
        "isDraft": False,
        "seriesMasterId": None,
        "type": "singleInstance",
        "webLink": f"{OWA}?itemid={stable_text(40, item_id)}&exvsurl=1&path=/calendar/item",
        "onlineMeetingUrl": None,
        "isOnlineMeeting": online,
        "onlineMeetingProvider": "teamsForBusiness" if online else "unknown",
        "onlineMeeting": {"joinUrl": event.join_url} if online else None,
        "responseStatus": {"response": event.response, "time": event.response_time},
        "start": times.to_zoned(event.start, zone),
        "end": times.to_zoned(event.end, zone),
        "organizer": event.organizer,
        **data,
        "body": shown_body(data["body"], prefer),
    }
    return extended.expanded(shown, event, request)


def copy_for(event: Event, tenant: Tenant, user: User, now: datetime) -> Event:
    """An attendee's copy of a meeting, as it arrives."""
    return Event(
        tenant.ids.item(),
        {**event.data, "attendees": [dict(one) for one in event.attendees], "showAs": "tentative"},
        now, now, list(event.attachments), {}, owner=user.id, uid=event.uid, start=event.start, end=event.end,
        start_zone=event.start_zone, end_zone=event.end_zone, organizer=event.organizer, is_organizer=False,
        join_url=event.join_url, response="notResponded",
    )  # fmt: skip
