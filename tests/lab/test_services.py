"""What else must go on working while lines are balanced: sessions with the router, HotSpot logins, routing rules."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from routerboard.packetflow import journey
from routerboard.packetflow.addresses import dotted, number
from routerboard.practice.board import boards, load_board
from routerboard.practice.hotspot_rules import NAMES, PAGE, PLAIN
from routerboard.practice.kernel.ground import Ground
from routerboard.practice.kernel.guests import Call, hear
from routerboard.practice.kernel.world import KernelWorld
from routerboard.practice.router import PracticeRouter
from tests.lab.bench import API, CLIENTS, DETECTED, LAN, SERVERS, VERSIONS, Lab, a_site, question, shares
from tests.lab.measures import VARIANTS, cases
from tests.lab.recipes import configured
from tui.cli import WRONG_INPUT, main
from wizards.plan import uninstall
from wizards.site import ExceptionRule, Lan

pytestmark = pytest.mark.lab


@pytest.mark.parametrize(("method", "version"), cases())
def test_a_session_with_the_router_lives_through_every_single_change(method: str, version: str) -> None:
    """Row by row, as a slow commit writes them, and row by row back again."""
    with Lab(version, 2) as lab:
        (sock,) = lab.open([Call(CLIENTS[0], 33000, f"{LAN}.1", API)])
        assert hear([sock], 1.0)
        before = lab.menus()
        plans = [lab.plan(a_site(2, **VARIANTS[method])).changes]
        for changes in plans:
            for change in changes:
                lab.apply(change)
                sock.send(b"?")
                assert hear([sock], 3.0), change
            if len(plans) == 1:
                plans.append(uninstall(lab.survey()).changes)
        assert not lab.ground.refused
        after = lab.menus()
        assert {menu: len(rows) for menu, rows in after.items()} == {menu: len(rows) for menu, rows in before.items()}
        assert lab.reach(f"{LAN}.1", API) == 20


@pytest.mark.parametrize("version", VERSIONS)
def test_a_hotspot_balances_who_is_logged_in_and_shows_others_its_page(version: str) -> None:
    """The board itself knows its guests, and makes the HotSpot's rules; the plan's rules stand beside them."""
    with Lab(version, 2, logins=10) as lab:
        configured(lab, "pcc", lan=Lan("bridge", f"{LAN}.1/24", hotspot=True))
        near, hosts = lab.ground.neighbourhood, [dotted(host.address) for host in lab.world.hosts]
        for port in (PAGE, PLAIN):
            near.servers.listen(near.router, int(port))
        near.servers.answer(near.router, int(NAMES))
        guests = [one for one in hosts if lab.world.hotspots.lets_through(number(one))]
        strangers = [one for one in hosts if one not in guests]
        assert (len(guests), len(strangers)) == (11, 9)
        calls = [Call(guests[at % 10], 34000 + at, SERVERS[at % 40], 443) for at in range(100)]
        assert min(shares(lab.ways(calls), 2)) >= 25
        others = [Call(strangers[at % 9], 35000 + at, SERVERS[at % 40], 993) for at in range(20)]
        assert lab.ways(others, 1.0) == [None] * 20
        pages = lab.open([Call(one, 36000, SERVERS[0], 80) for one in strangers])
        assert sorted(hear(pages, 1.0).values()) == sorted(strangers)  # the login page saw them with their own address
        assert [asks_names(lab, one) for one in strangers] == strangers, "the router answers them in anybody's name"
        assert all(asks_names(lab, one) for one in guests)
        assert [lab.from_outside(line, 8080) for line in (1, 2)] == [20, 20]
        lab.world.modem_dead("ether1")
        lab.until(lambda: not lab.active(1), DETECTED)
        assert lab.ways([call._replace(source_port=call.source_port + 3000) for call in calls]) == [2] * 100


def asks_names(lab: Lab, guest: str) -> str:
    """Which source whoever answers saw, where this guest asks some server on the Internet for a name."""
    with lab.ground.neighbourhood.lan.socket(socket.SOCK_DGRAM) as sock:
        sock.bind((guest, 0))
        sock.settimeout(1.0)
        sock.sendto(b"?", (SERVERS[0], 53))
        return sock.recv(100).decode().strip()


@pytest.mark.parametrize(("method", "version"), cases())
def test_exceptions_take_their_line_whatever_the_method(method: str, version: str) -> None:
    """By destination, by guest, by port; and where that line is dead, another one."""
    rules = (
        ExceptionRule("Wan3", to=f"{SERVERS[4]}/32"),
        ExceptionRule("Wan2", source=CLIENTS[3]),
        ExceptionRule("Wan1", protocol="tcp", port="993"),
    )
    with Lab(version, 3) as lab:
        configured(lab, **VARIANTS[method], exceptions=rules)
        bank = [Call(one, 37000, SERVERS[4], 443) for one in CLIENTS if one != CLIENTS[3]]
        till = [Call(CLIENTS[3], 37100 + at, one, 443) for at, one in enumerate(SERVERS) if one != SERVERS[4]]
        mail = [Call(one, 37200, SERVERS[9], 993) for one in CLIENTS if one != CLIENTS[3]]
        for calls, line in ((bank, 3), (till, 2), (mail, 1)):
            assert set(lab.ways(calls)) == {line}
            said = {journey(lab.ruleset, question(call, "bridge")).out_interface for call in calls}
            assert said == {f"ether{line}"}
        lab.world.unplug("ether3")
        lab.until(lambda: not lab.active(3), 5)
        again = [call._replace(source_port=call.source_port + 1000) for call in bank]
        assert set(lab.ways(again)) <= {1, 2}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("method", ["pcc", "ecmp", "failover"])
def test_guests_reach_a_forward_by_a_lines_own_address(method: str, version: str) -> None:
    """The host's answers must come back through the router: without the rule for that they never do."""
    with Lab(version, 2) as lab:
        configured(lab, method)
        lines = [f"192.168.{100 + line}.2" for line in (1, 2)]
        assert [lab.reach(own, 8080) for own in lines] == [20, 20]
        assert [lab.from_outside(line, 8080) for line in (1, 2)] == [20, 20]
        assert lab.remove("/ip/firewall/nat", lambda row: row.get("comment", "").endswith(":back")) == 1
        assert [lab.reach(own, 8080) for own in lines] == [0, 0]


