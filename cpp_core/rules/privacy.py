"""Nothing personal in chat, previews and mail subjects (LST-6)."""

from collections.abc import Iterable

from cpp_core.guidance.findings import Finding
from cpp_core.model.case import Case
from cpp_core.rules.registry import rule

_SHORT = 4
"""Words shorter than this ("2", "yes") are in every text, and say nothing of anybody."""


@rule("LST-6", "data protection", reading=True)
def personal_in(text: str, cases: Iterable[Case], names: Iterable[str] = ()) -> tuple[Finding, ...]:
    """What of a case stands in a text that may carry references only: health, offences, sentence, or somebody's name."""
    found = " ".join(text.casefold().split())
    return tuple(
        Finding(
            "LST-6",
            "data protection",
            f"the text says {heading}",
            "chat, previews and mail subjects carry references only",
            "Take it out; it stands in the case list and on Atlas.",
            reading=True,
        )
        for heading, words in _personal(cases, names)
        if len(words) >= _SHORT and " ".join(words.casefold().split()) in found
    )


def _personal(cases: Iterable[Case], names: Iterable[str]) -> Iterable[tuple[str, str]]:
    for name in names:
        yield "a name", name
    for case in cases:
        yield f"why {case.case_ref} is an adult at risk", case.aar_reason
        yield f"the sentence of {case.case_ref}", case.sentence
        yield f"the public protection concern of {case.case_ref}", case.public_protection
        for offence in case.offences:
            yield f"an offence of {case.case_ref}", offence
