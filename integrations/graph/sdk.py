"""The parts of msgraph-sdk that this package uses, in one place.

The SDK imports each request builder when it is first used (on the event loop, that is), and its modules warn of their
own deprecated classes when they are imported. Here both are done with at once: whoever imports this file has paid, and
`touch` imports the builders that lie on the way. Type checkers pay too (README.md): no other file imports `msgraph`.
"""

from __future__ import annotations

import warnings
from typing import Any, TypeVar

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from kiota_abstractions.base_request_configuration import RequestConfiguration
    from kiota_abstractions.method import Method
    from kiota_abstractions.request_information import RequestInformation
    from msgraph.generated.drives.item.drive_item_request_builder import DriveItemRequestBuilder
    from msgraph.generated.drives.item.items.item.invite.invite_post_request_body import InvitePostRequestBody
    from msgraph.generated.models.attachment_item import AttachmentItem
    from msgraph.generated.models.attachment_type import AttachmentType
    from msgraph.generated.models.attendee import Attendee
    from msgraph.generated.models.attendee_type import AttendeeType
    from msgraph.generated.models.body_type import BodyType
    from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone
    from msgraph.generated.models.drive_item import DriveItem
    from msgraph.generated.models.drive_recipient import DriveRecipient
    from msgraph.generated.models.email_address import EmailAddress
    from msgraph.generated.models.event import Event
    from msgraph.generated.models.file_attachment import FileAttachment
    from msgraph.generated.models.folder import Folder
    from msgraph.generated.models.free_busy_status import FreeBusyStatus
    from msgraph.generated.models.item_body import ItemBody
    from msgraph.generated.models.item_reference import ItemReference
    from msgraph.generated.models.message import Message
    from msgraph.generated.models.online_meeting_provider_type import OnlineMeetingProviderType
    from msgraph.generated.models.recipient import Recipient
    from msgraph.generated.models.single_value_legacy_extended_property import SingleValueLegacyExtendedProperty
    from msgraph.generated.models.subscription import Subscription
    from msgraph.generated.models.user_scope_teams_app_installation import UserScopeTeamsAppInstallation
    from msgraph.generated.users.item.calendar.get_schedule.get_schedule_post_request_body import (
        GetSchedulePostRequestBody,
    )
    from msgraph.generated.users.item.calendar_view.delta.delta_request_builder import DeltaRequestBuilder
    from msgraph.generated.users.item.events.events_request_builder import EventsRequestBuilder
    from msgraph.generated.users.item.events.item.attachments.attachments_request_builder import (
        AttachmentsRequestBuilder,
    )
    from msgraph.generated.users.item.events.item.attachments.create_upload_session import (
        create_upload_session_post_request_body,
    )
    from msgraph.generated.users.item.events.item.cancel.cancel_post_request_body import CancelPostRequestBody
    from msgraph.generated.users.item.events.item.event_item_request_builder import EventItemRequestBuilder
    from msgraph.generated.users.item.messages.item.message_item_request_builder import MessageItemRequestBuilder
    from msgraph.generated.users.item.messages.messages_request_builder import MessagesRequestBuilder
    from msgraph.generated.users.item.online_meetings.item.online_meeting_item_request_builder import (
        OnlineMeetingItemRequestBuilder,
    )
    from msgraph.generated.users.item.online_meetings.online_meetings_request_builder import (
        OnlineMeetingsRequestBuilder,
    )
    from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder
    from msgraph.generated.users.users_request_builder import UsersRequestBuilder
    from msgraph.graph_request_adapter import GraphRequestAdapter
    from msgraph.graph_service_client import GraphServiceClient

UploadSessionBody = create_upload_session_post_request_body.CreateUploadSessionPostRequestBody
AttachmentsQuery = AttachmentsRequestBuilder.AttachmentsRequestBuilderGetQueryParameters
DeltaQuery = DeltaRequestBuilder.DeltaRequestBuilderGetQueryParameters
EventQuery = EventItemRequestBuilder.EventItemRequestBuilderGetQueryParameters
EventsQuery = EventsRequestBuilder.EventsRequestBuilderGetQueryParameters
MessageQuery = MessageItemRequestBuilder.MessageItemRequestBuilderGetQueryParameters
MessagesQuery = MessagesRequestBuilder.MessagesRequestBuilderGetQueryParameters
OnlineMeetingsQuery = OnlineMeetingsRequestBuilder.OnlineMeetingsRequestBuilderGetQueryParameters
UserQuery = UserItemRequestBuilder.UserItemRequestBuilderGetQueryParameters
UsersQuery = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters

__all__ = [
    "AttachmentItem",
    "AttachmentType",
    "AttachmentsQuery",
    "Attendee",
    "AttendeeType",
    "BodyType",
    "CancelPostRequestBody",
    "DateTimeTimeZone",
    "DeltaQuery",
    "DriveItem",
    "DriveItemRequestBuilder",
    "DriveRecipient",
    "EmailAddress",
    "Event",
    "EventQuery",
    "EventsQuery",
    "FileAttachment",
    "Folder",
    "FreeBusyStatus",
    "GetSchedulePostRequestBody",
    "GraphRequestAdapter",
    "GraphServiceClient",
    "InvitePostRequestBody",
    "ItemBody",
    "ItemReference",
    "Message",
    "MessageQuery",
    "MessagesQuery",
    "Method",
    "OnlineMeetingItemRequestBuilder",
    "OnlineMeetingProviderType",
    "OnlineMeetingsQuery",
    "Recipient",
    "RequestConfiguration",
    "RequestInformation",
    "SingleValueLegacyExtendedProperty",
    "Subscription",
    "UploadSessionBody",
    "UserItemRequestBuilder",
    "UserQuery",
    "UserScopeTeamsAppInstallation",
    "UsersQuery",
    "action",
    "touch",
]


T = TypeVar("T", CancelPostRequestBody, GetSchedulePostRequestBody, UploadSessionBody)


def action(body: type[T], **parameters: Any) -> T:
    """The body of an action with its parameters as the documentation spells them.

    The SDK writes those of `cancel`, `getSchedule` and `createUploadSession` with a capital, after the service's metadata
    (`Comment`). Graph takes both, its published description the small ones alone.
    """
    return body(additional_data=parameters)


def touch(sdk: GraphServiceClient) -> None:
    """Import every request builder that this package goes through; after the first time this costs nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        user = sdk.users.by_user_id("-")
        item = sdk.drives.by_drive_id("-").items.by_drive_item_id("-")
        event = user.events.by_event_id("-")
        message = user.messages.by_message_id("-")
        meeting = user.online_meetings.by_online_meeting_id("-")
        report = meeting.attendance_reports.by_meeting_attendance_report_id("-")
        for _ in (
            event.attachments.create_upload_session,
            event.cancel,
            message.send,
            user.calendar.get_schedule,
            user.calendar_view.delta,
            user.teamwork.installed_apps,
            item.children,
            item.content,
            item.invite,
            item.permissions.by_permission_id("-"),
            sdk.subscriptions.by_subscription_id("-"),
            report.attendance_records,
        ):
            pass
