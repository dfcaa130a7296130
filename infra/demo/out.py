"""What people received, written into a folder: cards, mails, invitations, workbooks, and the timeline's page."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from infra.demo.people import Json, Stage, card_of, walk


@dataclass(frozen=True)
class Received:
    """One thing somebody received: whose, what it is called, and the file that shows it best."""

    upn: str
    kind: str
    title: str
    at: str
    path: str


async def write_received(stage: Stage, people: Iterable[Json], folder: Path) -> list[Received]:
    """Everything that everybody received; answers with what was written."""
    found: list[Received] = []
    for person in people:
        home = folder / "people" / _slug(str(person["name"]))
        found += await _cards(stage, person, home, folder)
        box = await stage.control("GET", f"/mailboxes/{person['upn']}?content=1")
        found += _mails(person, box["mails"], home, folder)
        found += _invitations(person, box["invitations"], home, folder)
    await _events(stage, folder)
    return found


async def _cards(stage: Stage, person: Json, home: Path, folder: Path) -> list[Received]:
    chat = await stage.control("GET", f"/chats/{person['upn']}")
    found = []
    from_bot = [message for message in chat["messages"] if message["from"] == "bot"]
    for number, message in enumerate(from_bot, 1):
        shown = [card for card, _ in groupby([*message["history"], message["activity"]], key=_content)]
        for state, card in enumerate(shown, 1):
            title = _title(card)
            name = f"{number:02d}-{state}-{_slug(title)}" if len(shown) > 1 else f"{number:02d}-{_slug(title)}"
            _write(home / "cards" / f"{name}.json", json.dumps(card, indent=2, ensure_ascii=False))
            path = _write(home / "cards" / f"{name}.txt", card_as_text(card))
            found.append(
                Received(person["upn"], "card", title, message["createdAt"], path.relative_to(folder).as_posix())
            )
    return found


def _mails(person: Json, mails: list[Json], home: Path, folder: Path) -> list[Received]:
    found = []
    for number, mail in enumerate(reversed(mails), 1):
        name = f"{number:02d}-{_slug(mail['subject'])}"
        path = _write(home / "mails" / f"{name}.html", mail["html"])
        _write(home / "mails" / f"{name}.txt", f"Subject: {mail['subject']}\n\n{mail['text']}")
        at = str(mail["receivedAt"])
        found.append(Received(person["upn"], "mail", mail["subject"], at, path.relative_to(folder).as_posix()))
    return found


def _invitations(person: Json, invitations: list[Json], home: Path, folder: Path) -> list[Received]:
    found = []
    for number, one in enumerate(invitations, 1):
        for file in one.get("attachments", []):
            content = file.pop("contentBytes", None)
            if content:
                _write_bytes(home / "invitations" / str(file["name"]), base64.b64decode(content))
        name = f"{number:02d}-{_slug(str(one.get('subject', 'invitation')))}"
        path = _write(home / "invitations" / f"{name}.json", json.dumps(one, indent=2, ensure_ascii=False))
        at, title = str(one.get("at", "")), str(one.get("subject", "Invitation"))
        found.append(Received(person["upn"], "invitation", title, at, path.relative_to(folder).as_posix()))
    return found


async def collect_workbooks(stage: Stage, member: str, panel_id: str, folder: Path) -> list[Received]:
    """The workbooks of a panel's folder, opened as one of its members."""
    where = f"/drive/open?user={member}&path="
    inside = await stage.control("GET", f"{where}Panels/{panel_id}")
    found = []
    for name in inside["children"]:
        opened = await stage.control("GET", f"{where}{quote(f'Panels/{panel_id}/{name}')}&content=1")
        path = _write_bytes(folder / "workbooks" / name, base64.b64decode(opened["contentBytes"]))
        found.append(Received("", "workbook", name, "", path.relative_to(folder).as_posix()))
    return found


async def _events(stage: Stage, folder: Path) -> None:
    calendar = await stage.control("GET", "/calendar/panels@panels.example")
    for number, event in enumerate(calendar["events"], 1):
        text = json.dumps(event, indent=2, ensure_ascii=False)
        _write(folder / "events" / f"{number:02d}-{_slug(str(event['subject']))}.json", text)


def card_as_text(card: Json) -> str:
    """A card as plain text: its words in order, then its questions and buttons."""
    lines: list[str] = []
    for node in walk({key: value for key, value in card.items() if key not in ("fallbackText", "speak", "refresh")}):
        kind = node.get("type", "")
        if kind in ("TextBlock", "TextRun") and node.get("text"):
            lines.append(str(node["text"]))
        elif kind == "FactSet":
            lines += [f"{fact['title']}: {fact['value']}" for fact in node.get("facts", [])]
        elif kind.startswith("Input."):
            options = ", ".join(str(choice["title"]) for choice in node.get("choices", []))
            label = node.get("label") or node.get("title") or node.get("id")
            lines.append(f"[?] {label}{f' ({options})' if options else ''}")
        elif kind in ("Action.Execute", "Action.OpenUrl", "Action.ShowCard") and node.get("title"):
            lines.append(f"[{node['title']}]")
    return "\n".join(lines) + "\n"


def _content(activity: Json) -> Json:
    return card_of({"activity": activity})


def _title(card: Json) -> str:
    return next(
        (str(node["text"]) for node in walk(card) if node.get("type") == "TextBlock"),
        "card",
    )


def _slug(title: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-").lower()[:60] or "untitled"


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _write_bytes(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def as_document(value: Any) -> str:
    """JSON for people."""
    return json.dumps(value, indent=2, ensure_ascii=False)
