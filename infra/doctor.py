"""What `panels doctor` checks, by doing it: settings, database, tokens, Graph, the bot's keys, our public address.

Nothing that it does mails or writes to anybody (`integrations/graph/checkup.py` says how).
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import aiohttp
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError

from cpp_core.deadlines.time import in_london
from cpp_core.outbox import OutboxDesk
from infra.service import bot_identity_of, graph_settings_of
from infra.session import open_session
from infra.settings import Settings, missing_to_serve
from infra.watching import NOTIFICATIONS, is_notifiable
from integrations.graph.checkup import Check, Checkup, bad, check_claims, claims_of, failed, warning
from integrations.graph.client import GraphClient
from integrations.graph.credential import make_credential
from integrations.graph.settings import GRAPH_SCOPE

CONNECTOR_SCOPE = "https://api.botframework.com/.default"
PATIENCE = aiohttp.ClientTimeout(total=10)
MOST_SKEW = 60.0
"""Seconds: Entra and the bot's tokens forgive a little more."""


async def diagnose(settings: Settings) -> list[Check]:
    """Every check in order; one that fails stops none of the others."""
    missing = [bad(fault, "Set it in the environment or in .env.") for fault in missing_to_serve(settings)]
    found = missing or [Check("Settings are complete.")]
    found += [_bot(settings)] if not missing else []
    found.append(_time_zone())
    found += await _database(settings)
    found += await _identity_and_graph(settings)
    found += await _bot_keys(settings)
    found.append(await _public_address(settings))
    return found


def _bot(settings: Settings) -> Check:
    try:
        bot_identity_of(settings)
    except ValueError as error:
        return bad(str(error), "Mend these settings.")
    return Check("The bot's settings are complete.")


def _time_zone() -> Check:
    try:
        now = datetime.now(ZoneInfo("Europe/London"))
    except ZoneInfoNotFoundError:
        return bad("There is no time zone data for Europe/London.", "Install the Python package tzdata.")
    return Check(f"Time zone data is there; London's clocks show {now:%H:%M}.")


async def _database(settings: Settings) -> list[Check]:
    try:
        async with open_session(settings) as session:
            faults = await session.storage.check()
            standing = [] if faults else await _outbox(session.storage.outbox)
    except Exception as error:
        return [bad(f"The database cannot be opened ({type(error).__name__}).", "Check PANELS_DATABASE_URL.")]
    found = [bad(fault.what, fault.mend) for fault in faults] or [Check("The database answers and is up to date.")]
    return [*found, *standing]


async def _outbox(desk: OutboxDesk) -> list[Check]:
    """Whether anything is kept from leaving by hand, or by a restore."""
    restore = await desk.last_restore()
    if restore is not None and not restore.over:
        start = "" if restore.looked else "Start `panels serve` and wait until it has caught up. "
        mend = f"{start}Look at `panels outbox list`, then let it go on with `panels outbox resume`."
        return [warning(f"Nothing leaves: the database was restored on {in_london(restore.at):%d/%m/%Y %H:%M}.", mend)]
    return [
        warning(
            f"The outbox is paused: {'everything' if row.lane == '*' else row.lane}{row.why and f' ({row.why})'}.",
            f"End it with `panels outbox resume --lane '{row.lane}'` when it may go on.",
        )
        for row in await desk.lanes()
        if row.paused
    ]


async def _identity_and_graph(settings: Settings) -> list[Check]:
    credential = make_credential(graph_settings_of(settings))
    graph = GraphClient(graph_settings_of(settings), credential)
    try:
        token, found = await _token(credential, GRAPH_SCOPE, "Graph")
        if token:
            found += check_claims(claims_of(token), settings.tenant_id)
            if settings.mailbox and settings.drive_id:
                found += [check async for check in Checkup(graph).run()]
        return found + (await _token(credential, CONNECTOR_SCOPE, "the Bot Connector"))[1]
    finally:
        await graph.close()
        await credential.close()


async def _token(credential: AsyncTokenCredential, scope: str, whose: str) -> tuple[str, list[Check]]:
    what = f"A token for {whose} can be had"
    try:
        token = (await credential.get_token(scope)).token
    except AzureError as error:
        mend = "Check the application's id and its secret, certificate or managed identity."
        return "", [failed(what, error, mend)]
    return token, [Check(f"{what}.")]


async def _bot_keys(settings: Settings) -> list[Check]:
    mend = "Check PANELS_BOT_OPENID_METADATA_URL and that the service may reach it."
    try:
        async with aiohttp.ClientSession(timeout=PATIENCE) as session:
            async with session.get(settings.bot_openid_metadata_url) as answer:
                keys_url = (await answer.json(content_type=None))["jwks_uri"]
            async with session.get(keys_url) as answer:
                keys = (await answer.json(content_type=None))["keys"]
                skew = _skew(answer.headers.get("Date", ""))
    except (aiohttp.ClientError, TimeoutError, KeyError, TypeError, ValueError) as error:
        return [bad(f"The Bot Connector's keys cannot be had ({type(error).__name__}).", mend)]
    found = [Check("The Bot Connector's keys can be had.") if keys else bad("The Bot Connector has no keys.", mend)]
    if skew > MOST_SKEW:
        return [*found, bad(f"This machine's clock is {skew:.0f} s off.", "Synchronise it: tokens depend on it.")]
    return [*found, Check("This machine's clock is right.")]


async def _public_address(settings: Settings) -> Check:
    """Microsoft must reach us; whether it does is seen from here only as far as our own way out and in goes."""
    if not settings.public_url:
        what = "PANELS_PUBLIC_URL is not set: answers in the calendar are found within minutes, not at once."
        return warning(what, "Set it to the address at which Microsoft reaches this service.")
    if not is_notifiable(settings.public_url):
        what = (
            "PANELS_PUBLIC_URL is no https address: Graph notifies no other, and answers are found within minutes only."
        )
        return bad(what, "Put a certificate before the service, and give the address that begins with https://.")
    token = secrets.token_urlsafe(12)
    url = settings.public_url.rstrip("/") + NOTIFICATIONS
    mend = "Start the service, and see that PANELS_PUBLIC_URL leads to it from outside."
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE) as session,
            session.post(url, params={"validationToken": token}) as answer,
        ):
            echoed = answer.status == 200 and await answer.text() == token
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return bad(f"PANELS_PUBLIC_URL does not answer ({type(error).__name__}).", mend)
    return Check("The public address answers Graph's handshake.") if echoed else bad("Not we answer there.", mend)


def _skew(header: str) -> float:
    try:
        return abs((parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0
