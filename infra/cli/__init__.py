"""The command line: `panels`."""

from infra.cli.main import main

__all__ = ["main"]
