"""The pytest plugin of waitbus: `pytest -p waitbus_pytest` tells the bus of each failing test and of the run's end.

This module is imported by pytest and by the process that talks to the bus, so it imports neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_configure(config: pytest.Config) -> None:
    from ._hooks import register

    register(config)
