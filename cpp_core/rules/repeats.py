"""What an earlier panel recommended already (REC-7): releases, and actions of the same kind for the same owner."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cpp_core.guidance.policy import Policy
from cpp_core.model.recommendation import CaseAction, Draft, Kind, Recommendation
from cpp_core.rules.registry import rule


@dataclass(frozen=True, slots=True)
class Repeat:
    """One thing that is recommended again: what, in the words of the earlier panel, and that panel's date."""

    what: str
    panel_on: date

    @property
    def sentence(self) -> str:
        """How it is shown beside the recommendation."""
        return f"{self.what}, by the panel of {self.panel_on:%d/%m/%Y}"


@rule("REC-7", "CPP 9.0 §7", reading=True)
def kind_of_action(action: CaseAction, policy: Policy) -> str:
    """The kind of an action: one of the guidance's examples if its words name it, else its own words."""
    words = " ".join(action.what.casefold().split())
    for kind in policy.action_kinds:
        if any(cue in words for cue in kind.cues):
            return kind.key
    return words


@rule("REC-7", "CPP 9.0 §7")
def repeats_of(draft: Draft, previous: Iterable[Recommendation], policy: Policy) -> tuple[Repeat, ...]:
    """What of a draft repeats earlier panels, the latest of them first; the chair says why it is made again."""
    latest_first = sorted(previous, key=lambda each: each.panel_on, reverse=True)
    return tuple(repeat for earlier in latest_first for repeat in _repeats(draft, earlier, policy))


def _repeats(draft: Draft, earlier: Recommendation, policy: Policy) -> Iterator[Repeat]:
    if draft.kind is Kind.RELEASE and earlier.kind is Kind.RELEASE:
        yield Repeat("release", earlier.panel_on)
    wanted = {_likeness(action, policy) for action in draft.actions}
    for action in earlier.draft.actions:
        if _likeness(action, policy) in wanted:
            yield Repeat(f"{action.what} ({action.who})", earlier.panel_on)


def _likeness(action: CaseAction, policy: Policy) -> tuple[str, str]:
    return kind_of_action(action, policy), " ".join(action.who.casefold().split())
