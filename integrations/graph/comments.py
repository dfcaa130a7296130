"""What somebody wrote beside their answer to an invitation: Outlook mails it to the organiser, the event does not hold it.

The answer's mail comes from the attendee, at the time of the answer, under the event's subject with a word before it
that depends on the attendee's language. So it is looked for by address, time and the end of its subject.
Sources: Graph: eventMessageResponse resource type, user list-messages ($filter), Outlook body-content-type preference.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from integrations.graph.client import GraphClient, asking
from integrations.graph.sdk import MessagesQuery

SELECT = ["subject", "body", "receivedDateTime"]
AS_TEXT = 'outlook.body-content-type="text"'
EARLIER = timedelta(minutes=1)
"""What the clocks of event and mail may differ by."""
LATER = timedelta(minutes=30)
"""How long the mail may be on its way."""
LONGEST = 500
_QUOTED = re.compile(r"-----\s?Original Appointment|_{20,}|^From:\s", re.MULTILINE)


async def comment_of(graph: GraphClient, address: str, subject: str, at: datetime) -> str:
    """The comment that came with this person's answer to the event of this subject; empty where there is none (yet)."""
    quoted = address.replace("'", "''")
    received = f"receivedDateTime ge {_stamp(at - EARLIER)} and receivedDateTime le {_stamp(at + LATER)}"
    query = MessagesQuery(filter=f"{received} and from/emailAddress/address eq '{quoted}'", select=SELECT, top=20)
    info = graph.mailbox.messages.to_get_request_information(asking(query))
    rows = [row for row in (await graph.ask(info, prefer=AS_TEXT)).values if _answers(str(row.get("subject")), subject)]
    if not rows:
        return ""
    newest = max(rows, key=lambda row: str(row.get("receivedDateTime")))
    return _own_words(str((newest.get("body") or {}).get("content") or ""))


def _answers(mail: str, event: str) -> bool:
    """`Declined: SUBJECT`, in whatever language; the event's own subject is that of the invitation itself."""
    return bool(event) and mail != event and mail.endswith(event)


def _own_words(text: str) -> str:
    """Without what Outlook quotes below."""
    return _QUOTED.split(text, maxsplit=1)[0].strip()[:LONGEST]


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
