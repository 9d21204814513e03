"""Lines that die: what notices it, how long new connections fail, and what becomes of those that are open."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from routerboard.language.items import Row
from tests.lab.bench import DETECTED, LAN, PACE, VERSIONS, Lab, canaries, shares
from tests.lab.recipes import ALL_METHODS, configured, defaults

pytestmark = pytest.mark.lab

CONNECTIONS = "/ip/firewall/connection"


def active(lab: Lab, line: int) -> bool:
    """Whether a default route by this line is active in the line's own table."""
    own = f":Wan{line}:table:Wan{line}"
    rows = [row for row in defaults(lab) if own in row["comment"]]
    assert rows
    return any(row.get("active") == "true" for row in rows)


def netwatch(lab: Lab, row: str) -> str:
    """What an entry of netwatch thinks of its host."""
    return next(one.get("status", "") for one in lab.rows("/tool/netwatch") if one[".id"] == row)


def clear(lab: Lab, stale: Callable[[Row], bool]) -> int:
    """Remove guests' connections for which the test holds, as a script on the router would; how many."""
    rows = [row for row in lab.world.connections() if row["src-address"].startswith(LAN) and stale(row)]
    if rows:
        lab.command(f"{CONNECTIONS}/remove", {".id": ",".join(row[".id"] for row in rows)})
    return len(rows)


def of_line(line: int) -> Callable[[Row], bool]:
    """Whether a connection's answers are expected at this line's address."""
    return lambda row: row["reply-dst-address"].startswith(f"192.168.{100 + line}.2:")


def torn(row: Row) -> bool:
    """Whether a connection's mark names another line than its address."""
    line = row.get("connection-mark", "").removeprefix("Wan").removesuffix("_conn")
    return line.isdigit() and not of_line(int(line))(row)


def states(lab: Lab, held: dict[socket.socket, int], line: int) -> set[str]:
    """What became of the connections held on this line."""
    return set(lab.fates([sock for sock, on in held.items() if on == line]).values())


@pytest.mark.parametrize("version", VERSIONS)
def test_a_dead_isp_is_noticed_by_probes_only(version: str) -> None:
    """The check of a gateway pings the modem, which lives: without probes half of the connections fail for good."""
    with Lab(version, 2) as lab:
        configured(lab, "pcc")
        found = lab.outage(lambda: lab.world.isp_dead("ether1"), DETECTED + 10)
        assert active(lab, 1)
        assert 0 < sum(found.later(DETECTED)) < len(found.later(DETECTED))
    with Lab(version, 2) as lab:
        configured(lab, "pcc", probes=True)
        found = lab.outage(lambda: lab.world.isp_dead("ether1"), DETECTED + 10)
        assert not active(lab, 1)
        assert found.failed > 0
        assert all(found.later(DETECTED))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("method", ALL_METHODS)
def test_a_dead_modem_is_noticed_by_the_gateway_check(method: str, version: str) -> None:
    with Lab(version, 2) as lab:
        configured(lab, method)
        found = lab.outage(lambda: lab.world.modem_dead("ether1"), DETECTED + 10)
        assert found.failed > 0
        assert all(found.later(DETECTED))
        back = lab.outage(lambda: lab.world.restore("ether1"), DETECTED)
        assert back.failed == 0
        assert shares(lab.ways(lab.calls(60)), 2)[0] > 0


def test_version_7_checks_each_route_for_itself() -> None:
    """Where main's routes are equal and unchecked, as in the talk, the dead half stays; version 6 shares the check."""
    for version, falls in (("7.20.8", True), ("6.49.18", False)):
        with Lab(version, 2) as lab:
            configured(lab, "pcc")
            with lab.at_once():
                for row in defaults(lab, "main"):
                    lab.say("/ip/route/set", _id=row[".id"], check_gateway="none", distance="1")
                lab.remove("/ip/route", lambda row: ":table:Wan1" in row.get("comment", "") and row["distance"] != "1")
            lab.settled()
            found = lab.outage(lambda: lab.world.modem_dead("ether1"), DETECTED + 12)
            assert (not all(found.later(DETECTED))) == falls


@pytest.mark.parametrize("version", VERSIONS)
def test_a_pulled_cable_costs_nothing_but_what_was_under_way(version: str) -> None:
    with Lab(version, 3) as lab:
        configured(lab, "pcc")
        held = lab.held(30)
        found = lab.outage(lambda: lab.world.unplug("ether2"), 15)
        assert found.length <= 1.0
        assert states(lab, held, 1) | states(lab, held, 3) == {"kept"}
        back = lab.outage(lambda: lab.world.restore("ether2"), DETECTED)
        assert back.failed == 0
        assert all(shares(lab.ways(lab.calls(90)), 3))