@pytest.mark.parametrize("version", VERSIONS)
def test_rules_for_routing_send_what_is_not_marked(version: str) -> None:
    """`lookup` falls through where its table has no way, `drop` and `unreachable` end it; marks come first."""
    with Lab(version, 3) as lab:
        configured(lab, "failover")
        menu = "/routing/rule" if lab.version_seven else "/ip/route/rule"
        row = lab.command(f"{menu}/add", {"src-address": f"{LAN}.0/24", "dst-address": "198.51.100.0/25",
                                          "table": "to_Wan3", "action": "lookup"})  # fmt: skip
        assert set(lab.ways(lab.calls(20))) == {3}
        assert lab.reach(f"{LAN}.1", API) == 20
        lab.command(f"{menu}/set", {".id": row, "action": "drop"})
        assert lab.ways(lab.calls(20), 0.5) == [None] * 20
        lab.command(f"{menu}/remove", {".id": row})
        assert set(lab.ways(lab.calls(20))) == {1}


@pytest.mark.parametrize(("method", "version"), cases())
def test_modems_that_do_not_translate_do_as_well(method: str, version: str) -> None:
    with Lab(version, 2, translate=False) as lab:
        configured(lab, **VARIANTS[method])
        ways = lab.ways(lab.calls(60))
        assert None not in ways
        assert set(ways) == ({1} if method == "failover" else {1, 2})


def test_counters_and_connections_are_the_kernels() -> None:
    with Lab("7.20.8", 2) as lab:
        configured(lab, "pcc")
        assert shares(lab.ways(lab.calls(100)), 2) == (
            shares_of_rules(lab, "pcc:Wan1:"),
            shares_of_rules(lab, "pcc:Wan2:"),
        )
        lab.run(1.1)
        rows = {row["comment"]: row for row in lab.rows("/ip/firewall/mangle")}
        assert int(rows["simplifi:pcc:Wan1:0"]["packets"]) == shares_of_rules(lab, "pcc:Wan1:")
        assert int(lab.world.counters.port("ether1").values[0]) > 1000


def shares_of_rules(lab: Lab, role: str) -> int:
    counters = lab.ground.packets.counters()
    rows = [row for row in lab.rows("/ip/firewall/mangle") if row["comment"].startswith(f"simplifi:{role}")]
    return sum(counters["/ip/firewall/mangle", row[".id"]][0] for row in rows)


