"""Teams apps installed for people (Graph: user teamwork installedApps, appCatalogs teamsApps)."""

from urllib.parse import urlsplit

from infra.sandbox import activities, odata
from infra.sandbox.checks import check
from infra.sandbox.ids import stable_guid
from infra.sandbox.routing import CATALOGUE, INSTALL, INSTALL_READ, Route
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.state import User
from infra.sandbox.teams import graph_chat_id, installation_id
from infra.sandbox.wire import GraphError, Json, Request, Response

_BIND = "/appCatalogs/teamsApps/"


def catalogue(sandbox: Sandbox) -> dict[str, Json]:
    """The apps of the organisation's catalogue, by id."""
    config = sandbox.config
    apps = ((config.teams_app_id, config.bot_name), *config.extra_teams_apps)
    return {
        key: {
            "id": key,
            "externalId": stable_guid("teams-app", key),
            "displayName": name,
            "distributionMethod": "organization",
        }
        for key, name in apps
    }


def _installation(sandbox: Sandbox, user: User, app_id: str) -> Json:
    app = catalogue(sandbox)[app_id]
    return {
        "id": installation_id(user.id, app_id),
        "teamsApp": app,
        "teamsAppDefinition": {
            "id": stable_guid("definition", app_id),
            "teamsAppId": app_id,
            "displayName": app["displayName"],
            "version": "1.0.0",
            "publishingState": "published",
        },
    }


def _shown(row: Json, request: Request) -> Json:
    expanded = request.query.get("$expand", "").lower()
    return {name: value for name, value in row.items() if name == "id" or name.lower() in _names(expanded)}


def _names(expanded: str) -> set[str]:
    return {part.partition("(")[0].strip() for part in expanded.split(",")}


async def list_installed(sandbox: Sandbox, request: Request) -> Response:
    """GET installedApps: the app itself only on `$expand`."""
    user = sandbox.tenant.user(request.args["user"])
    text = request.query.get("$filter")
    known = {"teamsApp", "teamsAppDefinition", "id"}
    wanted = odata.Filter(text, lambda name: name in known).matches if text else None
    rows = [_installation(sandbox, user, app_id) for app_id in sorted(sandbox.tenant.chats.apps.get(user.id, ()))]
    shown = [_shown(row, request) for row in rows if wanted is None or wanted(row)]
    return Response(200, odata.page(shown, request, default=100))


async def install(sandbox: Sandbox, request: Request) -> Response:
    """POST installedApps: 201, later 409; the bot hears of it soon after."""
    user = sandbox.tenant.user(request.args["user"])
    body = check(request.json(), "userScopeTeamsAppInstallation")
    path = urlsplit(str(body.get("teamsApp@odata.bind") or "")).path
    app_id = path.rpartition(_BIND)[2]
    if _BIND not in path or app_id not in catalogue(sandbox):
        raise GraphError(404, "NotFound", "The app was not found in the organisation's catalogue.")
    if app_id in sandbox.tenant.chats.apps.get(user.id, ()):
        raise GraphError(409, "Conflict", "The app is already installed for the user.")
    activities.install(sandbox, user.id, app_id, wait=False)
    found = installation_id(user.id, app_id)
    return Response(201, None, {"Location": f"/users/{user.id}/teamwork/installedApps/{found}"})


def _find(sandbox: Sandbox, request: Request) -> tuple[User, str]:
    user = sandbox.tenant.user(request.args["user"])
    for app_id in sandbox.tenant.chats.apps.get(user.id, ()):
        if installation_id(user.id, app_id) == request.args["installation"]:
            return user, app_id
    raise GraphError(404, "NotFound", "The app is not installed for the user.")


async def get_installed(sandbox: Sandbox, request: Request) -> Response:
    """GET one installation."""
    user, app_id = _find(sandbox, request)
    return Response(200, _shown(_installation(sandbox, user, app_id), request))


async def uninstall(sandbox: Sandbox, request: Request) -> Response:
    """DELETE an installation: the chat stays, the bot may not write into it."""
    user, app_id = _find(sandbox, request)
    activities.uninstall(sandbox, user.id, app_id)
    return Response(204)


async def chat(sandbox: Sandbox, request: Request) -> Response:
    """GET the chat between the person and the app."""
    user, _ = _find(sandbox, request)
    shown = {
        "id": graph_chat_id(sandbox.config.bot_app_id, user.id),
        "topic": None,
        "chatType": "oneOnOne",
        "tenantId": sandbox.config.tenant_id,
        "webUrl": f"https://teams.microsoft.com/l/chat/{user.id}/0?tenantId={sandbox.config.tenant_id}",
    }
    return Response(200, odata.select(shown, request))


async def list_catalogue(sandbox: Sandbox, request: Request) -> Response:
    """GET the organisation's catalogue."""
    text = request.query.get("$filter")
    known = {"id", "externalId", "displayName", "distributionMethod"}
    wanted = odata.Filter(text, lambda name: name in known).matches if text else None
    rows = [odata.select(row, request) for row in catalogue(sandbox).values() if wanted is None or wanted(row)]
    return Response(200, odata.page(rows, request, default=100))


_APPS = "/users/{user}/teamwork/installedApps"
ROUTES = [
    Route("GET", _APPS, list_installed, "teams", INSTALL_READ),
    Route("POST", _APPS, install, "teams", INSTALL),
    Route("GET", f"{_APPS}/{{installation}}/chat", chat, "teams", INSTALL_READ),
    Route("GET", f"{_APPS}/{{installation}}", get_installed, "teams", INSTALL_READ),
    Route("DELETE", f"{_APPS}/{{installation}}", uninstall, "teams", INSTALL),
    Route("GET", "/appCatalogs/teamsApps", list_catalogue, "teams", CATALOGUE),
]
