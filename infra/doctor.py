"""What `panels doctor` checks, by doing it: settings, database, token, Graph, the bot's keys, time zone data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import aiohttp

from infra.service import bot_identity_of, graph_settings_of
from infra.session import open_session
from infra.settings import Settings, missing_to_serve
from integrations.graph.client import GraphClient
from integrations.graph.credential import make_credential
from integrations.graph.settings import GRAPH_SCOPE

CONNECTOR_SCOPE = "https://api.botframework.com/.default"


@dataclass(frozen=True)
class Check:
    """One line: what was checked, whether it is well, and how to mend it if not."""

    what: str
    ok: bool
    mend: str = ""


async def diagnose(settings: Settings) -> list[Check]:
    """Every check in order; one that fails stops none of the others."""
    found = [
        Check(fault.rstrip("."), False, "Set it in the environment or in .env.") for fault in missing_to_serve(settings)
    ]
    found = found or [Check("Settings are complete.", True)]
    found += _bot(settings)
    found.append(_time_zone())
    found += await _database(settings)
    found += await _identity_and_graph(settings)
    found.append(await _bot_keys(settings))
    return found


def _bot(settings: Settings) -> list[Check]:
    try:
        bot_identity_of(settings)
    except ValueError as error:
        return [Check(str(error), False, "Mend these settings.")]
    return [Check("The bot's registration is complete.", True)]


def _time_zone() -> Check:
    try:
        now = datetime.now(ZoneInfo("Europe/London"))
    except ZoneInfoNotFoundError:
        return Check("There is no time zone data for Europe/London.", False, "Install the Python package tzdata.")
    return Check(f"Time zone data is there; London's clocks show {now:%H:%M}.", True)


async def _database(settings: Settings) -> list[Check]:
    try:
        async with open_session(settings) as session:
            faults = await session.storage.check()
    except Exception as error:
        return [Check(f"The database cannot be opened ({type(error).__name__}).", False, "Check PANELS_DATABASE_URL.")]
    if faults:
        return [Check(fault.what, False, fault.mend) for fault in faults]
    return [Check("The database answers and is up to date.", True)]


async def _identity_and_graph(settings: Settings) -> list[Check]:
    credential = make_credential(graph_settings_of(settings))
    graph = GraphClient(graph_settings_of(settings), credential)
    try:
        found = [
            await _tried(
                f"A token for {scope.split('/')[2]} can be had.",
                _token(credential, scope),
                "Check the application's id and its secret, certificate or managed identity.",
            )
            for scope in (GRAPH_SCOPE, CONNECTOR_SCOPE)
        ]
        if settings.mailbox:
            found.append(
                await _tried(
                    "The mailbox answers.",
                    lambda: graph.ask(graph.mailbox.events.to_get_request_information()),
                    "Grant Calendars.ReadWrite and Mail.ReadWrite for this mailbox (RBAC for Applications).",
                )
            )
        if settings.drive_id:
            found.append(
                await _tried(
                    "The drive answers.",
                    lambda: graph.ask(graph.drive.to_get_request_information()),
                    "Check PANELS_DRIVE_ID and the permission on its site.",
                )
            )
        return found
    finally:
        await graph.close()
        await credential.close()


def _token(credential: object, scope: str) -> Callable[[], Awaitable[object]]:
    return lambda: credential.get_token(scope)  # type: ignore[attr-defined]


async def _tried(what: str, act: Callable[[], Awaitable[object]], mend: str) -> Check:
    try:
        await act()
    except Exception as error:
        code = getattr(error, "code", "") or getattr(error, "response_status_code", "") or type(error).__name__
        return Check(f"{what.rstrip('.')}: no ({code}).", False, mend)
    return Check(what, True)


async def _bot_keys(settings: Settings) -> Check:
    mend = "Check PANELS_BOT_OPENID_METADATA_URL and that the service may reach it."
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
            async with session.get(settings.bot_openid_metadata_url) as answer:
                keys_url = (await answer.json(content_type=None))["jwks_uri"]
            async with session.get(keys_url) as answer:
                skew = _skew(answer.headers.get("Date", ""))
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError) as error:
        return Check(f"The Bot Connector's keys cannot be had ({type(error).__name__}).", False, mend)
    if skew > 60:
        return Check(f"This machine's clock is {skew:.0f} s off.", False, "Synchronise it: tokens depend on it.")
    return Check("The Bot Connector's keys can be had, and the clock agrees.", True)


def _skew(header: str) -> float:
    from email.utils import parsedate_to_datetime

    return abs((parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds()) if header else 0.0