@pytest.mark.parametrize("version", VERSIONS)
def test_open_connections_of_a_dead_line_end_once_they_are_cleared(version: str) -> None:
    """Version 6 keeps their address: they freeze. Cleared, they are reset at once, and may be opened anew."""
    with Lab(version, 2) as lab:
        configured(lab, "pcc", probes=True)
        held = lab.held(24)
        lab.world.isp_dead("ether1")
        lab.until(lambda: not active(lab, 1), DETECTED)
        assert states(lab, held, 2) == {"kept"}
        if not lab.version_seven:
            assert states(lab, held, 1) == {"frozen"}
        assert clear(lab, of_line(1)) > 0 or lab.version_seven
        states(lab, held, 1)
        assert states(lab, held, 1) == {"reset"}
        assert states(lab, held, 2) == {"kept"}


@pytest.mark.parametrize("version", VERSIONS)
def test_netwatch_on_the_router_clears_them_by_itself(version: str) -> None:
    """A script that runs when the host beyond a line is lost ends the connections that hang on that line."""
    with Lab(version, 2) as lab:
        configured(lab, "pcc", probes=True)
        script = (
            '/ip firewall connection remove [find where reply-dst-address~"^192.168.101.2:" src-address~"^192.168.88."]'
        )
        row = lab.command("/tool/netwatch/add", {"host": canaries(1)[0], "interval": "10s", "timeout": "3s",
                                           "down-script": script})  # fmt: skip
        lab.until(lambda: netwatch(lab, row) == "up", 20)
        held = lab.held(24)
        lab.world.isp_dead("ether1")
        lab.until(lambda: netwatch(lab, row) == "down", 20)
        lab.until(lambda: not active(lab, 1), DETECTED)
        states(lab, held, 1)
        assert states(lab, held, 1) == {"reset"}
        assert states(lab, held, 2) == {"kept"}


@pytest.mark.parametrize("version", VERSIONS)
def test_datagrams_of_a_dead_line_come_through_again_once_they_are_cleared(version: str) -> None:
    with Lab(version, 2) as lab:
        configured(lab, "pcc", probes=True)
        asked = {sock: lab.ask(sock) for sock in lab.datagrams(16)}
        assert set(asked.values()) == {1, 2}
        lab.world.isp_dead("ether1")
        lab.until(lambda: not active(lab, 1), DETECTED)
        ones = [sock for sock, line in asked.items() if line == 1]
        if not lab.version_seven:
            assert [lab.ask(sock) for sock in ones] == [None] * len(ones)
        clear(lab, of_line(1))
        assert [lab.ask(sock) or lab.ask(sock) for sock in ones] == [2] * len(ones)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_line_that_comes_back_tears_what_began_without_it(version: str) -> None:
    """Those connections have its mark and the other line's address. Version 6 lets them freeze; cleared, a guest's next
    word is answered by a reset. All others are kept.
    """
    with Lab(version, 2) as lab:
        configured(lab, "pcc", probes=True)
        lab.world.isp_dead("ether1")
        lab.until(lambda: not active(lab, 1), DETECTED)
        held = lab.held(24)
        assert set(held.values()) == {2}
        marked = {row["src-address"] for row in lab.world.connections() if row.get("connection-mark") == "Wan1_conn"}
        lab.world.restore("ether1")
        lab.until(lambda: active(lab, 1), DETECTED)
        born = [sock for sock in held if ":".join(map(str, sock.getsockname())) in marked]
        others = [sock for sock in held if sock not in born]
        assert 4 <= len(born) <= 20
        if not lab.version_seven:
            assert set(lab.fates(born).values()) == {"frozen"}
            assert clear(lab, torn) == len(born)
        lab.fates(born)
        assert set(lab.fates(born).values()) == {"reset"}
        assert set(lab.fates(others).values()) == {"kept"}


@pytest.mark.parametrize("version", VERSIONS)
def test_probes_leave_by_their_own_line(version: str) -> None:
    """A host beyond line 2 is asked by line 2 alone: with that line dead it must not seem to live by line 1."""
    with Lab(version, 2) as lab:
        configured(lab, "failover", probes=True)
        host = canaries(2)[0]
        assert lab.world.ping(host) is not None
        lab.world.isp_dead("ether2")
        lab.run((DETECTED + 5) / PACE)
        assert active(lab, 1)
        assert not active(lab, 2)
        assert lab.ways(lab.calls(10)) == [1] * 10
