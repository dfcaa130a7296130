"""What people type only opens the right card: nothing is decided by guessing at words."""

from __future__ import annotations

import pytest

from bot.verbs import DIALOGS, VERBS, opened_by


def test_every_phrase_opens_a_verb_that_only_shows() -> None:
    opened = {phrase.opens for dialog in DIALOGS for phrase in dialog.phrases}
    opening = {
        "my_panels",
        "help",
        *(verb for verb in VERBS if verb.startswith("help.")),
        "officer.at_risk",
        "officer.panel",
        "officer.phone",
        "officer.give_back",
    }
    opening |= {"officer.move", "officer.cancel", "officer.attended"}
    opening |= {"case.introduce", "concern.find", "safeguarding.find", "availability.month"}
    assert {verb for verb in opened if not verb.endswith((".show", ".console"))} <= opening


@pytest.mark.parametrize(
    ("typed", "opens"),
    [
        ("I can’t make Tuesday", "attendance.show"),
        ("Sorry, I CANNOT MAKE it on the 8th!", "attendance.show"),
        ("I'm on leave that week", "attendance.show"),
        ("my panels", "my_panels"),
        ("open the panel please", "panel.console"),
        ("record an outcome", "panel.console"),
        ("let's start the wash-up", "washup.show"),
        ("I want to nominate someone", "nomination.show"),
        ("am I available?", "availability.show"),
        ("help", "help"),
        ("cant make it, sorry", "attendance.show"),
        ("Yes", "attendance.show"),
        ("no, sorry.", "attendance.show"),
        ("who is my reserve?", "attendance.show"),
        ("I'm running late", "attendance.show"),
        ("on annual leave", "attendance.show"),
        ("when is my next panel", "my_panels"),
        ("How do I claim?", "help.claim"),
        ("when do I get paid", "help.claim"),
        ("STOP", "help.stop"),
        ("unsubscribe", "help.stop"),
        ("Thank you!", "help.thanks"),
        ("where is the link", "help.link"),
        ("when was I trained", "help.training"),
        ("the button is not working", "help.broken"),
        ("what about my data", "help.data"),
        ("alla i ddim dod ddydd Mawrth", "help.welsh"),
        ("Bore da", "help.welsh"),
        ("why do I get this?", "why.show"),
        ("is this spam?", "why.show"),
        ("where is the case list", "list.show"),
        ("I have deleted everything", "list.show"),
        ("are we quorate", "quorum.show"),
        ("cancel the panel", "officer.cancel"),
        ("please move the panel to Thursday", "officer.move"),
        ("somebody rang me", "officer.phone"),
        ("undo the swap", "officer.give_back"),
        ("who attended", "officer.attended"),
        ("what is at risk", "officer.at_risk"),
        ("I want to raise a concern", "concern.find"),
        ("he was rude", "concern.find"),
        ("safeguarding", "safeguarding.find"),
        ("I disagree", "answers.show"),
        ("feedback", "washup.show"),
        ("next case", "case.introduce"),
        ("change my reserve", "nomination.show"),
        ("my availability next month", "availability.show"),
        ("can't make it " + "really " * 900, "attendance.show"),
        ("hello", "help"),
    ],
)
def test_typed_words_open_a_card(typed: str, opens: str) -> None:
    phrase = opened_by(typed)
    assert phrase is not None
    assert phrase.opens == opens


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "is it sunny?",
        "chilling",
        "willful",
        "🙂",
        "thanks for nothing in particular",
        "yes and no",
        "x" * 5000,
    ],
)
def test_words_within_words_mean_nothing(typed: str) -> None:
    assert opened_by(typed) is None
