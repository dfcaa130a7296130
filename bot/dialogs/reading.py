"""Reading what a press brings: everything arrives as text, and what cannot be read is refused kindly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar

from cpp_core.deadlines.time import local
from cpp_core.refusals import Fault, Refusal

E = TypeVar("E", bound=StrEnum)

TRUE = frozenset({"true", "yes", "1", "on"})


class Inputs:
    """The inputs of one press. `unreadable` gathers what was typed and is no date, for forms that show it again."""

    def __init__(self, data: Mapping[str, str], clause: str = "") -> None:
        self.data = data
        self.clause = clause
        self.unreadable: list[tuple[str, str]] = []

    def ref(self, name: str) -> str:
        """What the card is about, as the card carried it."""
        found = self.text(name)
        if not found:
            raise Refusal(
                self.clause,
                Fault("", f"This card does not say which {name} it is about.", "Write “my panels” to get a new one."),
            )
        return found

    def text(self, name: str) -> str:
        """What was typed, without the blanks around it."""
        return self.data.get(name, "").strip()

    def needed(self, name: str, label: str) -> str:
        """What was typed; refused while it is empty."""
        found = self.text(name)
        if not found:
            raise Refusal(self.clause, Fault(label, "This is still empty.", "Please fill it in and send again."))
        return found

    def several(self, name: str) -> tuple[str, ...]:
        """What was chosen of several things, each once, in order."""
        chosen = (one.strip() for one in self.text(name).split(","))
        return tuple(dict.fromkeys(one for one in chosen if one))

    def on(self, name: str) -> bool:
        """Whether something was ticked."""
        return self.text(name).lower() in TRUE

    def one_of(self, name: str, label: str, kinds: type[E]) -> E:
        """One of these; refused where it is none, or nothing was chosen."""
        chosen = self.needed(name, label)
        try:
            return kinds(chosen)
        except ValueError:
            offered = ", ".join(str(kind) for kind in kinds)
            what = f"“{chosen[:60]}” is none of: {offered}."
            raise Refusal(self.clause, Fault(label, what, "Please choose again.")) from None

    def day(self, name: str, label: str) -> date | None:
        """A date, or none; what is no date is kept as unreadable."""
        typed = self.text(name)
        if not typed:
            return None
        found = _date_in(typed)
        if found is None:
            self.unreadable.append((label, typed[:60]))
        return found

    def time_of_day(self, name: str, label: str) -> time | None:
        """A time of day, or none; what is no time is kept as unreadable."""
        typed = self.text(name)
        found = _time_in(typed)
        if typed and found is None:
            self.unreadable.append((label, typed[:60]))
        return found

    def moment(self, day_name: str, time_name: str, label: str) -> datetime | None:
        """A date and a time of day in London, or neither; refused where only one is there or cannot be read."""
        day, clock = self.text(day_name), self.text(time_name)
        if not day and not clock:
            return None
        on, at = _date_in(day), _time_in(clock)
        if on is None or at is None:
            typed = f"{day or 'no date'}, {clock or 'no time'}"
            raise Refusal(
                self.clause,
                Fault(label, f"“{typed[:60]}” is no date and time.", "Give both, such as 8 December 2026 and 10:00."),
            )
        return local(on, at)


def _date_in(typed: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            found = datetime.strptime(typed[:10] if form == "%Y-%m-%d" else typed, form)  # noqa: DTZ007 - a date only
        except ValueError:
            continue
        return found.date()
    return None


def _time_in(typed: str) -> time | None:
    try:
        return time.fromisoformat(typed).replace(tzinfo=None)
    except ValueError:
        return None
