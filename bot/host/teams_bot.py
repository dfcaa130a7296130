"""The bot as the SDK sees it: each kind of activity becomes a turn, and its answer a card."""

from __future__ import annotations

import logging

from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity

from bot.cards.catalogue import draw
from bot.cards.parts import Json
from bot.conversations import Conversation, Conversations
from bot.dialogs.help_me import HELP
from bot.host.activities import CARD, card_message
from bot.host.adapter import INVOKE_RESPONSE, TeamsAdapter
from bot.host.files import Dropped, FileDoor, NoFileError
from bot.said import file_is_read, only_in_person, welcome
from bot.turns import FailedError, MalformedError, Shown, Turns, no_file, press_data
from bot.verbs import VERBS
from cpp_core.messages.message import Message

log = logging.getLogger(__name__)

ERROR = "application/vnd.microsoft.error"
NOTICE = "application/vnd.microsoft.activity.message"
CARD_ACTION = "adaptiveCard/action"
PERSONAL = "personal"
_KINDS_OF_PRESS = ("Action.Execute", "Action.Submit")


def error_body(status: int, code: str, message: str) -> Json:
    """An answer to an invoke that is no card: the client shows the words and keeps the card as it was."""
    return {"statusCode": status, "type": ERROR, "value": {"code": code, "message": message}}


def notice_body(message: str) -> Json:
    """An answer to an invoke that leaves the card as it was and shows a line of text."""
    return {"statusCode": 200, "type": NOTICE, "value": message}


