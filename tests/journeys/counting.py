"""What has come of a city, counted at the local Microsoft 365 and held against what the service says that it did."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.proactive import is_reminder
from cpp_core.effects import Channel
from cpp_core.model.panel import LIVE, PanelStatus
from cpp_core.outbox import EffectState, OutboxRow
from infra.sandbox.exchange import Event, Mailbox, Message
from infra.sandbox.teams import ChatMessage
from infra.sandbox.wire import Json
from tests.journeys.city import City

WELCOME = "I will write to you here about Case Progression Panels."
"""The bot's answer to an installation, of which the outbox knows nothing."""
MARK = "You may have this twice"
BLOCKED = "blocked"
_LOST = (0, 504)
"""Statuses of the traffic after which the service cannot know whether it was done."""
_TOLD_AGAIN = ("refused by the peer", "may not have arrived")
"""Entries about attempts: whoever dies after writing one down makes the attempt again, and says so again."""


@dataclass(frozen=True)
class Count:
    """The outbox at the end, and the city."""

    city: City
    rows: tuple[OutboxRow, ...]

    def of(self, channel: Channel, *what: str, state: EffectState = EffectState.DONE) -> list[OutboxRow]:
        """Effects of this channel (and kind) that ended so."""
        return [
            row
            for row in self.rows
            if row.effect.channel is channel and row.state is state and (not what or row.effect.what in what)
        ]


async def counted(city: City) -> Count:
    """Everything that the service was to do."""
    return Count(city, tuple(await city.storage.outbox.list(limit=10**6)))


def mailbox_of(city: City, address: str) -> Mailbox:
    """Somebody's mailbox."""
    user = city.tenant.find_user(address)
    assert user is not None
    return city.tenant.mailboxes[user.id]


async def check(city: City) -> None:
    """Nothing was lost, and nothing was done twice."""
    count = await counted(city)
    everything_ended(count)
    await the_calendar(count)
    the_folders(count)
    the_mails(count)
    the_chats(count)
    assert all(city.tenant.chats.by_user[row.effect.refs["person"]].installed for row in count.of(Channel.INSTALL))
    await the_audit_trail(count)
    assert city.complaints() == []


def everything_ended(count: Count) -> None:
    """Done; or refused by who blocked the bot, and mailed; or a reminder that may have come, or whose time was up."""
    keys = {row.effect.key: row for row in count.rows}
    for row in count.rows:
        why = f"{row.effect.key}: {row.state}, {row.outcome}"
        match row.state:
            case EffectState.REFUSED:
                assert row.outcome.startswith(BLOCKED), why
                instead = keys[f"{row.effect.key}:mail"]
                assert instead.state in (EffectState.DONE, EffectState.DROPPED), (
                    f"{why}; {instead.state}, {instead.outcome}"
                )
            case EffectState.UNKNOWN | EffectState.LAPSED:
                assert row.effect.channel is Channel.CHAT, why
                assert is_reminder(row.effect), why
            case EffectState.DROPPED:
                assert row.outcome, why
            case _:
                assert row.state is EffectState.DONE, why


def _marked(event: Event | Message, name: str) -> str:
    """The value of our mark of this name on it."""
    return next((value for given, value in event.properties.values() if given.endswith(name)), "")


