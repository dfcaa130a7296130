"""`panels rules`: the rules and the register of clauses, for a policy colleague: as text, Markdown or JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from importlib import import_module
from pkgutil import walk_packages

import click

import cpp_core
from cpp_core.deadlines.time import london_date
from cpp_core.guidance.clauses import STATUS_WORDS, Clause
from cpp_core.guidance.policy import CURRENT
from cpp_core.guidance.register import REGISTER
from cpp_core.guidance.rule_text import RuleText
from cpp_core.guidance.rules_table import CHAPTERS, RULES
from cpp_core.guidance.shown import READING, shown, source_of
from cpp_core.rules.registry import rules_for
from infra.cli.dates import DAY
from infra.cli.output import as_json, print_json
from infra.session import clock_of
from infra.settings import read_settings


@click.command()
@click.option("--rule", "rule_id", metavar="RULE", help="One rule, like ATT-2, with its values and clauses.")
@click.option("--status", type=click.Choice(list(STATUS_WORDS)), help="Only clauses that are kept in this way.")
@click.option("--on", "day", type=DAY, help="Policy values in force on this day instead of today.")
@click.option("--markdown", is_flag=True, help="Print a Markdown document.")
@as_json
def rules(rule_id: str | None, status: str | None, day: datetime | None, markdown: bool, json_: bool) -> None:
    """Print every rule, and every clause of the guidance with what keeps it.

    What is a reading of ours, where the guidance is silent or ambiguous, is marked [R].
    """
    _import_all()
    on = london_date(clock_of(read_settings()).now()) if day is None else day.date()
    texts = _chosen(rule_id)
    clauses = [each for each in REGISTER if _wanted(each, rule_id, status)]
    if json_:
        print_json(_document(texts, clauses, on))
    elif markdown:
        click.echo("\n".join(_markdown(texts, clauses, on)))
    else:
        click.echo("\n".join(_text(texts if rule_id else (), clauses, on)))


def _import_all() -> None:
    """Functions say which rule they keep when their module is imported."""
    for module in walk_packages(cpp_core.__path__, "cpp_core."):
        import_module(module.name)


def _chosen(rule_id: str | None) -> Sequence[RuleText]:
    if rule_id is None:
        return tuple(RULES.values())
    text = RULES.get(rule_id.upper())
    if text is None:
        hint = f"the rules are {', '.join(_ranges())}"
        raise click.BadParameter(f"there is no rule {rule_id}; {hint}", param_hint="--rule")
    return (text,)


def _ranges() -> Iterator[str]:
    for _, texts in CHAPTERS:
        counts = Counter(text.id.split("-")[0] for text in texts)
        yield from (f"{prefix}-1 to {prefix}-{count}" for prefix, count in counts.items())


def _wanted(clause: Clause, rule_id: str | None, status: str | None) -> bool:
    return (rule_id is None or rule_id.upper() in clause.rules) and (status is None or clause.status == status)


def path_of(where: str) -> str:
    """`cpp_core.rules.panel:quorum` as somebody finds it in the folder."""
    module, _, name = where.partition(":")
    return f"{module.replace('.', '/')}.py {name}".strip()


def _values(text: RuleText, on: date) -> Iterator[tuple[str, str]]:
    """The policy values of a rule in force on a day, with unit and source."""
    for name, entry in CURRENT.entries.items():
        if entry.clause == text.id:
            value = entry.in_force_on(on)
            source = f"{READING} ours, beside {value.citation}" if entry.reading else value.citation
            assumed = ", assumed: the text of that time is not known to us" if value.assumed else ""
            yield name, f"{shown(value.value)} ({entry.unit}; {source}; from {value.since:%d/%m/%Y}{assumed})"


def _text(texts: Iterable[RuleText], clauses: Sequence[Clause], on: date) -> Iterator[str]:
    for text in texts:
        yield from _rule_text(text, on)
    heading = ""
    for clause in clauses:
        if clause.citation != heading:
            heading = clause.citation
            yield from ("", heading, "-" * len(heading))
        yield from _clause_text(clause)
    yield from ("", _summary(clauses), f"{READING} marks a reading of ours, where the guidance is silent or ambiguous.")


def _rule_text(text: RuleText, on: date) -> Iterator[str]:
    yield f"{text.id} {text.title} ({source_of(text)})"
    yield f"  {text.wording}"
    yield from (f"  {READING} our reading: {reading}" for reading in text.readings)
    yield from (f"  Policy: {name} = {value}" for name, value in _values(text, on))
    yield from (f"  In code: {path_of(where)}" for where in _functions(text))


def _functions(text: RuleText) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.where for entry in rules_for(text.id)))


def _clause_text(clause: Clause) -> Iterator[str]:
    yield f"{clause.id:<14} {STATUS_WORDS[clause.status]}{f'  {READING}' if clause.reading else ''}"
    yield f"  {clause.paraphrase}."
    if clause.rules:
        yield f"  Rule: {', '.join(clause.rules)}"
    yield from (f"  In code: {path_of(where)}" for where in clause.where)
    if clause.why:
        yield f"  Why: {clause.why}"


def _summary(clauses: Sequence[Clause]) -> str:
    counts = Counter(clause.status for clause in clauses)
    parts = [f"{counts[status]} {words}" for status, words in STATUS_WORDS.items() if counts[status]]
    return f"{len(clauses)} clauses: {', '.join(parts)}." if parts else "No clause."


def _markdown(texts: Iterable[RuleText], clauses: Sequence[Clause], on: date) -> Iterator[str]:
    yield from ("# The rules of Case Progression Panels, as this product keeps them", "")
    yield f"{READING} marks a reading of ours, where the guidance is silent or ambiguous. {_summary(clauses)}"
    chosen = {text.id for text in texts}
    for chapter, in_chapter in CHAPTERS:
        found = [text for text in in_chapter if text.id in chosen]
        if found:
            yield from (
                "",
                f"## {chapter}",
                "",
                "| rule | what it says | source | policy |",
                "| --- | --- | --- | --- |",
            )
            yield from (_rule_row(text, on) for text in found)
    yield from ("", "## The guidance, clause by clause", "")
    yield from ("| clause | citation | what is asked | kept | rule | where |", "| --- | --- | --- | --- | --- | --- |")
    yield from (_clause_row(clause) for clause in clauses)


def _rule_row(text: RuleText, on: date) -> str:
    readings = "".join(f"<br>{READING} {reading}" for reading in text.readings)
    values = "<br>".join(f"`{name}` {value}" for name, value in _values(text, on))
    return _row(f"{text.id} {text.title}", f"{text.wording}{readings}", source_of(text), values)


def _clause_row(clause: Clause) -> str:
    where = "<br>".join(f"`{path_of(each)}`" for each in clause.where) or clause.why
    mark = f" {READING}" if clause.reading else ""
    kept = f"{STATUS_WORDS[clause.status]}{mark}"
    return _row(clause.id, clause.citation, clause.paraphrase, kept, ", ".join(clause.rules), where)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _document(texts: Iterable[RuleText], clauses: Sequence[Clause], on: date) -> dict[str, object]:
    return {
        "rules": [
            {
                "id": text.id,
                "title": text.title,
                "words": text.wording,
                "citation": text.citation,
                "source": source_of(text),
                "readings": list(text.readings),
                "policy": [{"name": name, "value": value} for name, value in _values(text, on)],
                "where": list(_functions(text)),
            }
            for text in texts
        ],
        "clauses": [
            {
                "id": clause.id,
                "citation": clause.citation,
                "paraphrase": clause.paraphrase,
                "status": clause.status,
                "kept": STATUS_WORDS[clause.status],
                "reading": clause.reading,
                "rules": list(clause.rules),
                "where": list(clause.where),
                "why": clause.why,
            }
            for clause in clauses
        ],
        "counts": dict(Counter(clause.status for clause in clauses)),
    }