@contextmanager
def practising(version: str) -> Iterator[dict[str, Any]]:
    """`simplifi-tui practice --kernel` in a process of its own, killed without a word; what it said of itself."""
    command = [sys.executable, "-m", "tui.cli", "practice", "--kernel", "--port", "0", "--json", "--ros", version]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield json.loads("".join(iter(process.stdout.readline, "}\n")) + "}")
        finally:
            process.send_signal(signal.SIGKILL)


def test_practice_with_real_packets_leaves_nothing_when_it_is_killed() -> None:
    with practising("7.20.8") as said:
        made = {os.stat(place).st_ino for place in said["namespaces"].values()}
        assert len(made) == len(said["namespaces"]) == 5
        assert made <= namespaces()
    end = time.monotonic() + 5
    while made & namespaces() and time.monotonic() < end:
        time.sleep(0.02)
    assert not made & namespaces()


# What the preset `hotel` makes of the factory board.
SITE = """\
version: 1
site: Hotel Acacia
method: pcc
wans:
  - {name: Wan1, interface: ether1, kind: dhcp}
  - {name: Wan2, interface: ether2, kind: dhcp}
lan: {interface: bridge, address: 192.168.88.1/24}
health: {check: probe}
dns: {servers: [1.1.1.1, 9.9.9.9]}
"""


@pytest.mark.parametrize("version", VERSIONS)
def test_a_plan_applied_to_a_board_with_real_packets_makes_both_lines_carry(version: str, tmp_path: Path) -> None:
    """From the command line to the wire: guests' downloads reach both modems only after `apply`."""
    site = tmp_path / "site.yaml"
    site.write_text(SITE, encoding="utf-8")
    homes = ("HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")
    places = dict.fromkeys(homes, str(tmp_path)) | {"SIMPLIFI_PASSWORD": ""}
    with practising(version) as said:
        wait_for(lambda: carried(said, "ether1") > 100_000)
        assert carried(said, "ether2") < 10_000
        command = [
            sys.executable,
            "-m",
            "tui.cli",
            "apply",
            str(site),
            "--yes",
            "--router",
            f"127.0.0.1:{said['port']}",
        ]
        done = subprocess.run(command, env={**os.environ, **places}, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        wait_for(lambda: carried(said, "ether2") > 100_000)


def carried(said: dict[str, Any], port: str) -> int:
    """Bytes that the modem on this port has had from the Internet."""
    inside = ["nsenter", f"--net={said['namespaces'][f'modem on {port}']}", "ip", "-s", "-j", "link", "show", "wan"]
    return int(json.loads(subprocess.run(inside, capture_output=True, check=True).stdout)[0]["stats64"]["rx"]["bytes"])


def wait_for(condition: Callable[[], bool]) -> None:
    """Until guests have done it, who act as they please; AssertionError after 30 seconds."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def namespaces() -> set[int]:
    """The network namespaces that any thread is in or any process has open."""
    found = set()
    for path in (*Path("/proc").glob("[0-9]*/task/*/ns/net"), *Path("/proc").glob("[0-9]*/fd/*")):
        with suppress(OSError):
            if os.readlink(path).startswith("net:["):
                found.add(os.stat(path).st_ino)
    return found


def test_a_board_that_the_kernel_cannot_be_is_refused_aloud(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    board = tmp_path / "odd.yaml"
    board.write_text(
        "like: factory\nconfig:\n  /ip/firewall/mangle:\n"
        "    - {chain: prerouting, action: mark-packet, new-packet-mark: voice, dscp: 46}\n",
        encoding="utf-8",
    )
    assert main(["practice", str(board), "--kernel", "--port", "0"]) == WRONG_INPUT
    assert "/ip/firewall/mangle *1: dscp=46 is not emulated by the kernel" in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(boards()))
@pytest.mark.parametrize("version", VERSIONS)
def test_a_built_in_board_can_have_real_packets(name: str, version: str) -> None:
    board = load_board(name, version)
    with Ground(board) as ground:
        router = PracticeRouter(board, make_world=partial(KernelWorld, ground=ground))
        router.tick(5)
        assert ground.refused == []
        assert ground.packets.counters() or not router.store.rows("/ip/firewall/nat")
