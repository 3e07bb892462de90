"""Tests that fail at moments fixed beforehand, whatever became of the ones before."""

import os
import time

import pytest

COUNT = int(os.environ["BENCH_COUNT"])
INTERVAL_S = float(os.environ["BENCH_INTERVAL_S"])
START = time.monotonic() + 1


@pytest.mark.parametrize("index", range(COUNT))
def test_fails(index):
    due = START + index * INTERVAL_S
    # A sleep ends late: the rest of the way is spun.
    time.sleep(max(0, due - time.monotonic() - 0.0025))
    while time.monotonic() < due:
        pass
    raise AssertionError(f"{index} {due * 1000:.6f}")