async def the_calendar(count: Count) -> None:
    """One event for each panel, with the guide once, and those on it who are to come; each was told of it once."""
    city = count.city
    panels = {panel_id: await city.panel(panel_id) for panel_id in city.panels}
    off = [panel.id for panel in panels.values() if panel.status is PanelStatus.CANCELLED]
    events = mailbox_of(city, city.settings.mailbox).events()
    assert sorted(_marked(event, "CppPanel") for event in events) == sorted(panels.keys() - set(off))
    for event in events:
        panel = panels[_marked(event, "CppPanel")]
        assert len(event.attachments) == 1, panel.id
        assert event.start == panel.starts_at, panel.id
        live = sorted(_address(city, place.person_id) for _, place in panel.places() if place.status in LIVE)
        assert sorted(one["emailAddress"]["address"] for one in event.attendees) == live, panel.id
    told = {(one["event_id"], who, one["kind"]) for who, one in _invitations(city)}
    assert len(told) == len(_invitations(city)), "somebody was told twice"
    about = {event.ids.immutable: _marked(event, "CppPanel") for event in events}
    gone = {event_id for event_id, _, _ in told} - about.keys()
    assert len(gone) == len(off), "there were two events for one panel"
    about |= dict(zip(gone, off, strict=True))
    assert {(about[event_id], who, kind) for event_id, who, kind in told} == set(_to_be_told(count, off))


def _invitations(city: City) -> list[tuple[str, Json]]:
    """Everything that Exchange mailed about meetings, with whom it mailed."""
    return [(one.id, told) for one in city.people.values() for told in mailbox_of(city, one.email).invitations]


def _to_be_told(count: Count, off: list[str]) -> Iterator[tuple[str, str, str]]:
    """Who was invited to which panel, heard of its new date, was taken off it or heard that it is off."""
    for panel_id, person_id in _about(count.of(Channel.CALENDAR, "invite")):
        yield panel_id, person_id, "invitation"
        if panel_id in off:
            yield panel_id, person_id, "cancellation"
    for panel_id, person_id in _about(count.of(Channel.CALENDAR, "uninvite")):
        yield panel_id, person_id, "cancellation"
    for panel_id, people in count.city.invited_at_a_move.items():
        yield from ((panel_id, person_id, "update") for person_id in people)


def _about(rows: Iterable[OutboxRow]) -> list[tuple[str, str]]:
    """Of which panel and person these effects are."""
    return [(row.effect.refs["panel"], row.effect.refs["person"]) for row in rows]


def _address(city: City, person_id: str) -> str:
    return next(person.email for person in city.people.values() if person.id == person_id)


def the_folders(count: Count) -> None:
    """One folder for each panel, one file of each name in it, and one permission for each who may open it."""
    city = count.city
    names = [item.name for item in city.tenant.drive.root.children]
    assert len(names) == len(set(names))
    may_open: set[tuple[str, str]] = set()
    for row in count.rows:
        if row.effect.what == "open_folder":
            may_open.update(_about([row]))
        elif row.effect.what == "end_access":
            may_open.difference_update(_about([row]))
    listed = {row.effect.refs["panel"] for row in count.of(Channel.FILES, "list_workbook")}
    top = city.tenant.drive.root.child("Panels")
    folders = top.children if top else []
    assert sorted(folder.name for folder in folders) == sorted(listed)
    for folder in folders:
        names = [item.name for item in folder.children]
        assert len(names) == len(set(names)) > 0, folder.name
        held = Counter(one.user_id for one in folder.permissions if one.lives(city.clock.now()))
        assert set(held.values()) <= {1}, folder.name
        assert set(held) == {person for panel, person in may_open if panel == folder.name}


def the_mails(count: Count) -> None:
    """Each mail left once and came once.

    A draft may be left over and is never sent, where its answer was lost and the mailbox did not show it yet.
    """
    city = count.city
    own = mailbox_of(city, city.settings.mailbox).messages()
    sent = Counter(_marked(mail, "CppEffect") for mail in own if mail.folder == "sentitems")
    assert sent == Counter(row.effect.key for row in count.of(Channel.MAIL))
    in_doubt = {row.effect.key for row in count.of(Channel.MAIL) if row.doubtful}
    assert {_marked(mail, "CppEffect") for mail in own if mail.is_draft} <= in_doubt
    came = Counter(
        mail.internet_message_id
        for box in city.tenant.mailboxes.values()
        for mail in box.messages()
        if mail.folder == "inbox"
    )
    assert all(came[mail.internet_message_id] == 1 for mail in own if mail.folder == "sentitems")


