"""What an independent member may claim for a panel, until when, and how (FEE-1 to FEE-3)."""

from __future__ import annotations

from datetime import date

from cpp_core.messages.message import Facts, Items, Message, Text
from cpp_core.messages.words import View, day, short_panel, why
from cpp_core.model.fee import FeeDue
from cpp_core.rules.fees import pounds, preparation_advice


def fee_due(view: View, fee: FeeDue, until: date) -> Message:
    """Said once after the panel, and again before the month is over."""
    policy = view.scene.policy
    title = f"Your fee: {short_panel(view.panel)}" if not fee.called_off else f"Your fee: panel of {day(fee.line.on)}"
    lead = (
        f"The panel of {day(fee.line.on)} was called off so late that it is paid in full."
        if fee.called_off
        else "Thank you for the panel. Preparation, the panel and your feedback are paid together."
    )
    steps = (
        "Claim it on the Public Office Holder fee form (POH2) via Metis; lunch and travel time are not counted.",
        f"All claims are against cost code {policy.cost_code}. The form is signed at Grade 7 or above.",
        "Expenses are claimed separately; keep copies or photographs of the receipts.",
        "More than a day's work? Ask the CPP team before you add a line, at half a day or a full day.",
        preparation_advice(policy),
    )
    facts = (("You may claim", pounds(fee.line.pence)), ("Panel", fee.panel_id), ("Please claim by", day(until)))
    sentence = "You are the independent member of this panel, and claims are made within one month of it."
    return Message(
        "fee_due",
        title,
        title,
        (Text(lead), Facts(facts), Items(steps), Text("If you have claimed it already, there is nothing to do.")),
        why("FEE-3", sentence),
        refs={"panel": view.panel.id},
    )
