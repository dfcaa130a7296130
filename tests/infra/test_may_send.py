"""What shadow mode and the allow-list keep from leaving, by kind of order."""

from __future__ import annotations

from datetime import datetime

import pytest

from cpp_core.messages.message import Message
from cpp_core.messages.words import why
from cpp_core.model.person import Person
from cpp_core.orders import (
    AccessAct,
    AccessOrder,
    ChatOrder,
    InstallOrder,
    MailOrder,
    MeetingAct,
    MeetingOrder,
    Order,
)
from infra.service import may_send
from infra.settings import Settings, read_settings
from tests.integrations.storage.databases import START

ANN = Person("ann", "ann@panels.example", "Ann", "Ann@panels.example")
BOB = Person("bob", "bob@panels.example", "Bob", "bob@panels.example")
SAID = Message("note", "A note", "A note", (), why("TIME-1", "It is said."))


def settings(**given: object) -> Settings:
    return read_settings(_env_file=None, **given)


def meeting(person: Person | None, at: datetime = START) -> MeetingOrder:
    return MeetingOrder(MeetingAct.INVITE if person else MeetingAct.MAKE, "p1", at, at, SAID, person)


def to(person: Person) -> list[Order]:
    """All that reaches one person."""
    return [
        ChatOrder(person, SAID),
        MailOrder((person.email,), SAID),
        meeting(person),
        AccessOrder(AccessAct.OPEN, "p1", person, START),
        InstallOrder(person),
    ]


class TestTheAllowList:
    @pytest.mark.parametrize("order", to(ANN), ids=lambda order: type(order).__name__)
    def test_lets_who_is_on_it_have_everything(self, order: Order) -> None:
        assert may_send(settings(send_to="ann@panels.example"))(order) is None

    @pytest.mark.parametrize("order", to(BOB), ids=lambda order: type(order).__name__)
    def test_keeps_everything_from_who_is_not(self, order: Order) -> None:
        assert "allow-list" in str(may_send(settings(send_to="ann@panels.example"))(order))

    def test_stops_a_mail_of_which_one_recipient_is_not_on_it(self) -> None:
        check = may_send(settings(send_to="ann@panels.example"))
        assert check(MailOrder((ANN.email, BOB.email), SAID)) is not None

    def test_lets_what_reaches_nobody_and_what_ends_access_through(self) -> None:
        check = may_send(settings(send_to="ann@panels.example"))
        assert check(meeting(None)) is None
        assert check(AccessOrder(AccessAct.END, "p1", BOB, START)) is None

    def test_without_one_everybody_gets_everything(self) -> None:
        assert {may_send(settings())(order) for order in to(BOB)} == {None}


class TestShadowMode:
    @pytest.mark.parametrize("order", [*to(ANN), meeting(None)], ids=lambda order: type(order).__name__)
    def test_keeps_everything_here(self, order: Order) -> None:
        assert "shadow mode" in str(may_send(settings(shadow=True, send_to="ann@panels.example"))(order))
