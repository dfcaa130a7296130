"""The steps of a dispatcher that has everything sent as it is."""

from __future__ import annotations

from datetime import timedelta

from cpp_core.effects import Channel, Effect, Refused
from cpp_core.orders import InstallOrder, Order
from cpp_core.ports import Sender
from scheduling.sending import Steps
from tests.scheduling.world import SOMEBODY


def plain_steps(sender: Sender, time_limit: timedelta = timedelta(minutes=2)) -> Steps:
    """Whatever is mailed goes to this sender, which refuses nothing."""
    return Steps({Channel.MAIL: sender}, _order, _refused, time_limit=time_limit)


async def _order(effect: Effect) -> Order:
    return InstallOrder(SOMEBODY)


async def _refused(effect: Effect, refused: Refused) -> None:
    raise AssertionError("nothing is refused")
