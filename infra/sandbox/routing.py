"""Graph's routes: which path is served by what, for whom, and by which of Microsoft's services."""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from infra.sandbox.sandbox import Sandbox
from infra.sandbox.wire import GraphError, Request, Response

GraphHandler: TypeAlias = Callable[[Sandbox, Request], Awaitable[Response]]

CALENDAR_READ = ("Calendars.ReadWrite", "Calendars.Read")
CALENDAR_WRITE = ("Calendars.ReadWrite",)
MAIL_READ = ("Mail.ReadWrite", "Mail.Read")
MAIL_WRITE = ("Mail.ReadWrite",)
MAIL_SEND = ("Mail.Send",)
FILES = ("Files.ReadWrite.All", "Sites.ReadWrite.All", "Sites.FullControl.All", "Sites.Selected")
FILES_READ = (*FILES, "Files.Read.All", "Sites.Read.All")
USERS = ("User.Read.All", "User.ReadBasic.All", "Directory.Read.All", "User.ReadWrite.All", "Directory.ReadWrite.All")
INSTALL = (
    "TeamsAppInstallation.ReadWriteSelfForUser.All",
    "TeamsAppInstallation.ReadWriteForUser.All",
    "TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All",
    "TeamsAppInstallation.ReadWriteAndConsentForUser.All",
)
INSTALL_READ = (*INSTALL, "TeamsAppInstallation.ReadForUser.All")
CATALOGUE = ("AppCatalog.Read.All", "AppCatalog.ReadWrite.All")
MEETINGS = ("OnlineMeetings.Read.All", "OnlineMeetings.ReadWrite.All", "OnlineMeetingArtifact.Read.All")
ARTIFACTS = ("OnlineMeetingArtifact.Read.All",)


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. `roles` is any of; no roles means that a valid token is enough."""

    method: str
    template: str
    handler: GraphHandler
    target: str
    roles: tuple[str, ...] = ()
    units: int = 1

    def compiled(self) -> re.Pattern[str]:
        """`{name}` is one segment; `{item}` is a drive item with an optional path; `()` after functions is optional."""
        pattern = re.escape(self.template).replace(r"\{", "{").replace(r"\}", "}")
        if pattern.endswith("{item}"):
            pattern = pattern.replace("{item}", r"(?P<item>[^/:]+)(?::/(?P<path>[^:]*):?)?")
        pattern = pattern.replace("{item}", r"(?P<item>[^/:]+)(?::/(?P<path>[^:]*):)?")
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern)
        pattern = pattern.replace("FUNCTION", r"(?:microsoft\.graph\.)?").replace("BRACKETS", r"(?:\(\))?")
        return re.compile(pattern, re.IGNORECASE)


class Router:
    """Looks a path up, as OData does: segments in any case, ids as they are."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes: dict[str, list[tuple[re.Pattern[str], Route]]] = {}
        for route in routes:
            self._routes.setdefault(route.method, []).append((route.compiled(), route))

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        """The route and its arguments, or the refusal for a path that Graph does not know."""
        for pattern, route in self._routes.get(method, ()):
            found = pattern.fullmatch(path)
            if found is not None:
                return route, {name: value for name, value in found.groupdict().items() if value is not None}
        if any(pattern.fullmatch(path) for routes in self._routes.values() for pattern, _ in routes):
            raise GraphError(405, "Request_BadRequest", f"Specified HTTP method '{method}' is not allowed here.")
        segment = path.rstrip("/").rpartition("/")[2]
        raise GraphError(400, "BadRequest", f"Resource not found for the segment '{segment}'.")
