"""The Bot Connector: how the bot writes to people (Bot Connector REST API v3; Teams: status codes, rate limits)."""

import asyncio
import json

from infra.sandbox import cards, throttle
from infra.sandbox.activities import bot, sender
from infra.sandbox.graph import DroppedError
from infra.sandbox.routing import Route, Router
from infra.sandbox.sandbox import Sandbox
from infra.sandbox.teams import Chat, ChatMessage
from infra.sandbox.tokens import BOTFRAMEWORK
from infra.sandbox.wire import ConnectorError, GraphError, Json, Request, Response

LARGEST_MESSAGE = 100 * 1024
ACTIVITY = frozenset({
    "type", "id", "timestamp", "localTimestamp", "localTimezone", "callerId", "serviceUrl", "channelId", "from",
    "conversation", "recipient", "textFormat", "attachmentLayout", "membersAdded", "membersRemoved", "reactionsAdded",
    "reactionsRemoved", "topicName", "historyDisclosed", "locale", "text", "speak", "inputHint", "summary",
    "suggestedActions", "attachments", "entities", "channelData", "action", "replyToId", "label", "valueType", "value",
    "name", "relatesTo", "code", "expiration", "importance", "deliveryMode", "listenFor", "textHighlights",
    "semanticAction",
})  # fmt: skip
ATTACHMENT = frozenset({"contentType", "contentUrl", "content", "name", "thumbnailUrl"})
CONVERSATION = frozenset({"isGroup", "bot", "members", "topicName", "tenantId", "activity", "channelData"})
_SHOWN = frozenset({"message"})
_SILENT = frozenset({"typing", "event", "endOfConversation"})


async def serve(sandbox: Sandbox, request: Request) -> Response:
    """Answer a call of the Connector; refusals become its error bodies."""
    try:
        return await _run(sandbox, request)
    except GraphError as error:
        refused = ConnectorError(error.status if error.status != 400 else 404, "BadArgument", error.message)
        return _refusal(refused)
    except ConnectorError as error:
        return _refusal(error)


def _refusal(error: ConnectorError) -> Response:
    return Response(error.status, {"error": {"code": error.code, "message": error.message}}, error.headers)


async def _run(sandbox: Sandbox, request: Request) -> Response:
    claims = sandbox.tokens.read(request.headers.get("authorization", ""), BOTFRAMEWORK)
    if claims is None or claims["appid"] != sandbox.config.bot_app_id:
        raise ConnectorError(401, "BadAuthorization", "Authorization has been denied for this request.")
    route, args = ROUTER.find(request.method, request.path)
    request.args = args
    now = sandbox.tenant.now()
    fault = sandbox.faults.take(("throttle", "down"), "connector", request.method, request.path, now)
    if fault is not None and fault.kind == "throttle":
        left = int((fault.until - now).total_seconds()) if fault.until else fault.retry_after
        raise _throttled(max(1, left))
    if fault is not None:
        raise ConnectorError(fault.status, "ServiceError", "The service is unavailable.")
    _limit(sandbox, args.get("conversation", ""))
    slow = sandbox.faults.take(("slow",), "connector", request.method, request.path, now)
    seconds = sandbox.latency + (slow.seconds if slow else 0.0)
    if seconds:
        await asyncio.sleep(seconds)
    answer = await route.handler(sandbox, request)
    lost = sandbox.faults.take(("after", "drop"), "connector", request.method, request.path, now)
    if lost is not None and lost.kind == "drop":
        raise DroppedError
    if lost is not None:
        raise ConnectorError(lost.status, "ServiceError", "The gateway did not receive an answer in time.")
    return answer


def _throttled(seconds: int) -> ConnectorError:
    return ConnectorError(429, "Throttled", "Too many requests.", {"Retry-After": str(seconds)})


def _limit(sandbox: Sandbox, conversation: str) -> None:
    if not sandbox.throttling:
        return
    now = sandbox.tenant.now()
    wait = sandbox.throttle.wait("connector", "", throttle.CONNECTOR, now)
    if conversation:
        wait = max(wait, sandbox.throttle.wait("conversation", conversation, throttle.CONVERSATION, now))
    if wait:
        raise _throttled(wait)


def _body(request: Request, known: frozenset[str], what: str) -> Json:
    if len(request.body) > LARGEST_MESSAGE:
        raise ConnectorError(413, "MessageSizeTooBig", "Message size too large.")
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ConnectorError(400, "BadSyntax", "The body is not a JSON object.")
    unknown = sorted(set(body) - known)
    if unknown:
        raise ConnectorError(400, "BadArgument", f"The property '{unknown[0]}' is not one of {what}.")
    return body


def _activity(body: Json) -> Json:
    """An activity that Teams can show."""
    kind = body.get("type")
    if kind not in _SHOWN | _SILENT:
        raise ConnectorError(400, "BadArgument", f"Unknown activity type: '{kind}'.")
    attachments = body.get("attachments") or []
    if kind == "message" and not body.get("text") and not attachments:
        raise ConnectorError(400, "BadSyntax", "Activity must include non empty 'text' field or at least 1 attachment.")
    for attachment in attachments:
        unknown = sorted(set(attachment) - ATTACHMENT)
        if unknown or not attachment.get("contentType"):
            where = (*unknown, "contentType")[0]
            raise ConnectorError(400, "BadArgument", f"An attachment is malformed near '{where}'.")
        wrong = cards.problems(attachment.get("content")) if attachment["contentType"] == cards.ADAPTIVE else []
        if wrong:
            raise ConnectorError(400, "BadArgument", f"Invalid Adaptive Card: {wrong[0]}")
    return body


