"""The guide that goes with every invitation, attached to the panel's event (INV-4).

Up to 3 MB in one request, above that by an upload session in parts (Graph: attachment createUploadSession).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from integrations.graph.client import GraphClient, asking
from integrations.graph.sdk import (
    AttachmentItem,
    AttachmentsQuery,
    AttachmentType,
    FileAttachment,
    UploadSessionBody,
    action,
)

IN_ONE_REQUEST = 3 * 1024 * 1024 - 1
"""Graph takes less than 3 MB in one request, and 3 MB or more in a session alone."""
PART = 10 * 320 * 1024
"""Parts are below 4 MB and a multiple of 320 KiB."""


@dataclass(frozen=True)
class Guide:
    """A file as it is attached: its name, its bytes and what they are."""

    name: str
    content: bytes = field(repr=False)
    content_type: str = "application/pdf"


async def has_guide(graph: GraphClient, event_id: str, guide: Guide) -> bool:
    """Whether the event bears a file of this name that is whole (Exchange's size counts its own wrapping too)."""
    builder = graph.mailbox.events.by_event_id(event_id).attachments
    answer = await graph.ask(
        builder.to_get_request_information(asking(AttachmentsQuery(select=["id", "name", "size"])))
    )
    return any(one.get("name") == guide.name and one.get("size", 0) >= len(guide.content) for one in answer.values)


async def attach_guide(graph: GraphClient, event_id: str, guide: Guide) -> None:
    """Attach the file; look with `has_guide` first where that may have been done."""
    if len(guide.content) > IN_ONE_REQUEST:
        await _upload(graph, event_id, guide)
        return
    file = FileAttachment(name=guide.name, content_type=guide.content_type, content_bytes=guide.content)
    builder = graph.mailbox.events.by_event_id(event_id).attachments
    await graph.ask(builder.to_post_request_information(file))


async def _upload(graph: GraphClient, event_id: str, guide: Guide) -> None:
    total = len(guide.content)
    item = AttachmentItem(attachment_type=AttachmentType.File, name=guide.name, size=total, is_inline=False)
    body = action(UploadSessionBody, attachmentItem=item)
    builder = graph.mailbox.events.by_event_id(event_id).attachments.create_upload_session
    answer = await graph.ask(builder.to_post_request_information(body))
    for start in range(0, total, PART):
        await graph.put_part(answer.text("uploadUrl"), guide.content[start : start + PART], start, total)
