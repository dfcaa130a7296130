"""What the service cannot do for somebody, and who can: answers to what people ask it all the same."""

from __future__ import annotations

from collections.abc import Mapping

from cpp_core.guidance.rules_table import rule_text

TOPICS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "unknown": (
        "I found no card for that",
        (
            "I am a small program: what you type only opens a card, and nothing was decided by it. The buttons below open "
            "what you can do here.",
        ),
    ),
    "claim": (
        "How to claim",
        (
            f"{rule_text('FEE-1').wording} (FEE-1, {rule_text('FEE-1').citation})",
            f"{rule_text('FEE-3').wording} (FEE-3, {rule_text('FEE-3').citation})",
            "I take no claims here: please send the POH2 form to the CPP team, and keep your receipts.",
        ),
    ),
    "stop": (
        "If you would rather not hear from me",
        (
            "I write only about panels that you were asked for, or look after. For one panel, say on its card that you cannot "
            "attend, and I am quiet about it.",
            "To be taken off altogether, please tell your SPOC or the CPP team: they keep the directory.",
        ),
    ),
    "thanks": ("You are welcome", ("I am here when you need a card.",)),
    "link": (
        "Where to join",
        (
            "The link to join is in the invitation in your Outlook and Teams calendar. If you have no invitation, please tell "
            "the CPP team.",
        ),
    ),
    "training": (
        "About training",
        (
            f"{rule_text('PAN-4').wording} (PAN-4, {rule_text('PAN-4').citation})",
            "The CPP team keeps the dates, and arranges training and refreshers: please write to them.",
        ),
    ),
    "broken": (
        "If something does not work",
        (
            "Please press the button again, or write “my panels” to get a new card. If that does not help, tell the CPP team: "
            "they can record your answer for you, so that nothing is lost.",
        ),
    ),
    "data": (
        "What is kept about you",
        (
            "Your answers and what you record are part of the panel's record, which can be disclosed. Please ask the CPP team "
            "what is kept about you, or to put it right.",
        ),
    ),
    "welsh": (
        "Saesneg yn unig, mae'n ddrwg gen i",
        (
            "Dim ond Saesneg yr wyf yn ei deall. Ysgrifennwch at dîm y CPP os hoffech ateb yn Gymraeg.",
            "I understand only English. Please write to the CPP team if you would like an answer in Welsh.",
        ),
    ),
}
"""By topic: the title, and what is said."""
