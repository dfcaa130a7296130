"""What people do in Teams: install, write, press buttons, block (Teams: universal actions, files in bots)."""

import base64
from typing import Any

from aiohttp import web

from infra.sandbox import activities, cards
from infra.sandbox.control_base import ControlError, body_of, needed, route, user_of
from infra.sandbox.sandbox import BotAnswer, Sandbox
from infra.sandbox.teams import Chat, ChatMessage
from infra.sandbox.wire import Json

DOWNLOAD_INFO = "application/vnd.microsoft.teams.file.download.info"


async def chat(sandbox: Sandbox, request: web.Request) -> Any:
    """The messages of a person's chat with the bot, as they are shown now, with what they were."""
    found = activities.chat_of(sandbox, user_of(sandbox, request.match_info["user"]).id)
    return {
        "conversation_id": found.id,
        "teams_user_id": found.teams_id,
        "installed": found.installed,
        "blocked": found.blocked,
        "messages": [message.shown() for message in found.messages],
    }


async def install(sandbox: Sandbox, request: web.Request) -> Any:
    """`{user_id}`: the app for one person; the answer waits for the bot."""
    user = user_of(sandbox, needed(await body_of(request), "user_id"))
    told = activities.install(sandbox, user.id, sandbox.config.teams_app_id, wait=True)
    statuses = [(await sandbox.post_activity(one)).status for one in told]
    return {"conversation_id": activities.chat_of(sandbox, user.id).id, "statuses": statuses}


async def uninstall(sandbox: Sandbox, request: web.Request) -> Any:
    """`{user_id}`: the person takes the app away."""
    user = user_of(sandbox, needed(await body_of(request), "user_id"))
    activities.uninstall(sandbox, user.id, sandbox.config.teams_app_id)
    await sandbox.outbound.settle()
    return {"installed": False}


async def block(sandbox: Sandbox, request: web.Request) -> Any:
    """`{user_id, blocked}`: the bot is not told, it only gets 403 when it writes."""
    body = await body_of(request)
    found = activities.chat_of(sandbox, user_of(sandbox, needed(body, "user_id")).id)
    found.blocked = bool(body.get("blocked", True))
    return {"blocked": found.blocked}


async def press(sandbox: Sandbox, request: web.Request) -> Any:
    """`{user_id, activity_id, verb?, title?, data?, inputs?, force?, override_user_id?}`: one press of a button."""
    body = await body_of(request)
    found, message = _message(sandbox, body)
    card = cards.card_of(message.activity)
    if card is None:
        raise ControlError(400, "the message has no Adaptive Card")
    wanted = cards.find_action(card, body.get("verb"), body.get("title"), body.get("data"))
    if wanted is None:
        shown = [{name: one.get(name) for name in ("title", "verb", "type")} for one in cards.actions(card)]
        raise ControlError(404, "the card has no such action", actions=shown)
    action, path = wanted
    values = _values(action, path, body)
    by = user_of(sandbox, body["override_user_id"]).id if body.get("override_user_id") else found.user_id
    return await _do(sandbox, found, message, action, values=values, by=by)


def _message(sandbox: Sandbox, body: Json) -> tuple[Chat, ChatMessage]:
    found = activities.chat_of(sandbox, user_of(sandbox, needed(body, "user_id")).id)
    message = found.message(str(needed(body, "activity_id")))
    if message is None:
        raise ControlError(404, "the chat has no such message")
    return found, message


def _values(action: Json, path: tuple[Json, ...], body: Json) -> Json:
    """The inputs that go with the action, unless the client would refuse them."""
    inputs = {} if action.get("associatedInputs") == "none" else cards.inputs_of(path)
    given = body.get("inputs") or {}
    unknown = sorted(set(given) - set(inputs))
    if unknown and not body.get("force"):
        raise ControlError(400, f"the card has no input '{unknown[0]}' for this action", inputs=sorted(inputs))
    values = cards.gathered(inputs, given)
    refused = cards.refused_inputs(inputs, values)
    if refused and not body.get("force"):
        raise ControlError(400, refused[0]["errorMessage"], inputs=refused)
    return {**values, **(given if body.get("force") else {})}


async def _do(sandbox: Sandbox, found: Chat, message: ChatMessage, action: Json, *, values: Json, by: str) -> Json:
    kind = action["type"]
    if kind == "Action.Execute":
        answer = await execute(sandbox, found, message, action, values=values, by=by)
    elif kind == "Action.Submit":
        answer = await _submit(sandbox, found, message, action, values=values, by=by)
    else:
        return {"status": 0, "body": None, "type": kind, "url": action.get("url"), "replaced": False, "problems": []}
    return {"status": answer.status, "body": answer.body, "type": kind, **_replace(sandbox, found, message, answer, by)}


