"""The composition root: everything that the service is made of, put together from the settings."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.compose import Bot, make_bot
from bot.host.identity import BotIdentity
from cpp_core.effects import Channel, Effect, Refused, Unknown
from cpp_core.orders import (
    AccessAct,
    AccessOrder,
    ChatOrder,
    HoldOrder,
    ImportOrder,
    InstallOrder,
    MailOrder,
    MeetingOrder,
    NotWanted,
    Order,
)
from cpp_core.outbox import LaneLimits, Terms
from cpp_core.pacing import RATES
from cpp_core.ports import Clock
from cpp_core.usecases import all as all_use_cases
from cpp_core.usecases.doubt import EffectUnknown
from cpp_core.usecases.frame import CLOCK, Actor, Reply, perform
from cpp_core.usecases.refused import EffectRefused
from cpp_core.usecases.rendering import render
from cpp_core.usecases.work import Work
from infra.after_restore import CatchingUp
from infra.apart import Apart
from infra.clock import SystemClock
from infra.importing import ImportSender
from infra.listening import Listening, files_from, make_listening
from infra.owners import Owners
from infra.patience import PATIENCE, Patience
from infra.settings import Environment, Settings, SettingsError, missing_to_serve
from integrations.bank_holidays import working_calendar
from integrations.caseload.workbook import draw_workbook
from integrations.graph.attachments import Guide
from integrations.graph.client import GraphClient
from integrations.graph.credential import make_credential
from integrations.graph.senders import graph_senders
from integrations.graph.settings import GraphSettings
from integrations.storage.storage import SqlStorage, open_storage
from scheduling.deadlines import Deadlines, DeadlinesTick
from scheduling.dispatcher import Dispatcher
from scheduling.happenings import Happening
from scheduling.metrics import Metrics
from scheduling.sending import Steps
from scheduling.ticks import Tick, Ticks
from scheduling.virtual_time import VirtualClock, VirtualTime

_log = logging.getLogger(__name__)
USE_CASES = all_use_cases.__all__
EVERY = timedelta(milliseconds=200)
HOUSEKEEPING = timedelta(hours=1)
DEADLINES_AT_ONCE = 8
"""Owners whose obligations are carried out at once; one after the other in virtual time, whose order is always the same."""


@dataclass
class Service:
    """The running service, without its web server. `ready` is set once everything has been warmed up."""

    settings: Settings
    storage: SqlStorage
    clock: Clock
    bot: Bot
    dispatcher: Dispatcher
    ticks: Ticks
    virtual_time: VirtualTime | None
    metrics: Metrics
    listening: Listening
    ready: bool = False

    async def ask(self, name: str, command: Any, actor: Actor) -> Reply:
        """Run a use case."""
        return await perform(self.storage, name, command, actor)


@asynccontextmanager
async def open_service(
    settings: Settings, *, clock: Clock | None = None, patience: Patience = PATIENCE
) -> AsyncIterator[Service]:
    """Put the service together, start its ticks and its dispatcher, and take it down again at the end of the block.

    Without a `clock` it is the virtual one of the settings, or else the machine's. Raises `SettingsError` where a setting
    is missing or wrong.
    """
    faults = missing_to_serve(settings)
    if faults:
        raise SettingsError(faults)
    async with AsyncExitStack() as stack:
        service = await _put_together(settings, clock or _clock_of(settings), patience, stack)
        service.ticks.start()
        stack.push_async_callback(service.ticks.stop)
        stack.push_async_callback(service.listening.stop, asyncio.create_task(service.listening.watching.run()))
        running = asyncio.create_task(service.dispatcher.run())
        stack.push_async_callback(_stopped, service.dispatcher, running)
        service.ready = True
        yield service
        service.ready = False


async def _stopped(dispatcher: Dispatcher, running: asyncio.Task[None]) -> None:
    await dispatcher.stop()
    await running


def _clock_of(settings: Settings) -> Clock:
    virtual = settings.environment is not Environment.PRODUCTION and settings.clock is not None
    return VirtualClock(settings.clock.astimezone(UTC)) if virtual and settings.clock else SystemClock()


async def _put_together(settings: Settings, clock: Clock, patience: Patience, stack: AsyncExitStack) -> Service:
    storage = open_storage(settings.database_url, clock, working_calendar())
    stack.push_async_callback(storage.close)
    if settings.database_url.startswith("sqlite"):
        await storage.upgrade()
    if isinstance(clock, VirtualClock):
        clock.move(max(clock.now(), await where_it_stood(storage, clock.now())))
    graph_settings = graph_settings_of(settings)
    credential = make_credential(graph_settings)
    stack.push_async_callback(credential.close)
    graph = GraphClient(graph_settings, credential)
    stack.push_async_callback(graph.close)
    await graph.warm_up()

    async def ask(name: str, command: Any, actor: Actor) -> Reply:
        return await perform(storage, name, command, actor)

    apart = Apart(lambda: open_storage(settings.database_url, clock, working_calendar()), storage.outbox.wake)
    metrics = Metrics()
    listening = await make_listening(settings, graph, storage, ask, apart.ask, clock, metrics)
    bot = make_bot(
        identity=bot_identity_of(settings),
        credential=credential,
        references=storage.remote_references,
        perform=ask,
        first_time=storage.inbound.first_time,
        clock=clock,
        take_file=listening.uploads.take,
        files_from=files_from(settings),
    )
    stack.push_async_callback(bot.close)
    senders = {
        **graph_senders(graph, storage.remote_references, guide_of(settings), draw_workbook),
        Channel.CHAT: bot.sender,
        Channel.IMPORT: ImportSender(listening.uploads, apart.ask),
    }
    follow = (_on_refused(storage), _on_unknown(storage))
    steps = Steps(senders, _prepare(storage), *follow, may_send(settings), patience.time_limit)
    terms = Terms(holder=f"{socket.gethostname()}:{os.getpid()}", lease=patience.lease, limits=LaneLimits(rates=RATES))
    dispatcher = Dispatcher(storage.outbox, clock, steps, terms, metrics=metrics)
    ticks = _ticks(storage, clock, dispatcher, metrics, listening)
    time = _virtual_time(clock, ticks, storage, terms, listening) if isinstance(clock, VirtualClock) else None
    return Service(settings, storage, clock, bot, dispatcher, ticks, time, metrics, listening)


CLOCK_STOOD_AT = "test:clock"


async def where_it_stood(storage: SqlStorage, start: datetime) -> datetime:
    """Where the virtual clock of this database stood when the process ended; it never goes back over its own facts."""
    kept = await storage.remote_references.get(CLOCK_STOOD_AT)
    return datetime.fromisoformat(kept) if kept else start


def graph_settings_of(settings: Settings) -> GraphSettings:
    """What the Graph client needs of the settings."""
    return GraphSettings(
        mailbox=settings.mailbox,
        drive_id=settings.drive_id,
        teams_app_id=settings.teams_app_id,
        base_url=settings.graph_base_url,
        tenant_id=settings.tenant_id,
        client_id=settings.client_id,
        client_secret=settings.client_secret.get_secret_value(),
        certificate_path=settings.certificate_path,
        certificate_password=settings.certificate_password.get_secret_value(),
        authority=settings.token_authority,
    )


def bot_identity_of(settings: Settings) -> BotIdentity:
    """What the bot needs of the settings; raises with the names of those that are wrong."""
    return BotIdentity(
        app_id=settings.bot_app_id,
        tenant_id=settings.tenant_id,
        app_type=settings.bot_app_type,
        issuer=settings.bot_token_issuer,
        openid_metadata_url=settings.bot_openid_metadata_url,
        service_urls=settings.connector_urls,
    )


def guide_of(settings: Settings) -> Guide:
    """The CPP Information Reference Guide, from its file."""
    if settings.guide_file is None:
        raise SettingsError(["PANELS_GUIDE_FILE: missing; it should be the path of the guide."])
    return Guide(settings.guide_file.name, settings.guide_file.read_bytes())


def may_send(settings: Settings) -> Callable[[Order], str | None]:
    """Why an order may not leave: shadow mode, or a recipient who is not on the allow-list."""
    allowed = frozenset(address.casefold() for address in settings.send_to)

    def check(order: Order) -> str | None:
        if isinstance(order, ImportOrder):  # it brings something in
            return None
        if settings.shadow:
            return "shadow mode: nothing leaves"
        outside = [address for address in _recipients(order) if allowed and address.casefold() not in allowed]
        return "a recipient is not on the allow-list SEND_TO" if outside else None

    return check


def _recipients(order: Order) -> Sequence[str]:
    match order:
        case ChatOrder(person=person):
            return (person.email,)
        case MailOrder(to=to):
            return to
        case MeetingOrder(person=person) | HoldOrder(person=person) if person is not None:
            return (person.email,)
        case InstallOrder(person=person) | AccessOrder(act=AccessAct.OPEN, person=person):
            return (person.email,)
        case _:
            return ()


def _prepare(storage: SqlStorage) -> Callable[[Effect], Awaitable[Order | NotWanted]]:
    async def prepare(effect: Effect) -> Order | NotWanted:
        async with storage.reading() as unit:
            return await render(Work(unit), effect)

    return prepare


def _on_refused(storage: SqlStorage) -> Callable[[Effect, Refused], Awaitable[None]]:
    async def on_refused(effect: Effect, refused: Refused) -> None:
        await perform(storage, "effect.refused", EffectRefused(effect, refused), CLOCK)

    return on_refused


def _on_unknown(storage: SqlStorage) -> Callable[[Effect, Unknown], Awaitable[None]]:
    async def on_unknown(effect: Effect, unknown: Unknown) -> None:
        await perform(storage, "effect.unknown", EffectUnknown(effect, unknown), CLOCK)

    return on_unknown


def _ticks(storage: SqlStorage, clock: Clock, dispatcher: Dispatcher, metrics: Metrics, listening: Listening) -> Ticks:
    async def housekeeping() -> Sequence[Happening]:
        await storage.prune(clock.now())
        if (anchor := await storage.audit.anchor()) is not None:
            _log.info("audit anchor %d over %d chains: %s", anchor.seq, anchor.chains, anchor.root)
        return ()

    owners = Owners(storage, clock, listening.answers.look)
    at_once = 1 if isinstance(clock, VirtualClock) else DEADLINES_AT_ONCE
    deadlines = DeadlinesTick(
        Deadlines(owners.due, owners.carry_out, storage.turns.of), clock, metrics, at_once=at_once
    )
    ticks = [
        Tick("deadlines", deadlines, EVERY),
        Tick("dispatch", dispatcher.drain, None),
        Tick("housekeeping", housekeeping, HOUSEKEEPING),
        *listening.ticks,
        CatchingUp(storage.outbox, listening, deadlines).tick,
    ]
    return Ticks(ticks, metrics)


def _virtual_time(
    clock: VirtualClock, ticks: Ticks, storage: SqlStorage, terms: Terms, listening: Listening
) -> VirtualTime:
    async def outbox() -> datetime | None:
        return await storage.outbox.next_at(clock.now(), terms.limits)

    owners = Owners(storage, clock, listening.answers.look).moments
    order = (*(tick.name for tick in listening.ticks), "deadlines", "restore", "dispatch")
    return VirtualTime(clock, ticks, order, {**listening.moments, **owners, "outbox": outbox})
