"""Who the bot is and whom it listens to; a missing or wrong setting stops the start with its name."""

from __future__ import annotations

from dataclasses import dataclass

from bot.host.service_urls import ServiceUrls, safe_to_fetch

APP_TYPES = ("SingleTenant", "UserAssignedMSI")
BOT_FRAMEWORK_ISSUER = "https://api.botframework.com"
BOT_FRAMEWORK_METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"
TEAMS_SERVICE_URLS = ("https://smba.trafficmanager.net/",)
_TEAMS_HOME = "https://smba.trafficmanager.net/teams/"


class WrongSettingError(ValueError):
    """The bot cannot start with these settings; the message names each of them and says what it should be."""


@dataclass(frozen=True)
class BotIdentity:
    """The bot's registration: one application in one tenant, and where tokens and activities may come from.

    An empty application id would switch authentication off in the SDK, and an unknown type would silently become
    multi-tenant: both are refused here.
    """

    app_id: str
    tenant_id: str
    app_type: str = "SingleTenant"
    issuer: str = BOT_FRAMEWORK_ISSUER
    openid_metadata_url: str = BOT_FRAMEWORK_METADATA
    service_urls: tuple[str, ...] = TEAMS_SERVICE_URLS

    def __post_init__(self) -> None:
        """Refuse what would weaken who is trusted."""
        faults = list(self._faults())
        if faults:
            raise WrongSettingError("The bot cannot start. " + " ".join(faults))

    def _faults(self) -> list[str]:
        empty = {
            "BOT_APP_ID: the application (client) id of the bot's Entra application is needed.": self.app_id,
            "TENANT_ID: the id of the tenant whose people the bot serves is needed.": self.tenant_id,
            "BOT_TOKEN_ISSUER: the issuer of the Bot Connector's tokens is needed.": self.issuer,
            "BOT_OPENID_METADATA_URL: where the Bot Connector's signing keys are published is needed.": (
                self.openid_metadata_url
            ),
        }
        faults = [fault for fault, value in empty.items() if not value.strip()]
        if self.app_type not in APP_TYPES:
            faults.append(f"BOT_APP_TYPE: {self.app_type!r} should be one of {', '.join(APP_TYPES)}.")
        if not self.service_urls:
            faults.append("CONNECTOR_URLS: at least one address of the Bot Connector is needed.")
        faults += [f"CONNECTOR_URLS: {fault}" for fault in ServiceUrls.faults(self.service_urls)]
        if self.openid_metadata_url.strip() and not safe_to_fetch(self.openid_metadata_url):
            faults.append("BOT_OPENID_METADATA_URL: it should be an https address (plain http only on this machine).")
        return faults

    @property
    def home_url(self) -> str:
        """Where the chat is asked for of someone who has not written yet: the first of the service URLs."""
        return _TEAMS_HOME if self.service_urls[0] in TEAMS_SERVICE_URLS else self.service_urls[0]

    @property
    def bot_id(self) -> str:
        """The bot's id in Teams."""
        return f"28:{self.app_id}"
