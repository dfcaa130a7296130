"""Settings: a wrong one stops the start with its name and what it should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.settings import NEEDED_TO_SERVE, Environment, Settings, SettingsError, missing_to_serve, read_settings

README = Path(__file__).parents[2] / "infra" / "README.md"


def settings(**given: object) -> Settings:
    return read_settings(_env_file=None, **given)


class TestWrongSettings:
    def test_production_refuses_a_virtual_clock(self) -> None:
        with pytest.raises(SettingsError, match="CLOCK: production runs on the real clock"):
            settings(clock="2026-10-19T08:00:00+01:00")

    def test_a_clock_without_its_offset_is_named(self) -> None:
        with pytest.raises(SettingsError, match="it needs its offset"):
            settings(environment="test", clock="2026-10-19T08:00:00")

    @pytest.mark.parametrize(("name", "value"), [("clock", "garbage"), ("port", "eighty"), ("shadow", "perhaps")])
    def test_what_it_should_be_is_said(self, name: str, value: str) -> None:
        with pytest.raises(SettingsError, match=f"PANELS_{name.upper()}: .*it should be"):
            settings(environment="test", **{name: value})

    def test_an_empty_clock_is_none(self) -> None:
        assert settings(clock="").clock is None

    def test_an_unknown_environment_is_named_with_those_there_are(self) -> None:
        with pytest.raises(SettingsError, match=r"PANELS_ENVIRONMENT: .*production.*test.*sandbox"):
            settings(environment="staging")

    def test_a_port_that_is_none_is_named(self) -> None:
        with pytest.raises(SettingsError, match="PANELS_PORT"):
            settings(port="eighty")

    def test_every_missing_setting_is_named_with_what_it_should_be(self) -> None:
        faults = missing_to_serve(settings())
        assert len(faults) == len(NEEDED_TO_SERVE)
        assert all(fault.startswith("PANELS_") and "it should be" in fault for fault in faults)

    def test_a_guide_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        faults = missing_to_serve(settings(guide_file=tmp_path / "guide.pdf"))
        assert any("there is no file" in fault for fault in faults)


class TestReading:
    def test_several_values_are_separated_by_commas_or_spaces(self) -> None:
        assert settings(send_to="a@panels.example, b@panels.example").send_to == (
            "a@panels.example",
            "b@panels.example",
        )

    def test_a_clock_is_welcome_in_tests(self) -> None:
        clock = settings(environment=Environment.TEST, clock="2026-10-19T08:00:00+01:00").clock
        assert clock is not None
        assert clock.isoformat() == "2026-10-19T08:00:00+01:00"

    def test_secrets_are_not_printed(self) -> None:
        assert "hunter2" not in repr(settings(client_secret="hunter2", encryption_key="hunter2"))


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`PANELS_{name.upper()}`" in README.read_text(encoding="utf-8")
