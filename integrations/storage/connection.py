"""What statements run on: as much of SQLAlchemy's asynchronous connection as we use, so that SQLite can have a lighter one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, TypeVarTuple, overload

from sqlalchemy import CursorResult, Executable
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.sql.selectable import TypedReturnsRows

P = ParamSpec("P")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Given = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None


class AsyncConnection(Protocol):
    """One connection, in a transaction."""

    @property
    def dialect(self) -> Dialect:
        """The database's."""
        ...

    @overload
    async def execute(self, statement: TypedReturnsRows[*Ts], parameters: Given = None) -> CursorResult[*Ts]: ...

    @overload
    async def execute(self, statement: Executable, parameters: Given = None) -> CursorResult[*tuple[Any, ...]]: ...

    @overload
    async def scalar(self, statement: TypedReturnsRows[T], parameters: Mapping[str, Any] | None = None) -> T | None: ...

    @overload
    async def scalar(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Any: ...

    async def run_sync(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **others: P.kwargs) -> T:
        """Run what takes a connection that is not asynchronous."""
        ...
