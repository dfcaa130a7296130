"""The one table of what a card can press and which use case it asks for; who may is declared by the use case."""

from __future__ import annotations

import re

from bot.dialogs import (
    attendance,
    audit,
    availability,
    availability_month,
    case_at_panel,
    case_list,
    concerns,
    console,
    escalation,
    feedback,
    help_me,
    imports,
    nominations,
    officer,
    quorum,
    recommendation,
    response,
    wash_up,
)
from bot.dialogs.verb import Dialog, Phrase, Verb

DIALOGS: tuple[Dialog, ...] = (
    attendance.DIALOG,
    availability.DIALOG,
    nominations.DIALOG,
    quorum.DIALOG,
    case_list.DIALOG,
    recommendation.DIALOG,
    wash_up.DIALOG,
    escalation.DIALOG,
    console.DIALOG,
    imports.DIALOG,
    officer.DIALOG,
    response.DIALOG,
    audit.DIALOG,
    case_at_panel.DIALOG,
    concerns.DIALOG,
    feedback.DIALOG,
    availability_month.DIALOG,
    help_me.DIALOG,
)


def _table() -> dict[str, Verb]:
    table: dict[str, Verb] = {}
    for dialog in DIALOGS:
        for verb in dialog.verbs:
            if verb.name in table:
                raise ValueError(f"there are two verbs named {verb.name}")
            table[verb.name] = verb
    return table


VERBS: dict[str, Verb] = _table()


def _said(*, alone: bool) -> dict[str, Phrase]:
    phrases = (phrase for dialog in DIALOGS for phrase in dialog.phrases if phrase.alone is alone)
    return {words: phrase for phrase in phrases for words in phrase.said}


_PHRASES, _ALONE = _said(alone=False), _said(alone=True)
_LONGEST_FIRST = "|".join(re.escape(words) for words in sorted(_PHRASES, key=len, reverse=True))
_SAID = re.compile(rf"(?<![a-z0-9'])(?:{_LONGEST_FIRST})(?![a-z0-9'])")


def opened_by(typed: str) -> Phrase | None:
    """The phrase in what somebody typed, the longest first; None where we do not know what they mean."""
    said = " ".join(re.findall(r"[a-z0-9'-]+", typed[:1000].lower().replace("’", "'")))
    found = max(_SAID.findall(said), key=len, default=None)
    return _ALONE.get(said) if found is None else _PHRASES[found]
