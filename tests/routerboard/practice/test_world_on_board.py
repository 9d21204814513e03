"""The world on the real store of the factory board: configured through the store as a client would, then watched."""

from __future__ import annotations

import pytest

from routerboard.practice.board import load_board
from routerboard.practice.router import PracticeRouter


@pytest.fixture(params=["6.49.18", "7.20.8"])
def router(request: pytest.FixtureRequest) -> PracticeRouter:
    made = PracticeRouter(load_board("factory", request.param))
    made.tick(10)
    return made


def rate(router: PracticeRouter, interface: str, direction: str = "rx") -> int:
    return int(router.world.monitor(interface)[f"{direction}-bits-per-second"])


def ids(router: PracticeRouter, menu: str, **values: str) -> list[str]:
    wanted = {name.replace("_", "-"): value for name, value in values.items()}
    return [row[".id"] for row in router.rows(menu) if wanted.items() <= row.items()]


def join_second_line(router: PracticeRouter) -> None:
    """ether2 leaves the bridge and both lines share the load by ECMP; FastTrack stays on, for no mark is used."""
    store = router.store
    store.remove("/interface/bridge/port", ids(router, "/interface/bridge/port", interface="ether2"))
    store.add("/interface/list/member", {"list": "WAN", "interface": "ether2"})
    store.set("/ip/dhcp-client", {"add-default-route": "no"}, ids(router, "/ip/dhcp-client", interface="ether1"))
    store.add("/ip/dhcp-client", {"interface": "ether2", "add-default-route": "no", "disabled": "no"})
    gateways = ["192.168.30.1", "192.168.42.1"]
    for gateway in [",".join(gateways)] if router.version.major == 6 else gateways:
        store.add("/ip/route", {"dst-address": "0.0.0.0/0", "gateway": gateway, "check-gateway": "ping"})
    router.changed()


def test_from_one_line_to_two_and_back_to_one(router: PracticeRouter) -> None:
    router.tick(30)
    assert rate(router, "ether1") > 5_000_000
    assert rate(router, "ether2") == 0
    join_second_line(router)
    router.tick(60)
    assert min(rate(router, "ether1"), rate(router, "ether2")) > 3_000_000
    router.world.unplug("ether2")
    router.tick(40)
    assert rate(router, "ether2", "tx") == 0
    assert rate(router, "ether1") > 5_000_000


def test_rules_of_the_factory_are_all_understood(router: PracticeRouter) -> None:
    assert router.world.unmodelled == ()


def test_a_reboot_begins_anew(router: PracticeRouter) -> None:
    join_second_line(router)
    router.tick(20)
    router.reboot()
    router.tick(20)
    addresses = [row["address"] for row in router.rows("/ip/address")]
    assert sorted(addresses) == ["192.168.30.2/24", "192.168.42.2/24", "192.168.88.1/24"]
    assert len(list(router.rows("/ip/dhcp-server/lease"))) == 15
