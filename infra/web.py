"""The service's web application: the bot's route, health, metrics, and the virtual clock of tests."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from infra.auditor import LAST
from infra.graph_routes import graph_routes
from infra.metrics_page import Standing, metrics_page
from infra.service import CLOCK_STOOD_AT, Service
from scheduling.virtual_time import BackwardsError, StuckError

SERVICE = web.AppKey("service", Service)


def make_app(service: Service) -> web.Application:
    """Every route of the service."""
    app = web.Application(client_max_size=2 * 1024 * 1024)
    app[SERVICE] = service
    app.router.add_routes(service.bot.routes())
    app.router.add_routes(graph_routes(service.listening.watching))
    app.router.add_get("/healthz", _health)
    app.router.add_get("/readyz", _ready)
    app.router.add_get("/metrics", _metrics)
    if service.virtual_time is not None:
        app.router.add_get("/test/clock", _clock)
        app.router.add_post("/test/clock", _move_clock)
    return app


async def _health(request: web.Request) -> web.Response:
    """The process answers."""
    return web.json_response({"status": "ok"})


async def _ready(request: web.Request) -> web.Response:
    """The process can do its work: warmed up, and its database answers."""
    service = request.app[SERVICE]
    faults = [fault.sentence() for fault in await service.storage.check()]
    ready = service.ready and not faults
    audited_at = await service.storage.remote_references.get(LAST)
    return web.json_response({"ready": ready, "faults": faults, "audited_at": audited_at}, status=200 if ready else 503)


async def _metrics(request: web.Request) -> web.Response:
    """Counters in the Prometheus text format; no personal data."""
    service = request.app[SERVICE]
    page = metrics_page(service.metrics, await standing(service))
    return web.Response(text=page, content_type="text/plain")


async def standing(service: Service) -> Standing:
    """How things stand for all replicas."""
    outbox, audited_at = service.storage.outbox, await service.storage.remote_references.get(LAST)
    return Standing(
        service.clock.now(),
        await outbox.counts(),
        await outbox.oldest_due_at(),
        sum(lane.paused for lane in await outbox.lanes()),
        datetime.fromisoformat(audited_at) if audited_at else None,
    )


async def _clock(request: web.Request) -> web.Response:
    """Where the virtual clock stands."""
    return web.json_response({"now": request.app[SERVICE].clock.now().isoformat()})


async def _move_clock(request: web.Request) -> web.Response:
    """`{"to": ISO-8601}`: through every due moment in order; answers with what was done."""
    service = request.app[SERVICE]
    assert service.virtual_time is not None
    try:
        body = await request.json()
        to = datetime.fromisoformat(str(body["to"]))
        if to.tzinfo is None:
            raise ValueError("the moment needs its offset")
        done = await service.virtual_time.advance(to)
    except (ValueError, KeyError, TypeError, BackwardsError) as error:
        fault = str(error) if isinstance(error, BackwardsError) else 'send {"to": "2026-12-01T09:30:00+00:00"}'
        return web.json_response({"error": fault}, status=400)
    except StuckError as error:
        return web.json_response({"error": str(error), "now": service.clock.now().isoformat()}, status=500)
    await service.storage.remote_references.put(CLOCK_STOOD_AT, service.clock.now().isoformat())
    rows = [{"at": each.at.isoformat(), "what": each.what, "key": each.key, "outcome": each.outcome} for each in done]
    return web.json_response({"now": service.clock.now().isoformat(), "done": rows})
