"""A row of the register: one thing that the guidance asks of somebody, and what we do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Status = Literal["coded", "coded_rule", "to_do", "people", "out_of_scope"]
"""Kept by code that the use cases reach; written and tested as a rule, which no use case reaches yet; planned; kept by
people, whom the service at most helps; none of this product's business."""

STATUS_WORDS: Mapping[Status, str] = {
    "coded": "kept by the service",
    "coded_rule": "rule written and tested, not in use yet",
    "to_do": "planned",
    "people": "kept by people",
    "out_of_scope": "out of scope",
}
"""A status as a policy colleague reads it."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that the guidance asks for, in our words."""

    id: str
    citation: str
    paraphrase: str
    status: Status
    rules: tuple[str, ...] = ()
    """The rules which keep it, by their ids."""
    where: tuple[str, ...] = ()
    """`module:name` of what keeps it; for what is to do, the module in which it is planned."""
    why: str = ""
    """Why it is left to people, or out of scope."""
    reading: bool = False
    """True where keeping it takes a choice that the guidance does not make."""


def coded(
    clause_id: str,
    citation: str,
    rules: str,
    where: str,
    paraphrase: str,
    *,
    reading: bool = False,
) -> Clause:
    """A clause that code keeps now."""
    return Clause(clause_id, citation, paraphrase, "coded", tuple(rules.split()), tuple(where.split()), reading=reading)


def rule_only(
    clause_id: str,
    citation: str,
    rules: str,
    where: str,
    paraphrase: str,
    *,
    reading: bool = False,
) -> Clause:
    """A clause whose rule is written and tested, and which no use case reaches yet."""
    where_ = tuple(where.split())
    return Clause(clause_id, citation, paraphrase, "coded_rule", tuple(rules.split()), where_, reading=reading)


def to_do(
    clause_id: str,
    citation: str,
    rules: str,
    where: str,
    paraphrase: str,
    *,
    reading: bool = False,
) -> Clause:
    """A clause that is planned, with the module in which it will be kept."""
    return Clause(clause_id, citation, paraphrase, "to_do", tuple(rules.split()), tuple(where.split()), reading=reading)


def people(
    clause_id: str,
    citation: str,
    paraphrase: str,
    why: str,
    rules: str = "",
) -> Clause:
    """A clause that people keep, with why no program can; `rules` are those that help them."""
    return Clause(clause_id, citation, paraphrase, "people", tuple(rules.split()), why=why)


def out_of_scope(
    clause_id: str,
    citation: str,
    paraphrase: str,
    why: str,
) -> Clause:
    """A clause that is none of this product's business, with why."""
    return Clause(clause_id, citation, paraphrase, "out_of_scope", why=why)
