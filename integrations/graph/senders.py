"""The senders of this package, by channel; CHAT is the bot's."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cpp_core.effects import Channel
from cpp_core.ports import RemoteReferences, Sender
from cpp_core.workbook import Workbook
from integrations.graph.attachments import Guide
from integrations.graph.calendar import CalendarSender
from integrations.graph.client import GraphClient
from integrations.graph.files import FilesSender
from integrations.graph.installs import InstallSender
from integrations.graph.mail import MailSender


def graph_senders(
    client: GraphClient, refs: RemoteReferences, guide: Guide, draw: Callable[[Workbook], bytes]
) -> Mapping[Channel, Sender]:
    """One sender for each channel that Graph serves."""
    return {
        Channel.MAIL: MailSender(client, refs),
        Channel.CALENDAR: CalendarSender(client, refs, guide),
        Channel.FILES: FilesSender(client, refs, draw),
        Channel.INSTALL: InstallSender(client),
    }