def _chat(sandbox: Sandbox, request: Request) -> Chat:
    chat = sandbox.tenant.chats.by_id.get(request.args["conversation"])
    if chat is None:
        raise ConnectorError(404, "ConversationNotFound", "Conversation not found.")
    if chat.blocked:
        raise ConnectorError(403, "ConversationBlockedByUser", "User blocked the conversation with the bot.")
    if not chat.installed:
        raise ConnectorError(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
    return chat


def _post(sandbox: Sandbox, chat: Chat, body: Json) -> str:
    now = sandbox.tenant.now()
    message_id = sandbox.tenant.chats.next_id(now)
    if body["type"] in _SHOWN:
        chat.messages.append(ChatMessage(message_id, "bot", {**body, "id": message_id}, now))
    return message_id


async def send(sandbox: Sandbox, request: Request) -> Response:
    """POST activities, or a reply to one."""
    chat = _chat(sandbox, request)
    return Response(201, {"id": _post(sandbox, chat, _activity(_body(request, ACTIVITY, "an Activity's")))})


def _message(chat: Chat, request: Request) -> ChatMessage:
    found = chat.message(request.args["activity"])
    if found is None:
        raise ConnectorError(404, "ActivityNotFoundInConversation", "The activity was not found in the conversation.")
    if found.sender != "bot":
        raise ConnectorError(403, "NotEnoughPermissions", "The bot can change its own messages only.")
    return found


async def update(sandbox: Sandbox, request: Request) -> Response:
    """PUT an activity: the message shows something else from now on."""
    chat = _chat(sandbox, request)
    body = _activity(_body(request, ACTIVITY, "an Activity's"))
    message = _message(chat, request)
    message.replace({**body, "id": message.id}, sandbox.tenant.now())
    return Response(200, {"id": message.id})


async def delete(sandbox: Sandbox, request: Request) -> Response:
    """DELETE an activity."""
    message = _message(_chat(sandbox, request), request)
    message.deleted, message.updated = True, sandbox.tenant.now()
    return Response(200)


async def create(sandbox: Sandbox, request: Request) -> Response:
    """POST conversations: the personal chat with one person who has the app, and a first message if one is given."""
    body = _body(request, CONVERSATION, "ConversationParameters'")
    members = body.get("members") or []
    tenant = body.get("tenantId") or ((body.get("channelData") or {}).get("tenant") or {}).get("id")
    if tenant != sandbox.config.tenant_id or len(members) != 1 or body.get("isGroup"):
        raise ConnectorError(400, "BadArgument", "A tenant id and exactly one member are needed for a personal chat.")
    chat = _member(sandbox, str(members[0].get("id")))
    if chat.blocked:
        raise ConnectorError(403, "ConversationBlockedByUser", "User blocked the conversation with the bot.")
    if not chat.installed:
        raise ConnectorError(403, "ForbiddenOperationException", "Bot isn't installed in user's personal scope")
    shown: Json = {"id": chat.id}
    if body.get("activity"):
        shown["activityId"] = _post(sandbox, chat, _activity({"type": "message", **body["activity"]}))
    return Response(201, shown)


def _member(sandbox: Sandbox, member: str) -> Chat:
    """A person by the `29:` id, or by the Entra object id, which Teams takes as well."""
    found = sandbox.tenant.chats.by_member(member)
    if found is None and member in sandbox.tenant.users:
        found = sandbox.tenant.chats.chat(sandbox.config.bot_app_id, member)
    if found is None:
        raise ConnectorError(403, "ForbiddenOperationException", "Bot isn't installed in user's personal scope")
    return found


def _account(sandbox: Sandbox, chat: Chat) -> Json:
    user = sandbox.tenant.users[chat.user_id]
    return {
        **sender(sandbox, user.id),
        "objectId": user.id,
        "userPrincipalName": user.upn,
        "email": user.mail,
        "givenName": user.given_name,
        "surname": user.surname,
        "tenantId": sandbox.config.tenant_id,
        "userRole": "user",
    }


async def members(sandbox: Sandbox, request: Request) -> Response:
    """GET members, or pagedmembers."""
    rows = [_account(sandbox, _chat(sandbox, request))]
    paged = request.path.lower().endswith("pagedmembers")
    return Response(200, {"members": rows} if paged else rows)


async def member(sandbox: Sandbox, request: Request) -> Response:
    """GET one member by `29:` id or object id."""
    chat = _chat(sandbox, request)
    if request.args["member"] == bot(sandbox)["id"]:
        return Response(200, bot(sandbox))
    if request.args["member"] not in (chat.teams_id, chat.user_id):
        raise ConnectorError(404, "MemberNotFoundInConversation", "The member was not found in the conversation.")
    return Response(200, _account(sandbox, chat))


_CHAT = "/v3/conversations/{conversation}"
ROUTER = Router(
    [
        Route("POST", "/v3/conversations", create, "connector"),
        Route("POST", f"{_CHAT}/activities", send, "connector"),
        Route("POST", f"{_CHAT}/activities/{{activity}}", send, "connector"),
        Route("PUT", f"{_CHAT}/activities/{{activity}}", update, "connector"),
        Route("DELETE", f"{_CHAT}/activities/{{activity}}", delete, "connector"),
        Route("GET", f"{_CHAT}/members", members, "connector"),
        Route("GET", f"{_CHAT}/pagedmembers", members, "connector"),
        Route("GET", f"{_CHAT}/members/{{member}}", member, "connector"),
    ]
)
