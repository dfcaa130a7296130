"""The register, the table of rules and the code hold together."""

import importlib
import re
from datetime import date
from pkgutil import walk_packages

import pytest

import cpp_core
from cpp_core.guidance.clauses import Clause
from cpp_core.guidance.policy import CURRENT
from cpp_core.guidance.register import BY_ID, REGISTER, clauses_of
from cpp_core.guidance.rules_table import CHAPTERS, RULES, UnknownRuleError, explain, rule_text
from cpp_core.rules.registry import registered_rules, rules_for
from tests.core.edges import SIDES, edges, tables, tables_read
from tests.core.reach import reached

ALL_OURS = {"TIME-7", "TIME-8", "LST-6"}
"""Rules for which no sentence of the guidance asks: readings of ours altogether."""

DATA_ONLY = {"cpp_core.guidance.policy_choices"}
"""Read through the policy."""

CITATION = re.compile(
    r"CPP 9\.0 §\d+(\.\d+)?(, §\d+(\.\d+)?)*"
    r"|IPM 1\.0 [A-Z][A-Za-z]*( [A-Za-z0-9]+)*(, [A-Z][A-Za-z]*( [A-Za-z0-9]+)*)*"
    r"|IPM advert|CPP page|IAPNCM 2014( §\d(\.\d)?)?|data protection"
)
SECTIONS = {
    *(str(number) for number in range(1, 16)),
    *("1.1", "1.2", "1.3", "2.1", "3.1", "10.1", "10.2", "10.3", "10.4", "11.1", "11.2", "11.3", "14.1", "15.1"),
    *(f"8.{number}" for number in range(1, 11)),
}
CODED = [clause for clause in REGISTER if clause.status in {"coded", "coded_rule"}]


def is_reached(clause: Clause) -> bool:
    """Whether all that keeps a clause is reached; what lies outside the core is reached by being there."""
    names = [tuple(where.split(":")) for where in clause.where]
    return all(name in reached() for name in names if str(name[0]).startswith("cpp_core.") and name[0] not in DATA_ONLY)


def well_cited(citation: str) -> bool:
    parts = citation.split("; ")
    sections = re.findall(r"§(\d+(?:\.\d+)?)", "".join(part for part in parts if part.startswith("CPP")))
    return all(CITATION.fullmatch(part) for part in parts) and set(sections) <= SECTIONS


@pytest.fixture(scope="module", autouse=True)
def every_module_of_the_core() -> None:
    for module in walk_packages(cpp_core.__path__, "cpp_core."):
        importlib.import_module(module.name)


class TestTheRegister:
    def test_lists_each_clause_once(self) -> None:
        assert len(BY_ID) == len(REGISTER)
        assert len(REGISTER) >= 150

    @pytest.mark.parametrize("clause", REGISTER, ids=lambda clause: clause.id)
    def test_cites_says_and_accounts_for_each(self, clause: Clause) -> None:
        assert well_cited(clause.citation), clause.citation
        assert clause.paraphrase
        assert not clause.paraphrase.endswith(".")
        assert set(clause.rules) <= RULES.keys()
        if clause.status in {"coded", "coded_rule", "to_do"}:
            assert clause.where
            assert clause.rules
            assert not clause.why
        else:
            assert clause.why
            assert not clause.where

    @pytest.mark.parametrize("clause", CODED, ids=lambda clause: clause.id)
    def test_names_code_that_is_there_for_each_that_is_coded(self, clause: Clause) -> None:
        for where in clause.where:
            module, _, name = where.partition(":")
            assert hasattr(importlib.import_module(module), name), f"{clause.id}: there is no {where}"

    @pytest.mark.parametrize("clause", CODED, ids=lambda clause: clause.id)
    def test_has_a_function_for_each_rule_of_a_coded_clause(self, clause: Clause) -> None:
        for rule in clause.rules:
            assert rules_for(rule), f"{clause.id}: no function is marked as keeping {rule}"

    def test_says_coded_of_what_the_use_cases_reach_and_of_nothing_else(self) -> None:
        missed = [clause.id for clause in REGISTER if clause.status == "coded" and not is_reached(clause)]
        assert missed == [], "no use case reaches them: say rule_only(...)"
        wired = [clause.id for clause in REGISTER if clause.status == "coded_rule" and is_reached(clause)]
        assert wired == [], "the use cases reach them now: say coded(...)"

    def test_has_what_asks_for_each_rule(self) -> None:
        assert {rule for rule in RULES if not clauses_of(rule)} == ALL_OURS


class TestTheTableOfRules:
    def test_has_every_chapter(self) -> None:
        assert [name[:1] for name, _ in CHAPTERS] == ["0", *"ABCDEFGHI"]
        assert len(RULES) == 70
        assert sum(len(texts) for _, texts in CHAPTERS) == len(RULES)

    def test_numbers_rules_without_a_gap(self) -> None:
        for prefix in {rule.split("-")[0] for rule in RULES}:
            numbers = [int(rule.split("-")[1]) for rule in RULES if rule.split("-")[0] == prefix]
            assert numbers == list(range(1, len(numbers) + 1))

    @pytest.mark.parametrize("rule", RULES)
    def test_cites_and_words_each(self, rule: str) -> None:
        text = rule_text(rule)
        assert well_cited(text.citation), text.citation
        assert text.wording.endswith(".")
        assert not any(reading.endswith(".") for reading in text.readings)

    def test_explains_what_is_a_reading(self) -> None:
        assert (
            explain("INV-3") == "INV-3 Invitations (CPP 9.0 §6). Invitations go out at least two weeks before a panel."
        )
        assert "Our reading, where the guidance is silent: it stands once the chair confirms it." in explain("REC-9")

    def test_knows_no_other_rule(self) -> None:
        with pytest.raises(UnknownRuleError, match="PAN-99"):
            rule_text("PAN-99")


class TestTheCode:
    def test_marks_only_rules_of_the_table_and_cites_them_well(self) -> None:
        for entry in registered_rules():
            assert entry.clause in RULES, entry
            assert well_cited(entry.citation), entry

    def test_finds_the_functions_of_a_rule(self) -> None:
        assert "cpp_core.rules.panel:quorum" in {entry.where for entry in rules_for("PAN-1")}

    def test_flags_no_reading_that_the_table_does_not_know(self) -> None:
        for entry in registered_rules():
            assert not entry.reading or rule_text(entry.clause).readings, entry

    def test_has_policy_only_for_rules_of_the_table(self) -> None:
        for name, entry in CURRENT.entries.items():
            assert entry.clause in RULES, name
            assert not entry.reading or rule_text(entry.clause).readings, name

    def test_cites_each_policy_value_and_says_from_when_it_is_in_force(self) -> None:
        for name, entry in CURRENT.entries.items():
            for value in entry.values:
                assert well_cited(value.citation), name
                assert isinstance(value.since, date), name


class TestTheTests:
    @pytest.mark.parametrize("rule", RULES)
    @pytest.mark.parametrize("side", SIDES)
    def test_are_on_both_sides_of_the_edge_of_each_rule(self, rule: str, side: str) -> None:
        assert (rule, side) in edges(), f"{rule}: no example {side}side its edge; add one to tests/core/data"

    def test_name_only_rules_of_the_table(self) -> None:
        assert {(rule, side) for rule, side in edges() if rule not in RULES or side not in SIDES} == set()

    def test_read_every_table_of_examples(self) -> None:
        assert set(tables()) == tables_read()
