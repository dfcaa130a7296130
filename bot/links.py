"""The address of a panel's folder, put on the one card that opens it."""

from __future__ import annotations

from dataclasses import replace

from cpp_core.messages.message import Message
from cpp_core.ports import RemoteReferences


def link_key(panel_id: str) -> str:
    """Under which the address of a panel's folder is remembered, once somebody has made the folder."""
    return f"link:{panel_id}"


async def with_link(message: Message, references: RemoteReferences) -> Message:
    """The message with the address of the panel's folder, where it opens one and the address is known."""
    if message.name != "case_list" or message.values.get("link"):
        return message
    link = await references.get(link_key(message.refs.get("panel", "")))
    return replace(message, values={**message.values, "link": link}) if link else message
