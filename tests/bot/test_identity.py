"""Where our token may go, and which settings stop the start."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.compose import make_bot
from bot.host.identity import BotIdentity, WrongSettingError
from bot.host.service_urls import ServiceUrls
from infra.clock import SystemClock
from tests.bot.door import APP, TENANT
from tests.bot.world import FirstTime, References, UseCases

Json = dict[str, Any]


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://smba.trafficmanager.net/uk/", True),
        ("https://smba.trafficmanager.net", True),
        ("HTTPS://SMBA.trafficmanager.net/uk", True),
        ("https://smba.trafficmanager.net:443/uk/", False),
        ("http://smba.trafficmanager.net/uk/", False),
        ("https://smba.trafficmanager.net.evil.example/", False),
        ("https://evil.example/smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net@evil.example/", False),
        ("https://evil.example\\@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net/../", False),
        ("https://smba.trafficmanager.net/%2e%2e/", False),
        ("https://smba.trafficmanager.net/uk/?to=evil", False),
        ("https://smba.trafficmanager.net:99999/", False),
        ("ftp://smba.trafficmanager.net/", False),
        ("//smba.trafficmanager.net/", False),
        ("", False),
    ],
)
def test_a_service_url_is_compared_by_its_parts(url: str, *, allowed: bool) -> None:
    assert ServiceUrls(("https://smba.trafficmanager.net/",)).allows(url) is allowed


def test_a_prefix_with_a_path_covers_whole_segments_only() -> None:
    urls = ServiceUrls(("http://127.0.0.1:3000/connector/",))
    assert urls.allows("http://127.0.0.1:3000/connector/")
    assert urls.allows("http://127.0.0.1:3000/connector/uk")
    assert not urls.allows("http://127.0.0.1:3000/connectors/")
    assert not urls.allows("http://127.0.0.1:3001/connector/")


GOOD: Json = {"app_id": APP, "tenant_id": TENANT}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"app_id": ""}, "BOT_APP_ID"),
        ({"app_id": "  "}, "BOT_APP_ID"),
        ({"tenant_id": ""}, "TENANT_ID"),
        ({"app_type": "MultiTenant"}, "BOT_APP_TYPE"),
        ({"app_type": "singletenant"}, "BOT_APP_TYPE"),
        ({"issuer": ""}, "BOT_TOKEN_ISSUER"),
        ({"openid_metadata_url": ""}, "BOT_OPENID_METADATA_URL"),
        ({"openid_metadata_url": "http://keys.example/"}, "BOT_OPENID_METADATA_URL"),
        ({"service_urls": ()}, "CONNECTOR_URLS"),
        ({"service_urls": ("http://evil.example/",)}, "CONNECTOR_URLS"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name(change: Json, named: str) -> None:
    with pytest.raises(WrongSettingError, match=named):
        replace(BotIdentity(**GOOD), **change)


def test_a_bot_without_a_credential_does_not_start() -> None:
    use_cases = UseCases()
    with pytest.raises(WrongSettingError, match="CLIENT_SECRET"):
        make_bot(
            identity=BotIdentity(**GOOD),
            credential=None,
            references=References(),
            perform=use_cases.perform,
            first_time=FirstTime(),
            clock=SystemClock(),
        )