def the_chats(count: Count) -> None:
    """Each card came once; or twice, the second one marked; or perhaps not at all, which the service says itself."""
    city = count.city
    messages = {
        message.id: (chat.user_id, message)
        for chat in city.tenant.chats.by_user.values()
        for message in chat.messages
        if message.sender == "bot" and _said(message) != WELCOME
    }
    done = count.of(Channel.CHAT)
    first = Counter(row.remote_id for row in done if row.effect.replaces is None)
    assert set(first.values()) <= {1}, "two effects think that they are one message"
    for row in done:
        assert row.remote_id in messages, f"{row.effect.key} was lost"
        assert messages[row.remote_id][0] == row.effect.refs["person"], row.effect.key
    known = {row.remote_id for row in done}
    copies = {key: found for key, found in messages.items() if key not in known}
    marked = [row for row in done if row.effect.replaces is None and _is_marked(messages[row.remote_id][1])]
    assert all(row.doubtful for row in marked)
    answered = [row for row in count.of(Channel.CHAT, state=EffectState.DROPPED) if row.doubtful]
    silent = [*count.of(Channel.CHAT, state=EffectState.UNKNOWN), *answered]
    _copies_are_explained(copies.values(), marked, silent)
    _doubts_are_explained(city, {row.effect.key for row in marked}, count)


def _copies_are_explained(
    copies: Iterable[tuple[str, ChatMessage]],
    marked: list[OutboxRow],
    silent: list[OutboxRow],
) -> None:
    """A message that no effect knows of is the first of two, of which the second is marked.

    Or there is no second one: a reminder is not said again, and a question not once it is answered.
    """
    allowed: Counter[tuple[str, str]] = Counter()
    for row in marked:
        allowed[row.effect.refs["person"], row.effect.refs["panel"]] += row.attempts - 1
    allowed.update((row.effect.refs["person"], row.effect.refs["panel"]) for row in silent)
    for person, message in copies:
        shown = json.dumps(message.activity)
        about = [key for key in allowed if key[0] == person and allowed[key] > 0 and f"({key[1]})" in shown]
        assert about, f"one '{_said(message)}' of {message.created} too many for {person}"
        allowed[about[0]] -= 1


def _said(message: ChatMessage) -> str:
    """What the notification of it said when it came."""
    return str((message.history or [message.activity])[0].get("summary", ""))


def _is_marked(message: ChatMessage) -> bool:
    return any(MARK in json.dumps(shown) for shown in (message.activity, *message.history))


def _doubts_are_explained(city: City, marked: set[str], count: Count) -> None:
    """Every doubt comes from a kill, or from an answer that was lost by order."""
    doubts = marked | {row.effect.key for row in count.rows if row.state is EffectState.UNKNOWN}
    unexplained = doubts.difference(*city.at_a_kill)
    lost = sum(
        entry["status"] in _LOST and entry["method"] == "POST" and entry["path"].endswith("/activities")
        for entry in city.sandbox.sandbox.traffic.entries
    )
    assert len(unexplained) <= lost, sorted(unexplained)


async def the_audit_trail(count: Count) -> None:
    """It verifies, and each thing was carried out once."""
    city = count.city
    assert await city.storage.audit.verify() == ()
    for panel_id in city.panels:
        entries = [one.entry for one in await city.storage.audit.of_chain(f"panel:{panel_id}")]
        once = Counter(
            (entry.what, entry.clause, entry.by, tuple(sorted(entry.details.items())))
            for entry in entries
            if not entry.what.startswith("done late") and entry.what not in _TOLD_AGAIN
        )
        twice = [what for what, many in once.items() if many > 1]
        assert not twice, twice
        late = {(entry.what, entry.at) for entry in entries if entry.what.startswith("done late")}
        assert len(late) == len({what for what, _ in late}), panel_id
