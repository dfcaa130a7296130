"""People as Entra knows them: who an address or id belongs to, and who has left.

Sources: Graph: user get, user list (advanced filters are not needed), user resource type (accountEnabled on $select only).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from integrations.graph.client import GraphClient, Json, asking
from integrations.graph.failures import GraphFailure
from integrations.graph.sdk import UserQuery, UsersQuery

SELECT = ["id", "userPrincipalName", "displayName", "mail", "accountEnabled"]
IN_ONE_FILTER = 15
"""How many values Graph takes after `in`."""


@dataclass(frozen=True)
class Account:
    """One account. `enabled` is False while its owner may not sign in: suspended, or about to be deleted."""

    id: str
    upn: str
    name: str
    mail: str
    enabled: bool


class Directory:
    """Looks people up. Raises one of `failures.FAILURES` where Graph does not answer."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def resolve(self, key: str) -> Account | None:
        """Whoever has this object id, user principal name or mail address."""
        info = self._graph.sdk.users.by_user_id(key).to_get_request_information(asking(UserQuery(select=SELECT)))
        try:
            return _account((await self._graph.ask(info)).body)
        except GraphFailure as failure:
            if failure.status != 404:
                raise
        return await self._by_mail(key) if "@" in key else None

    async def gone(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of these object ids that are nobody's any more, or whose account is disabled."""
        asked = sorted(set(ids))
        found: dict[str, bool] = {}
        for some in _chunks(asked, IN_ONE_FILTER):
            quoted = ",".join(_quoted(one) for one in some)
            query = UsersQuery(filter=f"id in ({quoted})", select=["id", "accountEnabled"])
            rows = await self._graph.all(self._graph.sdk.users.to_get_request_information(asking(query)))
            found |= {str(row["id"]).lower(): bool(row.get("accountEnabled", True)) for row in rows}
        return frozenset(one for one in asked if not found.get(one.lower(), False))

    async def _by_mail(self, address: str) -> Account | None:
        query = UsersQuery(filter=f"mail eq {_quoted(address)}", select=SELECT)
        answer = await self._graph.ask(self._graph.sdk.users.to_get_request_information(asking(query)))
        return _account(answer.values[0]) if answer.values else None


def _account(row: Json) -> Account:
    return Account(
        id=str(row["id"]),
        upn=str(row.get("userPrincipalName") or ""),
        name=str(row.get("displayName") or ""),
        mail=str(row.get("mail") or ""),
        enabled=bool(row.get("accountEnabled", True)),
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _chunks(rows: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
