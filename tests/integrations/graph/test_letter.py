"""A message as an HTML e-mail."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest

from cpp_core.messages.message import Block, Facts, Heading, Items, Message, Table, Text, Why
from integrations.graph.letter import as_html

GOLDEN = Path(__file__).with_name("golden") / "letter.html"
VOID = {"meta", "br", "img", "hr", "link", "input"}

LETTER = Message(
    name="attendance",
    title="Case Progression Panel on 8 December 2026: can you attend?",
    preview="Please answer by Friday 4 December, 17:00",
    blocks=(
        Text("You are named for the seat of Returns Logistics.\nPlease say whether you can attend."),
        Facts((("Panel", "Tuesday 8 December 2026, 10:00"), ("Your seat", "Returns Logistics"))),
        Heading("What you will need"),
        Items(("The CPP Information Reference Guide.", "The case list, from 1 December.")),
        Table(("Case", "Why listed"), (("CPP-00123", "Three months reached"), ("CPP-00456", "Carried over"))),
        Text("After the cutoff your seat goes to a reserve.", strong=True),
    ),
    why=Why("ATT-1", "CPP 9.0 §6", "Your area named you for this seat."),
)


class Tags(HTMLParser):
    """Every tag with its attributes, and a check that what is opened is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


class TestALetter:
    def test_looks_as_it_did(self) -> None:
        assert as_html(LETTER) == GOLDEN.read_text(encoding="utf-8")

    def test_says_everything_that_the_message_says_and_why(self) -> None:
        shown = text_of(as_html(LETTER))
        for said in (
            "can you attend?",
            "Returns Logistics",
            "CPP-00456",
            "Why am I getting this?",
            "CPP 9.0 §6 (ATT-1)",
        ):
            assert said in shown

    def test_knows_every_kind_of_block(self) -> None:
        assert {type(block) for block in LETTER.blocks} == set(get_args(Block))

    def test_closes_every_tag_that_it_opens(self) -> None:
        assert Tags(as_html(LETTER)).open == []

    def test_fetches_nothing_and_runs_nothing(self) -> None:
        html = as_html(LETTER)
        assert not {tag for tag, _ in Tags(html).tags} & {"script", "img", "link", "iframe", "form", "style", "object"}
        assert "http://" not in html
        assert "https://" not in html
        assert "url(" not in html

    def test_marks_layout_tables_for_screen_readers_and_heads_the_cells_of_the_others(self) -> None:
        html = as_html(LETTER)
        data_tables = [
            attrs for tag, attrs in Tags(html).tags if tag == "table" and attrs.get("role") != "presentation"
        ]
        assert len(data_tables) == 2
        assert {attrs["scope"] for tag, attrs in Tags(html).tags if tag == "th"} == {"row", "col"}

    @pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '"><img src=x onerror=1>', "{{ 7 * 7 }}", "a & b"])
    def test_shows_what_a_person_typed_as_they_typed_it(self, evil: str) -> None:
        typed = replace(
            LETTER,
            title=evil,
            preview=evil,
            blocks=(Text(evil), Heading(evil), Facts(((evil, evil),)), Items((evil,)), Table((evil,), ((evil,),))),
            why=Why(evil, evil, evil),
            errors=(evil,),
        )
        html = as_html(typed)
        parser = Tags(html)
        assert not {tag for tag, _ in parser.tags} & {"script", "img"}
        assert "49" not in text_of(html)

    def test_never_gives_a_citation_for_what_is_our_own_reading(self) -> None:
        html = as_html(replace(LETTER, why=Why("TIME-5", "CPP 9.0 §6", "A reserve answers in a day.", reading=True)))
        assert "Our reading of the guidance, TIME-5" in html
        assert "CPP 9.0" not in html

    def test_puts_errors_before_everything_else(self) -> None:
        shown = text_of(as_html(replace(LETTER, errors=("Choose yes or no.",))))
        assert shown.index("Please mend: Choose yes or no.") < shown.index("You are named")

    def test_without_any_block_is_still_a_letter(self) -> None:
        assert Tags(as_html(replace(LETTER, blocks=()))).open == []
