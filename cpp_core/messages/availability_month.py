"""The panels of a month, for an independent member to say on which they can sit (INV-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cpp_core.messages.message import Block, Items, Message, Text
from cpp_core.messages.words import short_panel, why
from cpp_core.model.panel import Panel


@dataclass(frozen=True)
class Asked:
    """A panel, and what the independent member has said about it; None is nothing yet."""

    panel: Panel
    available: bool | None


def month_of_panels(month: str, asked: tuple[Asked, ...], others: tuple[str, ...]) -> Message:
    """One card for a month."""
    named = f"{date.fromisoformat(f'{month}-01'):%B %Y}" if month else "the coming months"
    open_ones = sum(each.available is None for each in asked)
    title = f"Your availability in {named}"
    if not asked:
        lead = "There is no coming panel for you to answer about."
    elif open_ones:
        lead = (
            "Tick the panels on which you could sit as the independent member. Those left empty count as not available."
        )
    else:
        lead = "Thank you. You can change this until you are asked to confirm a panel."
    said = {True: "available", False: "not available", None: "not answered yet"}
    blocks: list[Block] = [Text(lead)]
    blocks += [Items(tuple(f"{short_panel(each.panel)}: {said[each.available]}" for each in asked))] if asked else []
    return Message(
        name="availability_month",
        title=title,
        preview=title,
        blocks=tuple(blocks),
        why=why("INV-2", "You are an independent panel member, and availability is confirmed a month ahead."),
        state="asked" if open_ones else "answered" if asked else "none",
        refs={"month": month, "shown": ",".join(each.panel.id for each in asked)},
        choices={
            "available": tuple((each.panel.id, short_panel(each.panel)) for each in asked),
            "month": tuple((one, f"{date.fromisoformat(f'{one}-01'):%B %Y}") for one in others),
        },
        values={"available": ",".join(each.panel.id for each in asked if each.available)},
    )
