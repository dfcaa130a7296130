"""An attendee's answer to an invitation (Graph: event accept, decline, tentativelyAccept)."""

from infra.sandbox.checks import check_action
from infra.sandbox.exchange import Event, Mailbox, address_of
from infra.sandbox.graph_calendar import event_of
from infra.sandbox.routing import CALENDAR_WRITE, GraphHandler, Route
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.state import Tenant
from infra.sandbox.transport import notice, person
from infra.sandbox.wire import GraphError, Request, Response, stamp

_WORDS = {"accepted": "Accepted", "declined": "Declined", "tentativelyAccepted": "Tentative"}
RESPONSES = tuple(_WORDS)


def answer(tenant: Tenant, mailbox: Mailbox, copy: Event, response: str, comment: str, *, send: bool = True) -> bool:
    """Note the answer on the attendee's copy, and on the organiser's if it is sent; whether it arrived there."""
    now = tenant.now()
    copy.response, copy.response_time = response, stamp(now, 7)
    copy.version, copy.modified = copy.version + 1, now
    user = tenant.users[mailbox.user_id]
    if response == "declined":
        mailbox.drop_event(copy)
        tenant.changed(mailbox, "events", "deleted", copy)
    else:
        copy.data["showAs"] = "busy" if response == "accepted" else "tentative"
        tenant.changed(mailbox, "events", "updated", copy)
    return send and _tell_organiser(tenant, copy, {user.mail.lower(), user.upn.lower()}, response, comment)


def _tell_organiser(tenant: Tenant, copy: Event, addresses: set[str], response: str, comment: str) -> bool:
    organiser = tenant.find_user(address_of(copy.organizer))
    theirs = tenant.mailboxes[organiser.id] if organiser else None
    original = next((one for one in theirs.events() if one.uid == copy.uid), None) if theirs else None
    if theirs is None or original is None:
        return False
    mine = next((one for one in original.attendees if address_of(one).lower() in addresses), None)
    if mine is None:
        return False
    now = tenant.now()
    mine["status"] = {"response": response, "time": stamp(now, 7)}
    original.version, original.modified = original.version + 1, now
    tenant.changed(theirs, "events", "updated", original)
    sender = person(tenant.addresses[next(iter(addresses & set(tenant.addresses)))])
    notice(tenant, theirs, f"{_WORDS[response]}: {original.data['subject']}", comment, sender)
    return True


def _handler(response: str) -> GraphHandler:
    async def respond(sandbox: Sandbox, request: Request) -> Response:
        mailbox, copy = event_of(sandbox, request)
        kinds = {"comment": "string", "sendResponse": "boolean"}
        if response != "accepted":
            kinds["proposedNewTime"] = "object:timeSlot"
        raw = {name[:1].lower() + name[1:]: value for name, value in request.optional_json().items()}
        body = check_action(raw, kinds)
        if copy.is_organizer:
            message = "Your request can't be completed. You can't respond to this meeting because you're the organizer."
            raise GraphError(400, "ErrorInvalidRequest", message)
        comment = str(body.get("comment") or "")
        answer(sandbox.tenant, mailbox, copy, response, comment, send=body.get("sendResponse") is not False)
        return Response(202)

    return respond


ROUTES = [
    Route("POST", f"/users/{{user}}/events/{{event}}/{name}", _handler(response), "outlook", CALENDAR_WRITE)
    for name, response in (
        ("accept", "accepted"),
        ("decline", "declined"),
        ("tentativelyAccept", "tentativelyAccepted"),
    )
]
