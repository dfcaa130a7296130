"""What the files for deployment say of the service, held against the service: nothing here has been deployed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from infra.settings import NEEDED_TO_SERVE, Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "infra" / "deploy"
BICEP = (DEPLOY / "main.bicep").read_text(encoding="utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
IGNORED = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
IN_BICEP = dict(re.findall(r"{ name: 'PANELS_(\w+)', (?:value|secretRef): (.+?) }", BICEP))
IN_IMAGE = dict(re.findall(r"PANELS_(\w+)=(\S+)", DOCKERFILE))


class TestTheTemplate:
    def test_names_settings_that_there_are(self) -> None:
        assert {name.lower() for name in (*IN_BICEP, *IN_IMAGE)} <= set(Settings.model_fields)

    def test_gives_every_setting_that_is_needed(self) -> None:
        assert {name.upper() for name in NEEDED_TO_SERVE} <= {*IN_BICEP, *IN_IMAGE}

    def test_keeps_secrets_out_of_plain_settings(self) -> None:
        secret = {name for name in IN_BICEP if f"{{ name: 'PANELS_{name}', secretRef:" in BICEP}
        assert secret == {"DATABASE_URL", "ENCRYPTION_KEY"}
        for name in ("databasePassword", "encryptionKey"):
            assert re.search(rf"@secure\(\)\n(@description\(.*\)\n)?param {name} string", BICEP)

    def test_starts_with_nothing_leaving(self) -> None:
        assert "param shadow bool = true" in BICEP

    def test_reaches_the_port_on_which_the_image_listens(self) -> None:
        ports = {*re.findall(r"targetPort: (\d+)", BICEP), *re.findall(r"port: (\d+)", BICEP)}
        assert ports == {IN_IMAGE["PORT"]} == set(re.findall(r"EXPOSE (\d+)", DOCKERFILE))

    def test_uses_each_of_its_parameters_and_what_the_readme_says_of_them(self) -> None:
        parameters = re.findall(r"^param (\w+)", BICEP, re.M)
        unused = [name for name in parameters if len(re.findall(rf"\b{name}\b", BICEP)) < 2]
        assert unused == []
        said = re.findall(r"\b(\w+)=(?:…|false|REGISTRY)", (DEPLOY / "README.md").read_text(encoding="utf-8"))
        assert set(said) - {"BASE"} <= set(parameters)

    def test_names_what_it_declares(self) -> None:
        declared = set(re.findall(r"^(?:resource|param|var) (\w+)", BICEP, re.M))
        used = set(re.findall(r"\b(\w+)\.(?:properties|id|name|listKeys)\b", BICEP))
        assert used <= declared
        assert BICEP.count("{") == BICEP.count("}")


@pytest.mark.parametrize(
    "path", sorted({*re.findall(r"path: '(/\w+)'", BICEP), *re.findall(r"8080(/\w+)'", DOCKERFILE)})
)
def test_health_is_asked_for_where_the_service_tells_it(path: str) -> None:
    web = (ROOT / "infra" / "web.py").read_text(encoding="utf-8")
    assert f'add_get("{path}"' in web


class TestTheImage:
    def test_has_a_user_without_rights(self) -> None:
        (user,) = re.findall(r"^USER (\d+)$", DOCKERFILE, re.M)
        assert int(user) > 0
        assert DOCKERFILE.index("USER") < DOCKERFILE.index("CMD [")
        assert "--chown=root:root" in DOCKERFILE

    def test_holds_neither_the_sandbox_nor_the_demo(self) -> None:
        assert {"infra/sandbox", "infra/demo"} <= set(IGNORED)
        assert IGNORED[0] == "**"

    def test_copies_what_is_there(self) -> None:
        copied = [name for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M) for name in line.split()[:-1]]
        assert [name for name in copied if not (ROOT / name).exists()] == []
        assert {f"!{name}" for name in copied} == {name for name in IGNORED if name.startswith("!")}
