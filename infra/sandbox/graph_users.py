"""The directory (Graph: user resource type, directoryObject getByIds)."""

from infra.sandbox import odata
from infra.sandbox.checks import check_action
from infra.sandbox.routing import USERS, Route
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.state import User
from infra.sandbox.wire import GraphError, Json, Request, Response

_DEFAULT = (
    "businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation",
    "preferredLanguage", "surname", "userPrincipalName", "id",
)  # fmt: skip
_FILTERABLE = frozenset({
    "id", "mail", "userPrincipalName", "displayName", "givenName", "surname", "accountEnabled", "department",
    "jobTitle", "userType",
})  # fmt: skip
_LARGEST_IDS = 1_000


def _all_of(user: User) -> Json:
    return {
        "id": user.id,
        "displayName": user.name,
        "givenName": user.given_name,
        "surname": user.surname,
        "jobTitle": user.job_title,
        "mail": user.mail or None,
        "userPrincipalName": user.upn,
        "accountEnabled": user.account_enabled,
        "department": user.department,
        "userType": "Member",
        "businessPhones": [],
        "mobilePhone": None,
        "officeLocation": None,
        "preferredLanguage": "en-GB",
        "companyName": None,
        "usageLocation": "GB",
    }


def wire(user: User, request: Request) -> Json:
    """Without `$select` only the default properties, of which accountEnabled is none."""
    everything = _all_of(user)
    if request.query.get("$select"):
        return odata.select(everything, request, ())
    return {name: everything[name] for name in _DEFAULT}


async def get(sandbox: Sandbox, request: Request) -> Response:
    """GET a user by object id or user principal name."""
    return Response(200, wire(sandbox.tenant.user(request.args["user"]), request))


async def list_users(sandbox: Sandbox, request: Request) -> Response:
    """GET users with `$filter`."""
    text = request.query.get("$filter")
    wanted = odata.Filter(text, lambda name: name in _FILTERABLE).matches if text else None
    found = [user for user in sandbox.tenant.users.values() if wanted is None or wanted(_all_of(user))]
    rows = [wire(user, request) for user in found]
    return Response(200, odata.page(rows, request, default=100, key="$skiptoken"))


async def get_by_ids(sandbox: Sandbox, request: Request) -> Response:
    """POST getByIds: those that exist, in no promised order; the others are left out."""
    body = check_action(request.json(), {"ids": "[string]", "types": "[string]"}, ("ids",))
    if len(body["ids"]) > _LARGEST_IDS:
        raise GraphError(400, "Request_BadRequest", "Too many identifiers: the most is 1000.")
    found = [sandbox.tenant.users.get(key.lower()) or sandbox.tenant.users.get(key) for key in body["ids"]]
    rows = [{"@odata.type": "#microsoft.graph.user", **wire(user, request)} for user in found if user]
    return Response(200, {"value": rows})


ROUTES = [
    Route("GET", "/users/{user}", get, "directory", USERS),
    Route("GET", "/users", list_users, "directory", USERS),
    Route("POST", "/directoryObjects/FUNCTIONgetByIds", get_by_ids, "directory", USERS),
]
