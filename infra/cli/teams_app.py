"""`panels teams-app`: the Teams app package, ready to upload."""

from __future__ import annotations

from pathlib import Path

import click

from bot.app_package import AppPackage, WrongPackageError, build
from infra.settings import SettingsError, read_settings


@click.command("teams-app")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where to write the package."
)
def teams_app(out: Path) -> None:
    """Write the Teams app package, made from PANELS_BOT_APP_ID, as FILE.zip."""
    settings = read_settings()
    try:
        package = build(AppPackage(settings.bot_app_id))
    except WrongPackageError as error:
        raise SettingsError([str(error)]) from error
    out.write_bytes(package)
    click.echo(f"{out}: {len(package):,} bytes. Upload it in the Teams admin centre under Teams apps > Manage apps.")