class TeamsBot(TeamsActivityHandler):
    """Listens in personal chats. Who somebody is, is the Entra object id that Teams vouches for."""

    def __init__(self, turns: Turns, conversations: Conversations, files: FileDoor, tenant_id: str) -> None:
        self._turns = turns
        self._conversations = conversations
        self._files = files
        self._tenant_id = tenant_id

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """A press of a button; every answer is a body that the client understands."""
        response = InvokeResponse(status=200, body=await self._invoked(turn_context))
        turn_context.turn_state[INVOKE_RESPONSE] = response
        return response

    async def _invoked(self, turn_context: TurnContext) -> Json:
        activity = turn_context.activity
        person_id = _person_id(activity)
        if activity.name != CARD_ACTION:
            return error_body(400, "NotSupported", "This app does not know this kind of request.")
        if not person_id or not _is_personal(activity):
            return error_body(400, "BadRequest", "Buttons can be pressed in your own chat with the app only.")
        try:
            verb, raw = _pressed(activity.value)
            data = press_data(raw)
            await self._hear(activity, person_id)
            shown = await self._turns.press(verb, data, person_id, activity.from_property.id)
        except MalformedError as error:
            return error_body(400, "BadRequest", f"This button cannot be understood: {error}.")
        except FailedError:
            return error_body(
                500, "InternalServerError", "Something went wrong; nothing was changed. Please try again."
            )
        if shown.settled and activity.value.get("trigger") != "automatic":
            adapter: TeamsAdapter = turn_context.adapter
            adapter.keep_card(turn_context, shown.card, shown.message.preview)
        return {"statusCode": 200, "type": CARD, "value": shown.card}

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Typed words, or a press from a client that knows no `Action.Execute`."""
        activity = turn_context.activity
        person_id = _person_id(activity)
        if not person_id:
            return
        if not _is_personal(activity):
            await _say(turn_context, only_in_person())
            return
        await self._hear(activity, person_id)
        if isinstance(activity.value, dict) and activity.value:
            await self._submitted(turn_context, person_id)
            return
        dropped = Dropped.among(activity.attachments)
        if dropped:
            await self._dropped(turn_context, dropped, person_id)
            return
        try:
            shown = await self._turns.words(activity.text or "", person_id, activity.from_property.id)
        except FailedError as failed:
            shown = failed.shown
        await _show(turn_context, shown)

    async def _dropped(self, turn_context: TurnContext, dropped: tuple[Dropped, ...], person_id: str) -> None:
        """Files are read after the request has been answered: Teams waits a few seconds, an extract takes longer."""
        await _say(turn_context, file_is_read(tuple(one.name for one in dropped)))
        adapter: TeamsAdapter = turn_context.adapter
        adapter.background.spawn(self._taken(turn_context, dropped, person_id))

    async def _taken(self, turn_context: TurnContext, dropped: tuple[Dropped, ...], person_id: str) -> None:
        for one in dropped:
            try:
                shown = await self._turns.file(one.name, await self._files.fetch(one), person_id)
            except NoFileError as error:
                shown = no_file(one.name, str(error))
            if shown is not None:
                await _show(turn_context, shown)

    async def _submitted(self, turn_context: TurnContext, person_id: str) -> None:
        activity = turn_context.activity
        try:
            verb, data = _submitted_press(activity.value)
            shown = await self._turns.press(verb, data, person_id, activity.from_property.id)
        except FailedError as failed:
            shown = failed.shown
        in_place = shown.settled or bool(shown.message.errors)
        if in_place and activity.reply_to_id:
            replacement = card_message(shown.card, shown.message.preview)
            replacement.id = activity.reply_to_id
            if await turn_context.update_activity(replacement) is not None:
                return
        await _show(turn_context, shown)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        """The app was given to someone, or taken away."""
        activity = turn_context.activity
        person_id = _person_id(activity)
        if not person_id or not _is_personal(activity):
            return
        if (activity.action or "").startswith("remove"):
            await self._conversations.forget(person_id)
            return
        await self._learn(activity, person_id)
        if activity.action == "add":
            await _say(turn_context, welcome(), activity.from_property.id)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """Someone came into the chat: remember where it is."""
        activity = turn_context.activity
        person_id = _person_id(activity)
        if person_id and _is_personal(activity) and not activity.members_removed:
            await self._learn(activity, person_id)

    async def _learn(self, activity: Activity, person_id: str) -> None:
        await self._conversations.learn(person_id, self._conversation(activity))

    async def _hear(self, activity: Activity, person_id: str) -> None:
        await self._conversations.heard_from(person_id, self._conversation(activity))

    def _conversation(self, activity: Activity) -> Conversation:
        return Conversation(
            id=activity.conversation.id,
            service_url=activity.service_url,
            bot_id=activity.recipient.id if activity.recipient else "",
            user_id=activity.from_property.id or "",
            tenant_id=self._tenant_id,
        )


def _person_id(activity: Activity) -> str:
    sender = activity.from_property
    return (sender.aad_object_id or "") if sender else ""


def _is_personal(activity: Activity) -> bool:
    return (
        bool(activity.conversation)
        and bool(activity.conversation.id)
        and not activity.conversation.is_group
        and (activity.conversation.conversation_type in (PERSONAL, None))
    )


def _pressed(value: object) -> tuple[str, object]:
    action = value.get("action") if isinstance(value, dict) else None
    if not isinstance(action, dict):
        raise MalformedError("it does not say what was pressed")
    if action.get("type") not in _KINDS_OF_PRESS:
        raise MalformedError("it is no Action.Execute")
    verb = action.get("verb")
    if not isinstance(verb, str) or not verb:
        raise MalformedError("it has no verb")
    return verb, action.get("data")


def _submitted_press(value: object) -> tuple[str, dict[str, str]]:
    """What an `Action.Submit` sent; what is no press of ours gets the help."""
    try:
        data = press_data(value)
    except MalformedError:
        return HELP, {}
    verb = data.pop("verb", "")
    return (verb, data) if verb in VERBS else (HELP, {})


async def _show(turn_context: TurnContext, shown: Shown) -> None:
    await turn_context.send_activity(card_message(shown.card, shown.message.preview))


async def _say(turn_context: TurnContext, message: Message, viewer: str = "") -> None:
    await turn_context.send_activity(card_message(draw(message, viewer), message.preview))
