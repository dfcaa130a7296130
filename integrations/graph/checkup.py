"""Whether this application can do in Graph what it must, and no more: found out by doing it, without a word to anybody.

A meeting is made without attendees, so nobody is told, and deleted again. A well-scoped application has no Mail or
Calendars role in its token (RBAC for Applications grants them in Exchange), so the proof is a call: this mailbox answers,
another is refused.
Sources: Graph: user post-events, event delete, user list, drive get, permission list, teamsApp list, onlineMeeting get;
Exchange Online: RBAC for Applications; Entra: access token claims reference (roles, tid).
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import quote

from integrations.graph.client import GraphClient, Json, asking
from integrations.graph.directory import Account, Directory
from integrations.graph.failures import FAILURES, GraphFailure
from integrations.graph.sdk import BodyType, Event, EventQuery, EventsQuery, ItemBody, OnlineMeetingProviderType
from integrations.graph.times import utc

NEEDED = frozenset(
    {
        "Files.ReadWrite.All",
        "OnlineMeetingArtifact.Read.All",
        "Sites.Selected",
        "TeamsAppInstallation.ReadWriteSelfForUser.All",
        "User.Read.All",
    }
)
"""Roles that belong into the token. Those for mail and calendars belong into Exchange, for the one mailbox."""
HARMLESS = frozenset({"AppCatalog.Read.All"})
IN_EXCHANGE = ("Calendars.", "Mail.", "MailboxSettings.", "Contacts.")
SUBJECT = "panels doctor: a trial that is deleted at once"
AHEAD = timedelta(days=30)
LOOKS = 5
PAUSE = 1.0
"""Seconds between looks for a join link, which Teams adds a little after the event is made."""
OTHERS = 5


class State(StrEnum):
    """How a check ended; a warning is no reason not to serve."""

    OK = "ok"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True)
class Check:
    """One line: what was checked, how it is, and how to mend it if it is not well."""

    what: str
    state: State = State.OK
    mend: str = ""


def bad(what: str, mend: str) -> Check:
    """Something that the service cannot work with."""
    return Check(what, State.BAD, mend)


def warning(what: str, mend: str) -> Check:
    """Something that should be otherwise."""
    return Check(what, State.WARNING, mend)


def failed(what: str, failure: Exception, mend: str) -> Check:
    """A check that the peer answered with a failure: its code, never its words."""
    status = f"{failure.status} {failure.code}" if isinstance(failure, GraphFailure) else type(failure).__name__
    return bad(f"{what}: no ({status}).", mend)


def claims_of(token: str) -> Json:
    """What a token says of itself, unverified: it came from Entra just now. Empty where it is opaque."""
    try:
        part = token.split(".")[1]
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def check_claims(claims: Json, tenant_id: str) -> list[Check]:
    """The tenant of the token, and roles that are wider than needed."""
    found = []
    if claims.get("tid") not in (None, tenant_id):
        mend = "Set PANELS_TENANT_ID to the tenant in which the application is registered."
        found.append(bad("The token is for another tenant than PANELS_TENANT_ID.", mend))
    else:
        found.append(Check("The token is for this tenant."))
    roles = sorted(str(role) for role in claims.get("roles") or ())
    for role in roles:
        if role.startswith(IN_EXCHANGE):
            mend = "Take it away in Entra, and grant it in Exchange Online for the one mailbox (RBAC for Applications)."
            found.append(warning(f"The token has {role}, which reaches every mailbox of the tenant.", mend))
        elif role not in NEEDED | HARMLESS:
            found.append(warning(f"The token has {role}, which is not needed.", "Take it away in Entra."))
    return found or [Check("The token has no role that is not needed.")]


class Checkup:
    """The checks that ask Graph. None raises for what Graph answers."""

    def __init__(self, graph: GraphClient, *, pause: float = PAUSE) -> None:
        self._graph = graph
        self._pause = pause

    async def run(self) -> AsyncIterator[Check]:
        """Each check in turn; one that fails stops none of the others."""
        account = None
        steps: Sequence[Callable[[], Awaitable[list[Check]]]]
        try:
            account = await Directory(self._graph).resolve(self._graph.settings.mailbox)
            yield _account(account)
        except FAILURES as failure:
            yield failed("The directory can be read", failure, "Grant User.Read.All (application).")
        steps = (self._mailbox, self._other_mailbox, lambda: self._meeting(account), self._drive, self._app)
        for step in steps:
            for check in await step():
                yield check

    async def _mailbox(self) -> list[Check]:
        info = self._graph.mailbox.events.to_get_request_information(asking(EventsQuery(select=["id"], top=1)))
        mend = (
            "Grant Calendars.ReadWrite and Mail.ReadWrite for this mailbox in Exchange Online (RBAC for Applications)."
        )
        try:
            await self._graph.ask(info)
            await self._graph.ask(self._graph.follow(f"{self._user(self._graph.settings.mailbox)}/messages?$top=1"))
        except FAILURES as failure:
            return [failed("The mailbox answers", failure, mend)]
        return [Check("The mailbox answers.")]

    async def _other_mailbox(self) -> list[Check]:
        """Somebody else's calendar must not open; who has no mailbox proves nothing."""
        untried = warning(
            "Whether other mailboxes are closed could not be tried.", "See that the application's scope is one mailbox."
        )
        try:
            answer = await self._graph.ask(
                self._graph.follow(f"{self._graph.settings.base_url}/users?$select=id,userPrincipalName,mail&$top=20")
            )
        except FAILURES:
            return [untried]
        ours = self._graph.settings.mailbox.casefold()
        others = [row for row in answer.values if ours not in (_lower(row, "userPrincipalName"), _lower(row, "mail"))]
        for row in others[:OTHERS]:
            try:
                await self._graph.ask(self._graph.follow(f"{self._user(str(row['id']))}/events?$top=1&$select=id"))
            except GraphFailure as failure:
                if failure.status == 403:
                    return [Check("Other mailboxes are refused.")]
                continue
            except FAILURES:
                return [untried]
            mend = "Scope the application to its one mailbox (RBAC for Applications in Exchange Online)."
            return [warning("Other mailboxes than PANELS_MAILBOX can be opened.", mend)]
        return [untried]

    async def _meeting(self, account: Account | None) -> list[Check]:
        try:
            event_id = await self._made()
        except FAILURES as failure:
            mend = "Grant Calendars.ReadWrite for this mailbox in Exchange Online (RBAC for Applications)."
            return [failed("A meeting can be made", failure, mend)]
        try:
            link = await self._join_url(event_id)
            found = [_linked(link), *await self._artifacts(account, link)]
        except FAILURES as failure:
            found = [failed("A meeting that was made can be read", failure, "Try again later.")]
        return [*found, *await self._deleted(event_id)]

    async def _made(self) -> str:
        start = (datetime.now(UTC) + AHEAD).replace(hour=3, minute=0, second=0, microsecond=0)
        event = Event(
            subject=SUBJECT,
            body=ItemBody(content_type=BodyType.Text, content="Made by panels doctor; nobody is invited."),
            start=utc(start),
            end=utc(start + timedelta(minutes=15)),
            is_online_meeting=True,
            online_meeting_provider=OnlineMeetingProviderType.TeamsForBusiness,
            is_reminder_on=False,
        )
        return (await self._graph.ask(self._graph.mailbox.events.to_post_request_information(event))).text("id")

    async def _join_url(self, event_id: str) -> str:
        builder = self._graph.mailbox.events.by_event_id(event_id)
        for look in range(LOOKS):
            await asyncio.sleep(self._pause if look else 0)
            info = builder.to_get_request_information(asking(EventQuery(select=["id", "onlineMeeting"])))
            meeting = (await self._graph.ask(info)).body.get("onlineMeeting") or {}
            if meeting.get("joinUrl"):
                return str(meeting["joinUrl"])
        return ""

    async def _artifacts(self, account: Account | None, link: str) -> list[Check]:
        """Attendance reports need a permission and a policy that names this application."""
        if account is None or not link:
            return []
        mend = "Grant OnlineMeetingArtifact.Read.All and a Teams application access policy for the mailbox's account."
        wanted = quote(f"JoinWebUrl eq '{link}'", safe="")
        try:
            await self._graph.ask(self._graph.follow(f"{self._user(account.id)}/onlineMeetings?$filter={wanted}"))
        except FAILURES as failure:
            return [failed("The meeting's attendance can be looked up", failure, mend)]
        return [Check("The meeting's attendance can be looked up.")]

    async def _deleted(self, event_id: str) -> list[Check]:
        builder = self._graph.mailbox.events.by_event_id(event_id)
        try:
            await self._graph.ask(builder.to_delete_request_information())
        except FAILURES as failure:
            return [
                failed("The trial meeting can be deleted", failure, f"Delete “{SUBJECT}” from the calendar by hand.")
            ]
        return [Check("The trial meeting is deleted again.")]

    async def _drive(self) -> list[Check]:
        mend = "Check PANELS_DRIVE_ID, and grant Sites.Selected with fullcontrol on its site, or Files.ReadWrite.All."
        try:
            await self._graph.ask(self._graph.drive.to_get_request_information())
            builder = self._graph.drive.items.by_drive_item_id("root").permissions
            rows = await self._graph.all(builder.to_get_request_information())
        except FAILURES as failure:
            return [failed("The drive answers", failure, mend)]
        open_links = [row for row in rows if (row.get("link") or {}).get("scope") in ("anonymous", "organization")]
        others = [row for row in rows if not row.get("link") and "owner" not in (row.get("roles") or ())]
        found = [Check("The drive answers.")]
        if open_links:
            what = f"{len(open_links)} link(s) open the whole drive to anybody who has them."
            found.append(warning(what, "Delete them in the library's “Manage access”."))
        if others:
            what = f"{len(others)} permission(s) on the drive's root open every panel's folder that inherits from it."
            found.append(warning(what, "Leave the library to its owners; folders are opened for each panel."))
        return found if open_links or others else [*found, Check("Nobody but its owners can open the drive's root.")]

    async def _app(self) -> list[Check]:
        settings = self._graph.settings
        wanted = quote(f"id eq '{settings.teams_app_id}'", safe="")
        try:
            answer = await self._graph.ask(
                self._graph.follow(f"{settings.base_url}/appCatalogs/teamsApps?$filter={wanted}")
            )
        except GraphFailure as failure:
            if failure.status == 403:
                what = "Whether the Teams app is in the catalogue cannot be looked up without AppCatalog.Read.All."
                return [warning(what, "Look in the Teams admin centre: its id there is PANELS_TEAMS_APP_ID.")]
            return [failed("The catalogue of Teams apps can be read", failure, "Try again later.")]
        except FAILURES as failure:
            return [failed("The catalogue of Teams apps can be read", failure, "Try again later.")]
        if not answer.values:
            mend = "Upload the package of `panels teams-app`, and set PANELS_TEAMS_APP_ID to the id that it got."
            return [bad("The Teams app is not in the organisation's catalogue.", mend)]
        return [Check("The Teams app is in the organisation's catalogue.")]

    def _user(self, key: str) -> str:
        return f"{self._graph.settings.base_url}/users/{quote(key)}"


def _account(account: Account | None) -> Check:
    mend = "Set PANELS_MAILBOX to a Teams-licensed account of this tenant."
    if account is None:
        return bad("PANELS_MAILBOX belongs to nobody in the directory.", mend)
    return Check("The mailbox's account is in the directory.")


def _linked(link: str) -> Check:
    mend = (
        "Give the mailbox's account a Teams licence: without one its meetings have no link, and no invitation leaves."
    )
    return Check("A Teams meeting can be made.") if link else bad("A meeting gets no link to join.", mend)


def _lower(row: Json, name: str) -> str:
    return str(row.get(name) or "").casefold()
