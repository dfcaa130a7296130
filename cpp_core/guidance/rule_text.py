"""The wording of one rule, as the product keeps it and shows it to a person who asks why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule: our own short wording of it, the guidance it rests on, and which parts are readings of ours."""

    id: str
    title: str
    wording: str
    citation: str
    readings: tuple[str, ...] = ()
    """The parts that the guidance does not say: our defaults [R]. No explanation cites the guidance for them."""
