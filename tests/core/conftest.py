"""Marks that only the tests of the core use."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "edge(clause, side): a test on one side (`in` or `out`) of the edge of a rule; test_register.py wants both",
    )
