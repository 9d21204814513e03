from __future__ import annotations

import os

import pytest

from routerboard.practice.kernel.needed import missing


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Where there are no namespaces, say why; `LAB=require` makes that a failure, so that nobody skips it unawares."""
    if item.get_closest_marker("lab") is None or not (lacks := _lacks()):
        return
    if os.environ.get("LAB") == "require":
        pytest.fail(f"the kernel lab is required: {lacks}", pytrace=False)
    pytest.skip(lacks)


_known: list[str] = []


def _lacks() -> str:
    if not _known:
        _known.append(missing())
    return _known[0]
