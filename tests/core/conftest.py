"""Marks and options that only the tests of the core use."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--regenerate-lives` writes anew what follows in the files of `data/lives`."""
    parser.addoption("--regenerate-lives", action="store_true", help="write what follows in data/lives anew")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "edge(clause, side): a test on one side (`in` or `out`) of the edge of a rule; test_register.py wants both",
    )
