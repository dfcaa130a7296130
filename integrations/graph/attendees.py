"""The attendee list of a panel's meeting, read and made anew; a PATCH replaces the whole list."""

from __future__ import annotations

from cpp_core.model.person import Person
from integrations.graph.client import Json
from integrations.graph.sdk import Attendee, AttendeeType, EmailAddress

Attendees = list[Attendee]


def address_of(attendee: Json) -> str:
    """The address of an attendee as Graph shows it, in lower case."""
    return str((attendee.get("emailAddress") or {}).get("address") or "").lower()


def is_invited(attendees: list[Json], person: Person) -> bool:
    """Whether the person is among them, by mail address or user principal name."""
    return any(address_of(attendee) in addresses_of(person) for attendee in attendees)


def added(attendees: list[Json], person: Person, *, optional: bool) -> Attendees | None:
    """The full list with the person at its end; None if they are there already."""
    if is_invited(attendees, person):
        return None
    kind = AttendeeType.Optional if optional else AttendeeType.Required
    newcomer = Attendee(email_address=EmailAddress(address=person.email or person.upn, name=person.name), type=kind)
    return [*map(_kept, attendees), newcomer]


def removed(attendees: list[Json], person: Person) -> Attendees | None:
    """The full list without the person; None if they are not there."""
    if not is_invited(attendees, person):
        return None
    return [_kept(attendee) for attendee in attendees if address_of(attendee) not in addresses_of(person)]


def addresses_of(person: Person) -> frozenset[str]:
    """By which a person may stand on an attendee list, in lower case."""
    return frozenset(address.lower() for address in (person.email, person.upn) if address)


def _kept(attendee: Json) -> Attendee:
    address = attendee.get("emailAddress") or {}
    return Attendee(
        email_address=EmailAddress(address=address.get("address"), name=address.get("name")),
        type=AttendeeType(attendee.get("type") or "required"),
    )
