"""Activities that Teams sends to the bot (Bot Framework: Activity schema; Teams: conversation events)."""

from infra.sandbox.sandbox import Sandbox
from infra.sandbox.teams import Chat
from infra.sandbox.wire import Json, stamp


def chat_of(sandbox: Sandbox, user_id: str) -> Chat:
    """The personal chat of a person with the bot."""
    return sandbox.tenant.chats.chat(sandbox.config.bot_app_id, user_id)


def bot(sandbox: Sandbox) -> Json:
    """The bot as a channel account."""
    return {"id": f"28:{sandbox.config.bot_app_id}", "name": sandbox.config.bot_name}


def sender(sandbox: Sandbox, user_id: str) -> Json:
    """A person as a channel account."""
    user = sandbox.tenant.users[user_id]
    return {"id": chat_of(sandbox, user_id).teams_id, "name": user.name, "aadObjectId": user.id}


def activity(sandbox: Sandbox, chat: Chat, kind: str, *, by: str | None = None) -> Json:
    """What all activities from a personal chat have in common; `by` is another person who presses."""
    config = sandbox.config
    now = sandbox.tenant.now()
    return {
        "type": kind,
        "id": f"f:{sandbox.tenant.ids.guid()}",
        "timestamp": stamp(now, 7),
        "localTimestamp": stamp(now, 7),
        "localTimezone": "Europe/London",
        "serviceUrl": sandbox.service_url,
        "channelId": "msteams",
        "from": sender(sandbox, by or chat.user_id),
        "recipient": bot(sandbox),
        "conversation": {"conversationType": "personal", "tenantId": config.tenant_id, "id": chat.id},
        "locale": "en-GB",
        "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"}],
        "channelData": {"tenant": {"id": config.tenant_id}},
    }


def installed(sandbox: Sandbox, user_id: str) -> list[Json]:
    """The two activities that an installation sets off."""
    chat = chat_of(sandbox, user_id)
    added = activity(sandbox, chat, "conversationUpdate")
    added["membersAdded"] = [bot(sandbox)]
    update = activity(sandbox, chat, "installationUpdate")
    update["action"] = "add"
    update["channelData"]["settings"] = {"selectedChannel": {"id": chat.id}}
    update["channelData"]["source"] = {"name": "message"}
    return [added, update]


def install(sandbox: Sandbox, user_id: str, app_id: str, *, wait: bool) -> list[Json]:
    """Install an app for a person. Unless the caller waits and sends them, the bot is told in the background."""
    chats = sandbox.tenant.chats
    chats.apps.setdefault(user_id, set()).add(app_id)
    if app_id != sandbox.config.teams_app_id:
        return []
    chat_of(sandbox, user_id).installed = True
    told = installed(sandbox, user_id)
    if not wait:
        for one in told:
            sandbox.tell_bot(one)
    return told


def uninstall(sandbox: Sandbox, user_id: str, app_id: str) -> None:
    """Take an app away from a person; the bot is told in the background."""
    sandbox.tenant.chats.apps.get(user_id, set()).discard(app_id)
    if app_id != sandbox.config.teams_app_id:
        return
    chat = chat_of(sandbox, user_id)
    chat.installed = False
    removed = activity(sandbox, chat, "installationUpdate")
    removed["action"] = "remove"
    sandbox.tell_bot(removed)
