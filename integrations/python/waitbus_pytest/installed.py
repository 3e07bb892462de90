"""The plugin as an installed package brings it to every run: there, silent until `--waitbus` or `waitbus = true`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("waitbus")
    group.addoption("--waitbus", action="store_true", help="tell waitbus of each failing test and of the run's end")
    parser.addini("waitbus", type="bool", default=False, help="as --waitbus")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--waitbus") or config.getini("waitbus"):
        from ._hooks import register

        register(config)
