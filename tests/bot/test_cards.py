"""Every card is what its golden file says, valid, small, and asks nothing without a label."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.cards.catalogue import CARDS, draw
from bot.verbs import VERBS
from cpp_core.messages.message import Facts, Message, Table, Text, as_text
from infra.sandbox.cards import problems
from tests.bot.samples import SAMPLES
from tests.bot.world import WHY, a_message

Json = dict[str, Any]
GOLDEN = Path(__file__).parent / "golden"
SCHEMA = Path(__file__).parents[3] / "shared" / "data" / "adaptive-card-1.5.0.json"
LARGEST = 80 * 1024
OF_TEAMS = ("msteams", "targetWidth")
EACH = pytest.mark.parametrize("name", SAMPLES)


def nodes(value: object) -> Iterator[Json]:
    """Every object within a card."""
    if isinstance(value, dict):
        yield value
        for child in value.values():
            yield from nodes(child)
    elif isinstance(value, list):
        for child in value:
            yield from nodes(child)


def typed(card: Json, prefix: str) -> list[Json]:
    """Every element or action whose type starts so."""
    return [node for node in nodes(card) if str(node.get("type", "")).startswith(prefix)]


def without_extras(card: Json) -> Json:
    """A copy without what Teams added to the schema."""
    bare = copy.deepcopy(card)
    for node in nodes(bare):
        for extra in OF_TEAMS:
            node.pop(extra, None)
    return bare


@EACH
def test_a_card_and_its_plain_text_are_what_their_golden_files_say(name: str, request: pytest.FixtureRequest) -> None:
    card = json.dumps(draw(SAMPLES[name]), indent=2, ensure_ascii=False) + "\n"
    text = as_text(SAMPLES[name])
    drawn, written = GOLDEN / f"{name}.json", GOLDEN / f"{name}.txt"
    if request.config.getoption("--regenerate-cards", default=False):
        GOLDEN.mkdir(exist_ok=True)
        drawn.write_text(card, encoding="utf-8")
        written.write_text(text, encoding="utf-8")
    assert drawn.read_text(encoding="utf-8") == card
    assert written.read_text(encoding="utf-8") == text


def test_there_is_no_golden_file_without_its_card() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(SAMPLES)


def test_every_card_has_a_sample() -> None:
    assert {message.name for message in SAMPLES.values()} >= set(CARDS)


@pytest.fixture(scope="session")
def schema() -> jsonschema.Draft6Validator:
    """The schema of Adaptive Cards 1.5."""
    if not SCHEMA.exists():
        pytest.skip(f"the schema of Adaptive Cards is not here: {SCHEMA}")
    return jsonschema.Draft6Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


@EACH
def test_a_card_is_valid_by_the_schema(name: str, schema: jsonschema.Draft6Validator) -> None:
    assert [error.message for error in schema.iter_errors(without_extras(draw(SAMPLES[name])))] == []


def test_the_schema_would_catch_a_card_that_is_wrong(schema: jsonschema.Draft6Validator) -> None:
    card = draw(SAMPLES["attendance-asked"])
    card["body"].append({"type": "TextBlock"})
    assert list(schema.iter_errors(without_extras(card)))


@EACH
def test_teams_would_show_the_card(name: str) -> None:
    assert problems(draw(SAMPLES[name])) == []


@EACH
def test_a_card_is_small(name: str) -> None:
    assert len(json.dumps(draw(SAMPLES[name])).encode()) < LARGEST


@EACH
def test_every_input_has_a_label_and_says_what_is_missing(name: str) -> None:
    for each in typed(draw(SAMPLES[name]), "Input."):
        assert each["label"], each
        assert bool(each.get("isRequired")) == bool(each.get("errorMessage")), each


@EACH
def test_every_press_is_in_the_table_of_verbs_with_the_same_fallback(name: str) -> None:
    card = draw(SAMPLES[name])
    refresh = card.get("refresh", {}).get("action")
    for each in typed(card, "Action.Execute"):
        assert each["verb"] in VERBS
        if each is not refresh:
            fallback = each["fallback"]
            assert fallback["type"] == "Action.Submit"
            assert fallback["data"] == {"verb": each["verb"], **each["data"]}


@EACH
def test_no_more_buttons_than_teams_shows(name: str) -> None:
    shown = [each for each in draw(SAMPLES[name]).get("actions", []) if each.get("mode") != "secondary"]
    assert len(shown) <= 6


@EACH
def test_nothing_that_breaks_on_a_telephone(name: str) -> None:
    card = draw(SAMPLES[name])
    assert typed(card, "ActionSet") == []
    assert typed(card, "Table") == []


@EACH
def test_a_press_without_inputs_does_not_wait_for_required_ones(name: str) -> None:
    card = draw(SAMPLES[name])
    body = [each for each in typed({"body": card["body"]}, "Input.") if each.get("isRequired")]
    waiting = [each for each in card.get("actions", []) if each["type"] == "Action.Execute"]
    if body:
        assert [each for each in waiting if each.get("associatedInputs") != "none"] or typed(card, "Action.ShowCard")


def test_every_message_without_a_card_of_its_own_becomes_a_notice() -> None:
    assert "actions" not in draw(a_message("nobody_drew_this"))


def test_a_link_cannot_hide_behind_other_words() -> None:
    evil = "[Sign in](https://evil.example)"
    message = Message("notice", evil, evil, (Text(evil), Facts(((evil, evil),)), Table((evil,), ((evil,),))), WHY)
    assert "](" not in json.dumps(draw(message), ensure_ascii=False)


def test_the_refresh_is_for_the_one_who_sees_the_card() -> None:
    assert draw(SAMPLES["attendance-asked"], "29:1nadia")["refresh"]["userIds"] == ["29:1nadia"]
    assert "userIds" not in draw(SAMPLES["attendance-asked"])["refresh"]


def test_a_wide_table_becomes_entries_one_below_the_other() -> None:
    wide = Table(("Case", "What", "Who", "By"), (("C1", "Call", "RL", "Friday"), ("C2", "Write", "LO", "")))
    card = draw(a_message("notice", blocks=(wide,)))
    assert typed(card, "ColumnSet") == []
    assert [fact["title"] for fact in typed(card, "FactSet")[1]["facts"]] == ["What", "Who"]


def test_a_typed_value_is_shown_again() -> None:
    inputs = {each["id"]: each.get("value") for each in typed(draw(SAMPLES["recommendation-to-be-mended"]), "Input.")}
    assert inputs["action2_what"] == "Ask the embassy for an interview"
    assert inputs["documents"] == "dcpr,appeals"
    assert inputs["reached_by"] == "majority"
