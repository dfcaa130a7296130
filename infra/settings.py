"""Settings: read once from the environment or `.env` (prefix `PANELS_`) into a frozen object, and handed down.

The names are the public face; infra/README.md lists them with what each is for.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.host.identity import BOT_FRAMEWORK_ISSUER, BOT_FRAMEWORK_METADATA, TEAMS_SERVICE_URLS


class SettingsError(Exception):
    """Settings that are missing or wrong: one line each, with the name and what it should be."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class Environment(StrEnum):
    """Where the service runs. `test` and `sandbox` have a clock that can be moved over HTTP."""

    PRODUCTION = "production"
    TEST = "test"
    SANDBOX = "sandbox"


A_MOMENT = "it should be ISO 8601 with its offset, like 2026-10-19T08:00:00+01:00"
Names = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """Every setting of the service."""

    model_config = SettingsConfigDict(env_prefix="PANELS_", env_file=".env", extra="ignore", frozen=True)

    database_url: str = "sqlite:///panels.sqlite"
    environment: Environment = Environment.PRODUCTION
    host: str = "127.0.0.1"
    port: int = Field(default=3978, ge=0, le=65535)
    tenant_id: str = ""
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    certificate_path: str = ""
    certificate_password: SecretStr = SecretStr("")
    bot_app_id: str = ""
    bot_app_type: str = "SingleTenant"
    mailbox: str = ""
    drive_id: str = ""
    teams_app_id: str = ""
    guide_file: Path | None = None
    encryption_key: SecretStr = SecretStr("")
    send_to: Names = ()
    shadow: bool = False
    public_url: str = ""
    graph_base_url: str = "https://graph.microsoft.com/v1.0"
    token_authority: str = ""
    bot_openid_metadata_url: str = BOT_FRAMEWORK_METADATA
    bot_token_issuer: str = BOT_FRAMEWORK_ISSUER
    connector_urls: Names = TEAMS_SERVICE_URLS
    clock: datetime | None = None

    @field_validator("send_to", "connector_urls", mode="before")
    @classmethod
    def _separated(cls, value: object) -> object:
        """Several values stand in one variable, separated by commas or spaces."""
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("clock", mode="before")
    @classmethod
    def _readable(cls, value: object) -> object:
        if isinstance(value, str):
            if not value.strip():
                return None
            try:
                return datetime.fromisoformat(value.strip())
            except ValueError:
                raise ValueError(f"{value!r} is no moment; {A_MOMENT}") from None
        return value

    @field_validator("clock", mode="after")
    @classmethod
    def _aware(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"it needs its offset; {A_MOMENT}")
        return value

    @model_validator(mode="after")
    def _no_clock_in_production(self) -> Settings:
        if self.clock is not None and self.environment is Environment.PRODUCTION:
            raise ValueError("CLOCK: production runs on the real clock; leave it unset, or set ENVIRONMENT to test")
        return self


NEEDED_TO_SERVE = {
    "tenant_id": "the id of the Entra tenant whose people the bot serves",
    "bot_app_id": "the application (client) id of the bot's Entra application",
    "mailbox": "the address of the Teams-licensed account that organises the meetings",
    "drive_id": "the id of the SharePoint drive in which the panels' folders lie",
    "teams_app_id": "the id of the Teams app in the organisation's catalogue",
    "guide_file": "the path of the CPP Information Reference Guide that goes with every invitation",
}


def read_settings(**given: object) -> Settings:
    """The settings of this process. Raises `SettingsError` with each wrong one by name."""
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise SettingsError([_line(each["loc"], each["msg"]) for each in error.errors()]) from None


SHOULD_BE = {"port": "a number from 0 to 65535, like 3978", "shadow": "true or false"}


def _line(where: tuple[int | str, ...], what: str) -> str:
    message = what.removeprefix("Value error, ")
    if where and where[0] in SHOULD_BE:
        message = f"{message}; it should be {SHOULD_BE[str(where[0])]}"
    return f"PANELS_{str(where[0]).upper()}: {message}" if where else f"PANELS_{message}"


def missing_to_serve(settings: Settings) -> list[str]:
    """What `panels serve` lacks, one line each with the name of the setting and what it should be."""
    faults = [
        f"PANELS_{name.upper()}: missing; it should be {what}."
        for name, what in NEEDED_TO_SERVE.items()
        if not getattr(settings, name)
    ]
    if settings.guide_file is not None and not settings.guide_file.is_file():
        faults.append(f"PANELS_GUIDE_FILE: there is no file {settings.guide_file}.")
    return faults
