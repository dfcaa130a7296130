"""What the bot sends is what Microsoft's description of the Bot Connector knows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.conversations import Conversation
from bot.host.activities import activity_from, card_message, wire_of
from bot.proactive import activity
from tests.bot.door import an_activity
from tests.bot.samples import SAMPLES
from tests.bot.world import NADIA

SWAGGER = Path(__file__).parents[3] / "shared" / "data" / "botframework-channel.swagger.json"
Json = dict[str, Any]
CONVERSATION = Conversation("a:1", "https://smba.trafficmanager.net/uk/", "28:bot", "29:nadia", "tenant")


@pytest.fixture(scope="module")
def definitions() -> Json:
    """The definitions, each closed to properties that it does not name."""
    if not SWAGGER.exists():
        pytest.skip(f"the description of the Bot Connector is not here: {SWAGGER}")
    found: Json = json.loads(SWAGGER.read_text(encoding="utf-8"))["definitions"]
    for definition in found.values():
        if "properties" in definition and "additionalProperties" not in definition:
            definition["additionalProperties"] = False
    return found


def faults(definitions: Json, name: str, sent: Json) -> list[str]:
    """What is wrong with a body by the description."""
    schema = {"$ref": f"#/definitions/{name}", "definitions": definitions}
    return [error.message for error in jsonschema.Draft4Validator(schema).iter_errors(sent)]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_card_that_the_service_sends(definitions: Json, name: str) -> None:
    assert faults(definitions, "Activity", activity(CONVERSATION, SAMPLES[name], NADIA)) == []


def test_an_answer_to_typed_words(definitions: Json) -> None:
    answer = card_message({"type": "AdaptiveCard"}, "preview")
    asked = activity_from(an_activity(type="message"))
    answer.conversation, answer.recipient, answer.from_property = (
        asked.conversation,
        asked.from_property,
        asked.recipient,
    )
    assert faults(definitions, "Activity", wire_of(answer)) == []


def test_the_question_for_a_chat(definitions: Json) -> None:
    asked = {
        "bot": {"id": "28:bot"},
        "members": [{"id": "person"}],
        "isGroup": False,
        "tenantId": "tenant",
        "channelData": {"tenant": {"id": "tenant"}},
    }
    assert faults(definitions, "ConversationParameters", asked) == []


def test_the_description_would_catch_a_wrong_name(definitions: Json) -> None:
    assert faults(definitions, "Activity", {**activity(CONVERSATION, SAMPLES["help-member"], NADIA), "sumary": "x"})
