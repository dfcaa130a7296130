"""A message as an HTML e-mail: pure, self-contained, safe for Outlook's Word engine.

Tables for layout, inline styles only, system fonts, nothing fetched from anywhere; every text is escaped. Also the body
of the meeting's invitation.
"""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from cpp_core.messages.message import Block, Facts, Heading, Items, Message, Table, Text

_KINDS: dict[type[Block], str] = {Text: "text", Heading: "heading", Facts: "facts", Items: "items", Table: "table"}


def as_html(message: Message) -> str:
    """The message as a whole HTML document."""
    return _template().render(message=message, kind_of=_kind_of, lines_of=str.splitlines)


def _kind_of(block: Block) -> str:
    return _KINDS[type(block)]


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("integrations.graph", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("letter.html.j2")
