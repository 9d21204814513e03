"""The board's HotSpot: the rules that it makes, who may pass, and several LANs with leases of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from routerboard.packetflow import Packet
from routerboard.packetflow.addresses import dotted, number
from routerboard.practice.board import load_board
from routerboard.practice.guests import Host
from routerboard.practice.router import PracticeRouter
from routerboard.practice.tracking import Entry

VERSIONS = ["6.49.18", "7.20.8"]
SERVER, PAYMENT = "198.51.100.1", "203.0.113.80"
Ask = Callable[..., list[tuple[str, ...]]]


@pytest.fixture(params=VERSIONS)
def hotel(request: pytest.FixtureRequest) -> PracticeRouter:
    return PracticeRouter(load_board("hotel-hotspot", request.param))


def guests(router: PracticeRouter, *, inside: bool) -> list[Host]:
    hosts = (host for host in router.world.hosts if host.port != "staff")
    return [host for host in hosts if router.world.hotspots.lets_through(host.address) is inside]


def opens(
    router: PracticeRouter, host: Host, to: str, port: int = 443, protocol: str = "tcp", source: int = 40000
) -> Entry | None:
    return router.world.send(Packet(host.address, number(to), protocol, source, port, host.port))


def trap(sentences: list[tuple[str, ...]]) -> str:
    return next(
        (
            word.removeprefix("=message=")
            for one in sentences
            if one[0] == "!trap"
            for word in one[1:]
            if "message" in word
        ),
        "",
    )


def test_the_rules_are_those_of_the_manual(hotel: PracticeRouter) -> None:
    made = [row.values for row in hotel.store.rows("/ip/firewall/nat") if row.dynamic]
    assert made[0] == {"chain": "dstnat", "action": "jump", "jump-target": "hotspot", "hotspot": "from-client"}
    assert [row["to-ports"] for row in made if row["action"] == "redirect" and row["chain"] == "hs-unauth"] == [
        "64874", "64874", "64874", "64875",
    ]  # fmt: skip
    filters = [row.values for row in hotel.store.rows("/ip/firewall/filter") if row.dynamic]
    entries = [row for row in filters if row.get("chain") in ("forward", "input") and row["action"] == "jump"]
    assert [row["jump-target"] for row in entries] == ["hs-unauth", "hs-unauth-to", "hs-input"]
    assert not hotel.world.unmodelled


def test_they_are_nobodys_configuration(hotel: PracticeRouter, ask: Ask) -> None:
    rule = next(row for row in hotel.store.rows("/ip/firewall/nat") if row.dynamic)
    assert "dynamic" in trap(ask(hotel, "/ip/firewall/nat/remove", f"=.id={rule.id}"))
    ask(hotel, "/ip/hotspot/disable", "=numbers=hotspot1")
    for menu in ("/ip/firewall/nat", "/ip/hotspot/host", "/ip/hotspot/active"):
        assert not [row for row in hotel.store.rows(menu) if row.dynamic]
    assert not [row for row in hotel.store.rows("/ip/firewall/filter") if row.dynamic and "hotspot" in row.values]


def test_before_the_log_in_there_are_the_page_names_and_the_walled_garden(hotel: PracticeRouter) -> None:
    host = guests(hotel, inside=False)[0]
    page = opens(hotel, host, SERVER, 80)
    assert page is not None
    assert (dotted(page.connection.reply.source), page.connection.reply.source_port) == ("10.5.50.1", 64874)
    assert page.connection.seen_reply
    own = opens(hotel, host, "10.5.50.1", 80, source=40001)
    assert own is not None
    assert own.connection.reply.source_port == 64873
    names = opens(hotel, host, "8.8.8.8", 53, "udp")
    assert names is not None
    assert names.connection.reply.source_port == 64872
    garden = opens(hotel, host, PAYMENT)
    assert garden is not None
    assert (garden.orig_path.line, garden.connection.seen_reply) == ("ether1", True)
    assert opens(hotel, host, SERVER, 22) is None
    assert opens(hotel, host, "10.5.50.1", 8728) is None, "nor the board's own services"


def test_after_it_there_is_the_internet(hotel: PracticeRouter) -> None:
    host = guests(hotel, inside=True)[0]
    for port in (80, 443, 22):
        entry = opens(hotel, host, SERVER, port)
        assert entry is not None
        assert (entry.orig_path.line, entry.connection.seen_reply) == ("ether1", True)


def test_who_may_log_in(hotel: PracticeRouter, ask: Ask) -> None:
    guest = guests(hotel, inside=False)[0]
    login = ("/ip/hotspot/active/login", f"=ip={dotted(guest.address)}")
    assert "invalid username or password" in trap(ask(hotel, *login, "=user=guest", "=password=no"))
    assert "unknown host IP" in trap(ask(hotel, login[0], "=ip=10.5.50.9", "=user=guest", "=password=guest"))
    assert "missing value(s) of argument(s) user" in trap(ask(hotel, *login))
    ask(hotel, "/ip/hotspot/user/add", "=name=voucher", "=password=1")
    assert not trap(ask(hotel, *login, "=user=voucher", "=password=1"))
    other = dotted(guests(hotel, inside=False)[0].address)
    refused = ask(hotel, login[0], f"=ip={other}", "=user=voucher", "=password=1")
    assert "no more sessions are allowed" in trap(refused)
    active = [row.state for row in hotel.store.rows("/ip/hotspot/active") if row.state["user"] == "voucher"]
    assert [row["address"] for row in active] == [dotted(guest.address)]


def test_who_is_removed_from_the_active_ones_is_logged_out(hotel: PracticeRouter, ask: Ask) -> None:
    row = hotel.store.rows("/ip/hotspot/active")[0]
    address = number(row.state["address"])
    assert hotel.world.hotspots.lets_through(address)
    ask(hotel, "/ip/hotspot/active/remove", f"=.id={row.id}")
    hotel.tick(1)
    assert not hotel.world.hotspots.lets_through(address)


def test_bindings(hotel: PracticeRouter, ask: Ask) -> None:
    stranger, known = guests(hotel, inside=False)[0], guests(hotel, inside=True)[0]
    ask(hotel, "/ip/hotspot/ip-binding/add", f"=mac-address={stranger.mac}", "=type=bypassed")
    ask(hotel, "/ip/hotspot/ip-binding/add", f"=address={dotted(known.address)}", "=type=blocked")
    hotel.tick(1)
    through = hotel.world.hotspots.lets_through
    assert (through(stranger.address), through(known.address)) == (True, False)
    shown = {row.state["address"]: row.state for row in hotel.store.rows("/ip/hotspot/host")}
    assert shown[dotted(stranger.address)]["bypassed"] == "true"
    assert shown[dotted(known.address)]["blocked"] == "true"


@pytest.mark.parametrize(("mode", "runs"), [("home", False), ("basic", False), ("advanced", True)])
def test_device_mode(mode: str, runs: bool) -> None:
    router = PracticeRouter(replace(load_board("hotel-hotspot", "7.20.8"), device_mode=mode))
    assert bool([row for row in router.store.rows("/ip/firewall/nat") if row.dynamic]) is runs
    assert bool(router.store.rows("/ip/hotspot/active")) is runs


def test_each_lan_has_its_own_leases(hotel: PracticeRouter, rows: Any) -> None:
    by_lan: dict[str, set[str]] = {}
    for host in hotel.world.hosts:
        by_lan.setdefault("staff" if host.port == "staff" else "guests", set()).add(dotted(host.address))
    assert all(address.startswith("10.5.60.") for address in by_lan["staff"])
    assert all(address.startswith("10.5.50.") for address in by_lan["guests"])
    leases = rows(hotel, "/ip/dhcp-server/lease/print")
    assert {row["server"] for row in leases if row["address"] in by_lan["staff"]} == {"staff"}
    arp = {row["address"]: row["interface"] for row in rows(hotel, "/ip/arp/print")}
    assert {arp[address] for address in by_lan["staff"]} == {"staff"}
    clerk = next(host for host in hotel.world.hosts if host.port == "staff")
    entry = opens(hotel, clerk, SERVER)
    assert entry is not None
    assert entry.orig_path.enters == ("staff", "bridge")


def test_log_ins_outlive_neither_a_restart_nor_their_account(hotel: PracticeRouter, ask: Ask) -> None:
    before = len(hotel.store.rows("/ip/hotspot/active"))
    hotel.reboot()
    assert len(hotel.store.rows("/ip/hotspot/active")) == before, "guests log in anew by themselves"
    ask(hotel, "/ip/hotspot/user/disable", "=numbers=guest")
    hotel.reboot()
    assert not hotel.store.rows("/ip/hotspot/active")