async def execute(
    sandbox: Sandbox, found: Chat, message: ChatMessage, action: Json, *, values: Json, by: str, trigger: str = "manual"
) -> BotAnswer:
    """Action.Execute: an invoke `adaptiveCard/action`, answered within ten seconds with what to show."""
    invoke = activities.activity(sandbox, found, "invoke", by=by)
    shown = {"type": "Action.Execute", "id": action.get("id"), "title": action.get("title"), "verb": action.get("verb")}
    shown = {name: value for name, value in shown.items() if value is not None}
    invoke |= {
        "name": "adaptiveCard/action",
        "replyToId": message.id,
        "value": {"action": {**shown, "data": {**(action.get("data") or {}), **values}}, "trigger": trigger},
    }
    return await sandbox.post_activity(invoke)


async def _submit(
    sandbox: Sandbox, found: Chat, message: ChatMessage, action: Json, *, values: Json, by: str
) -> BotAnswer:
    sent = activities.activity(sandbox, found, "message", by=by)
    sent |= {"replyToId": message.id, "value": {**(action.get("data") or {}), **values}}
    sent["channelData"] = {**sent["channelData"], "source": {"name": "message"}, "legacy": {"replyToId": message.id}}
    return await sandbox.post_activity(sent)


def _replace(sandbox: Sandbox, found: Chat, message: ChatMessage, answer: BotAnswer, by: str) -> Json:
    """Show the card that the bot answered with, in the chat of the person who pressed."""
    body = answer.body if isinstance(answer.body, dict) else {}
    if answer.status != 200 or body.get("type") != cards.ADAPTIVE:
        return {"replaced": False, "problems": []}
    wrong = cards.problems(body.get("value"))
    if not wrong and by == found.user_id:
        attachment = {"contentType": cards.ADAPTIVE, "content": body["value"]}
        message.replace({**message.activity, "attachments": [attachment]}, sandbox.tenant.now())
    return {"replaced": not wrong and by == found.user_id, "problems": wrong}


async def refresh(sandbox: Sandbox, request: web.Request) -> Any:
    """`{user_id, activity_id}`: the person's Teams shows the card, and asks for its refresh."""
    found, message = _message(sandbox, await body_of(request))
    card = cards.card_of(message.activity) or {}
    action = (card.get("refresh") or {}).get("action")
    if not isinstance(action, dict):
        raise ControlError(400, "the card has no refresh action")
    answer = await execute(sandbox, found, message, action, values={}, by=found.user_id, trigger="automatic")
    return {"status": answer.status, "body": answer.body, **_replace(sandbox, found, message, answer, found.user_id)}


async def say(sandbox: Sandbox, request: web.Request) -> Any:
    """`{user_id, text, attachments?}`: a person writes to the bot."""
    body = await body_of(request)
    found = activities.chat_of(sandbox, user_of(sandbox, needed(body, "user_id")).id)
    if not found.installed:
        raise ControlError(409, "the app is not installed for this person: POST /control/install first")
    sent = activities.activity(sandbox, found, "message")
    sent |= {"text": str(body.get("text") or ""), "textFormat": "plain"}
    if body.get("attachments"):
        sent["attachments"] = body["attachments"]
    sent["id"] = sandbox.tenant.chats.next_id(sandbox.tenant.now())
    found.messages.append(ChatMessage(sent["id"], "user", sent, sandbox.tenant.now()))
    answer = await sandbox.post_activity(sent)
    return {"status": answer.status, "body": answer.body, "activity_id": sent["id"]}


async def raw_activity(sandbox: Sandbox, request: web.Request) -> Any:
    """`{user_id, activity}`: anything at all from a person's chat, signed as ever; members given replace the usual."""
    body = await body_of(request)
    found = activities.chat_of(sandbox, user_of(sandbox, needed(body, "user_id")).id)
    given = dict(needed(body, "activity"))
    answer = await sandbox.post_activity({**activities.activity(sandbox, found, given.get("type", "message")), **given})
    return {"status": answer.status, "body": answer.body}


async def keep_file(sandbox: Sandbox, request: web.Request) -> Any:
    """Bytes with `?name=`, or `{name, contentBytes}`: what a person drops into the chat."""
    if request.content_type == "application/json":
        body = await body_of(request)
        name, content = str(needed(body, "name")), base64.b64decode(needed(body, "contentBytes"))
    else:
        name, content = request.query.get("name", "file.bin"), await request.read()
    key = sandbox.tenant.ids.text("file", 40)
    sandbox.tenant.files[key] = (name, content)
    url = f"{sandbox.base_url}/download/file/{key}"
    facts = {"downloadUrl": url, "uniqueId": key, "fileType": name.rpartition(".")[2]}
    attachment = {
        "contentType": DOWNLOAD_INFO, "contentUrl": f"{sandbox.base_url}/drive/{name}", "name": name, "content": facts,
    }  # fmt: skip
    return {"downloadUrl": url, "attachment": attachment}


ROUTES = [
    route("GET", "/chats/{user}", chat),
    route("POST", "/install", install),
    route("POST", "/uninstall", uninstall),
    route("POST", "/block", block),
    route("POST", "/press", press),
    route("POST", "/refresh", refresh),
    route("POST", "/say", say),
    route("POST", "/activity", raw_activity),
    route("POST", "/files", keep_file),
]
