from __future__ import annotations

import os

import pytest

from routerboard.practice.kernel.needed import missing


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Where there are no namespaces, say why; `LAB=require` makes that a failure, so that nobody skips it unawares."""
    if item.get_closest_marker("lab") is None or not (lacks := _lacks() or _lacks_tap(item.nodeid)):
        return
    if os.environ.get("LAB") == "require":
        pytest.fail(f"the kernel lab is required: {lacks}", pytrace=False)
    pytest.skip(lacks)


def _lacks_tap(name: str) -> str:
    """VLANs are TAP interfaces here, since not every kernel has 802.1Q."""
    tagged = "vlan" in name.lower() or "test_lans" in name
    return "VLANs need /dev/net/tun" if tagged and not os.path.exists("/dev/net/tun") else ""


_known: list[str] = []


def _lacks() -> str:
    if not _known:
        _known.append(missing())
    return _known[0]
