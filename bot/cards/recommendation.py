"""The form with which the chair records what the panel recommends for a case (REC-1 to REC-9).

`state` is the outcome, or `recorded`. `values` prefill the inputs by their ids; `bail`, `repeats` and `correcting` in
it ask for what these need. `choices["documents"]` are the documents of CPP 9.0 §7, `choices["voters"]` who has a view
to count, `choices["change"]` the changes of circumstances.
"""

from __future__ import annotations

from bot.cards.actions import press
from bot.cards.console import next_case
from bot.cards.inputs import choice, day, text, toggle
from bot.cards.parts import Json, box, card, fold, refs_of, section, words
from bot.cards.recommendation_kinds import asked_by_kind
from cpp_core.messages.message import Message
from cpp_core.model.recommendation import ReachedBy, View

_REACHED_BY = (
    (ReachedBy.CONSENSUS.name.lower(), "By consensus"),
    (ReachedBy.MAJORITY.name.lower(), "By a majority of the views given"),
    (ReachedBy.CHAIR.name.lower(), "The chair decided, without a majority"),
)
_VIEWS = (
    (View.RELEASE.value, "Release"),
    (View.MAINTAIN_WITH_ACTIONS.value, "Maintain, with actions"),
    (View.MAINTAIN.value, "Maintain"),
)


def draw(message: Message) -> Json:
    """The form for this outcome, with what was typed before; or what stands."""
    back = press("Back to the panel", "panel.console", refs_of(message, "panel"), without_inputs=True)
    if message.state == "recorded":
        return card(message, status=("✓ Recorded", "good"), actions=[*next_case(message), back])
    refs = {**refs_of(message), "kind": message.state}
    if message.values.get("correcting"):
        refs["correcting"] = "true"
    record = press("Confirm and record", "recommendation.record", refs, style="positive")
    return card(
        message,
        status=("To be confirmed by the chair", "accent"),
        asks=asks(message),
        actions=[record, back],
        wide=True,
    )


def asks(message: Message) -> list[Json]:
    """Everything that the form asks for this outcome."""
    return [
        *_why_again(message),
        section("What the panel recommends, and why"),
        text(message, "reasoning", "Reasoning", missing="Give the reasoning.", lines=True),
        *asked_by_kind(message),
        day(message, "long_stop", "Long-stop date that was discussed", missing="Give the long-stop as a date."),
        section("How it was reached"),
        *_how_reached(message),
        section("Minimum standards"),
        *_standards(message),
    ]


def _why_again(message: Message) -> list[Json]:
    again: list[Json] = []
    if message.values.get("correcting"):
        missing = "Say why it is corrected. The entry before stays on record."
        again.append(text(message, "correction_reason", "Why is it corrected?", missing=missing, lines=True))
    if message.values.get("bail"):
        again += _change_of_circumstances(message)
    if message.values.get("repeats"):
        missing = "Say why it is made again."
        label = "An earlier panel recommended the same. Why is it made again?"
        again.append(text(message, "repeat_reason", label, missing=missing, lines=True))
    return again


def _change_of_circumstances(message: Message) -> list[Json]:
    if message.state == "release":
        return []
    kinds = message.choices.get("change", ())
    which = [choice(message, "change", "What has changed since bail was granted in principle?", kinds, spread=True)]
    missing = "Bail was granted in principle: say what has changed, with the facts."
    facts = text(message, "change_of_circumstances", "The facts of that change", missing=missing, lines=True)
    return [*(which if kinds else []), facts]


def _how_reached(message: Message) -> list[Json]:
    asked = choice(
        message, "reached_by", "How was it reached?", _REACHED_BY, missing="Choose how it was reached.", spread=True
    )
    asked.setdefault("value", _REACHED_BY[0][0])
    dissent = text(message, "dissent", "Dissent (optional)", lines=True)
    voters = [
        choice(message, f"view:{person_id}", name, _VIEWS, hint="No view given")
        for person_id, name in message.choices.get("voters", ())
    ]
    typed = any(message.values.get(view["id"]) for view in voters) or bool(message.values.get("dissent"))
    return [asked, *fold("Views and dissent, where members were split", "split", [*voters, dissent], is_open=typed)]


def _affirmed(message: Message) -> list[Json]:
    standards = message.choices.get("standards", ())
    if not standards:
        return []
    points = [words(f"• {title}", size="small", spacing="small") for _, title in standards]
    return [box([words("The chair affirms that", weight="bolder"), *points], spacing="medium", id="affirms")]


def _standards(message: Message) -> list[Json]:
    documents = message.choices.get("documents", ())
    seen = choice(message, "documents", "Documents seen", documents, several=True, spread=True)
    absent = choice(
        message, "documents_not_applicable", "Not applicable in this case", documents, several=True, spread=True
    )
    is_open = bool(message.values.get("documents_not_applicable"))
    listed = [seen, *fold("Documents that are not applicable", "absent", [absent], is_open=is_open)]
    return [
        *(listed if documents else []),
        text(
            message,
            "alternatives_summary",
            "Alternatives to detention: a summary, where they are not appropriate",
            lines=True,
        ),
        *_affirmed(message),
        toggle(
            message,
            "affirmed",
            "I affirm that the minimum standards were met for this case.",
            label="Affirmation by the chair",
            missing="The chair affirms the standards for each case.",
        ),
        text(message, "exception", "Any exception to the standards (optional)", lines=True),
    ]
