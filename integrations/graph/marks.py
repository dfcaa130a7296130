"""Our own marks on what lies in Exchange, by which a thing is found again after doubt.

Exchange has no idempotency key for mails, and `transactionId` cannot be searched for; a named extended property can
(Graph: singleValueLegacyExtendedProperty, "Get resources using a filter on an extended property").
"""

from __future__ import annotations

from uuid import UUID, uuid5

from integrations.graph.sdk import SingleValueLegacyExtendedProperty

_SET = "{6a1b1f63-5e0c-4b8e-9d7a-0f2c6c1de9aa}"
EFFECT = f"String {_SET} Name CppEffect"
"""Which effect made this: its key."""
PANEL = f"String {_SET} Name CppPanel"
"""Which panel this event is the meeting of: its id."""
HOLD = f"String {_SET} Name CppHold"
"""Which panel and person time is held for."""
_NAMESPACE = UUID("0c5f3e0e-5d35-4f2b-8f3e-7a54b3b0c9d1")


def mark(name: str, value: str) -> SingleValueLegacyExtendedProperty:
    """A property to be stored with an event or a message."""
    return SingleValueLegacyExtendedProperty(id=name, value=value)


def marked(name: str, value: str) -> str:
    """An OData filter for what bears this mark."""
    quoted = value.replace("'", "''")
    return f"singleValueExtendedProperties/any(ep: ep/id eq '{name}' and ep/value eq '{quoted}')"


def transaction_id(effect_key: str) -> str:
    """What makes a repeated create of one effect one event (Graph: event resource type, transactionId)."""
    return str(uuid5(_NAMESPACE, effect_key))
