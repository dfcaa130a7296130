"""Corrections (REC-8): a new entry and never a change in place; who had the old one gets the new one."""

from collections.abc import Iterable, Iterator

from cpp_core.guidance.findings import Finding
from cpp_core.model.recommendation import Recommendation
from cpp_core.rules.registry import rule


@rule("REC-8", "CPP 9.0 §8.8, §10, §11.3", reading=True)
def correction_faults(old: Recommendation, new: Recommendation) -> tuple[Finding, ...]:
    """Why `new` is no correction of `old`: of another case, not the next entry, earlier, without reason or change."""
    return tuple(_correction_faults(old, new))


def _correction_faults(old: Recommendation, new: Recommendation) -> Iterator[Finding]:
    if (old.panel_id, old.case_ref) != (new.panel_id, new.case_ref):
        yield _fault("it is about another case or panel", "a correction replaces one entry", "Choose the entry again.")
    if new.entry != old.entry + 1:
        why = f"after entry {old.entry} comes {old.entry + 1}, not {new.entry}"
        yield _fault("it is not the next entry", why, "Somebody else has corrected it: look at the latest entry first.")
    if new.confirmed_at < old.confirmed_at:
        yield _fault("it is older than the entry that it corrects", "entries are kept in order", "Check the time.")
    if not new.confirmed_by.strip():
        yield _fault("who corrects it is missing", "the record says who, when and why", "Give the name.")
    if not new.correction_reason.strip():
        yield _fault("the reason is missing", "the record says who, when and why", "Say why it is corrected.")
    if new.draft == old.draft:
        yield _fault("nothing is corrected", "both entries say the same", "Leave it, or change what is wrong.")


def _fault(what: str, why: str, mend: str) -> Finding:
    return Finding("REC-8", "CPP 9.0 §8.8", what, why, mend, reading=True)


@rule("REC-8", "CPP 9.0 §8.8, §10")
def recipients(had_old: Iterable[str], entitled_now: Iterable[str]) -> tuple[str, ...]:
    """Who gets the correction: everyone who had the old entry, and whoever would get it now, each once."""
    kept: dict[str, str] = {}
    for address in (*had_old, *entitled_now):
        if address.strip():
            kept.setdefault(address.strip().casefold(), address.strip())
    return tuple(kept.values())


@rule("REC-8", "CPP 9.0 §10")
def record_of(entries: Iterable[Recommendation]) -> tuple[tuple[Recommendation, bool], ...]:
    """Every entry of a case, as it is disclosed: in order, none left out, with whether it stands."""
    ordered = sorted(entries, key=lambda each: (each.panel_on, each.panel_id, each.entry))
    latest = {each.panel_id: each.entry for each in ordered}
    return tuple((each, each.entry == latest[each.panel_id]) for each in ordered)
