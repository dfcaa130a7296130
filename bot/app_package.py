"""The Teams app package: what an administrator uploads to the organisation's catalogue."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from bot.icons import PURPLE, colour_icon, outline_icon

VERSION = "1.29"
_SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json"
_GOV = "https://www.gov.uk"
_COMMANDS = (
    ("My panels", "The panels that you were asked for"),
    ("Help", "What you can do here"),
    ("Can't make it", "Answer for a panel, or change your answer"),
    ("Case list", "Open the case list of your panel"),
    ("Console", "Run a panel as its chair or officer"),
    ("My month", "Say when you are available, as an independent member"),
    ("My answers", "What waits for your answer after a panel"),
    ("At risk", "What is at risk on coming panels, for the CPP team"),
    ("Why", "Why you hear from this app"),
)


class WrongPackageError(ValueError):
    """The package cannot be made from these settings; the message names them."""


@dataclass(frozen=True)
class AppPackage:
    """What the package says of this installation. `public_url` adds the desk's tab, and signing in to it."""

    bot_app_id: str
    version: str = "1.0.0"
    public_url: str = ""
    tab_path: str = "/tab/"

    def __post_init__(self) -> None:
        """Refuse what Teams would refuse."""
        try:
            UUID(self.bot_app_id)
        except ValueError:
            raise WrongPackageError("BOT_APP_ID: an application id is needed, such as 2222…-222222222222.") from None
        if self.public_url and (urlsplit(self.public_url).scheme != "https" or not self.host):
            raise WrongPackageError("PUBLIC_URL: it should be an https address, such as https://panels.example.")

    @property
    def host(self) -> str:
        """The host of the public address."""
        return urlsplit(self.public_url).hostname or ""


def build(package: AppPackage) -> bytes:
    """The package as a ZIP file; the same settings make the same bytes."""
    files = {
        "manifest.json": json.dumps(manifest(package), indent=2, ensure_ascii=False).encode(),
        "color.png": colour_icon(),
        "outline.png": outline_icon(),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def manifest(package: AppPackage) -> dict[str, Any]:
    """The manifest."""
    return {
        "$schema": _SCHEMA,
        "manifestVersion": VERSION,
        "version": package.version,
        "id": package.bot_app_id,
        **_about(),
        "bots": [_bot(package)],
        "defaultInstallScope": "personal",
        "permissions": ["identity", "messageTeamMembers"],
        **(_desk(package) if package.public_url else {}),
    }


def _about() -> dict[str, Any]:
    return {
        "developer": {
            "name": "Home Office",
            "websiteUrl": f"{_GOV}/government/organisations/home-office",
            "privacyUrl": f"{_GOV}/government/organisations/home-office/about/personal-information-charter",
            "termsOfUseUrl": f"{_GOV}/help/terms-conditions",
        },
        "name": {"short": "CPP Panels", "full": "Case Progression Panels"},
        "description": {
            "short": "Asks you for panels, and takes your answers, case lists and outcomes.",
            "full": (
                "Looks after the administration of detention Case Progression Panels: nominations, invitations, "
                "attendance, case lists, recommendations, wash-up and what follows. It never decides anything about a "
                "case. It writes to you in a personal chat only, with references and never with names of people in "
                "detention."
            ),
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#" + bytes(PURPLE).hex().upper(),
    }


def _bot(package: AppPackage) -> dict[str, Any]:
    commands = [{"title": title, "description": description} for title, description in _COMMANDS]
    return {
        "botId": package.bot_app_id,
        "scopes": ["personal"],
        "supportsFiles": True,
        "isNotificationOnly": False,
        "commandLists": [{"scopes": ["personal"], "commands": commands}],
    }


def _desk(package: AppPackage) -> dict[str, Any]:
    address = package.public_url.rstrip("/") + package.tab_path
    tab = {"entityId": "desk", "name": "Desk", "contentUrl": address, "websiteUrl": address, "scopes": ["personal"]}
    return {
        "staticTabs": [{"entityId": "conversations", "scopes": ["personal"]}, tab],
        "validDomains": [package.host],
        "webApplicationInfo": {
            "id": package.bot_app_id,
            "resource": f"api://{package.host}/botid-{package.bot_app_id}",
        },
    }
