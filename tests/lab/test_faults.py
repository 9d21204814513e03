"""Lines that die: what notices it, how long new connections fail, and what becomes of those that are open."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from routerboard.language import stale
from routerboard.language.items import Row
from routerboard.practice.world import World
from tests.lab.bench import DETECTED, LAN, PACE, VERSIONS, Lab, canaries, shares
from tests.lab.measures import VARIANTS, cases
from tests.lab.recipes import configured, defaults

pytestmark = pytest.mark.lab

CONNECTIONS = "/ip/firewall/connection"
WATCHED = 60.0
"""The board's seconds after which netwatch has judged every host: it begins half a minute after the start."""
RUN = 60.0
"""The board's seconds that the script that clears may take; it looks for half a minute."""


def clear(lab: Lab, stale: Callable[[Row], bool]) -> int:
    """Remove guests' connections for which the test holds, as a script on the router would; how many."""
    rows = [row for row in lab.connections() if row["src-address"].startswith(LAN) and stale(row)]
    if rows:
        lab.command(f"{CONNECTIONS}/remove", {".id": ",".join(row[".id"] for row in rows)})
    return len(rows)


def watched(lab: Lab) -> list[str]:
    """What netwatch thinks of each host that the product lets it watch."""
    rows = lab.rows("/tool/netwatch")
    return [row.get("status", "") for row in rows if "simplifi:watch" in row.get("comment", "")]


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
        assert lab.active(1)
        assert 0 < sum(found.later(DETECTED)) < len(found.later(DETECTED))
    with Lab(version, 2) as lab:
        configured(lab, "pcc", probes=True)
        found = lab.outage(lambda: lab.world.isp_dead("ether1"), DETECTED + 10)
        assert not lab.active(1)
        assert found.failed > 0
        assert all(found.later(DETECTED))


@pytest.mark.parametrize(("method", "version"), cases())
def test_a_dead_modem_is_noticed_by_the_gateway_check(method: str, version: str) -> None:
    with Lab(version, 2) as lab:
        configured(lab, **VARIANTS[method])
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


def uncleared(lab: Lab) -> None:
    """As recipes are: nothing watches the hosts, and no script clears what is stale."""
    assert lab.remove("/tool/netwatch", lambda row: "simplifi:watch" in row.get("comment", ""))
    lab.until(lambda: not lab.rows("/system/script/job"), RUN)


def script_ended(lab: Lab) -> bool:
    """Whether the product's script has run, and looks no more."""
    rows = [row for row in lab.rows("/system/script") if row["name"] == stale.NAME]
    jobs = [row for row in lab.rows("/system/script/job") if row.get("script") == stale.NAME]
    return int(rows[0].get("run-count") or 0) > 0 and not jobs


def answered(lab: Lab, asked: dict[socket.socket, int | None], line: int) -> list[int | None]:
    """By which line datagrams come through now of those that came by this one; one lost is sent again."""
    return [lab.ask(sock) or lab.ask(sock) for sock, by in asked.items() if by == line]


@pytest.mark.parametrize("version", VERSIONS)
def test_open_connections_of_a_dead_line_hang_until_they_are_cleared(version: str) -> None:
    """Version 6 keeps their address: they freeze. Version 7 forgets them by itself when their way out changes."""
    with Lab(version, 2) as lab:
        configured(lab, "pcc", probes=True)
        uncleared(lab)
        held, asked = lab.held(24), {sock: lab.ask(sock) for sock in lab.datagrams(16)}
        assert set(asked.values()) == set(held.values()) == {1, 2}
        lab.world.isp_dead("ether1")
        lab.until(lambda: not lab.active(1), DETECTED)
        assert states(lab, held, 2) == {"kept"}
        if not lab.version_seven:
            assert set(answered(lab, asked, 1)) == {None}
            assert states(lab, held, 1) == {"frozen"}
            assert clear(lab, of_line(1)) > 0
        states(lab, held, 1)
        assert states(lab, held, 1) == {"reset"}
        assert states(lab, held, 2) == {"kept"}
        assert set(answered(lab, asked, 1)) == {2}


@pytest.mark.parametrize("fault", ["modem_dead", "isp_dead"])
@pytest.mark.parametrize("version", VERSIONS)
def test_the_products_script_clears_them_by_itself(version: str, fault: str) -> None:
    """Netwatch runs it when the hosts beyond a line are silent; connections of the other line are left alone."""
    with Lab(version, 2) as lab:
        configured(lab, "pcc", probes=True)
        lab.until(lambda: set(watched(lab)) == {"up"}, WATCHED)
        lab.until(lambda: script_ended(lab), RUN)
        held, asked = lab.held(24), {sock: lab.ask(sock) for sock in lab.datagrams(16)}
        getattr(lab.world, fault)("ether1")
        lab.until(lambda: not lab.active(1), DETECTED)
        lab.until(lambda: watched(lab).count("down") == 2, DETECTED)
        lab.until(lambda: script_ended(lab), RUN)
        states(lab, held, 1)
        assert states(lab, held, 1) == {"reset"}
        assert states(lab, held, 2) == {"kept"}
        assert set(answered(lab, asked, 1)) == {2}
        assert not [row for row in lab.connections() if of_line(1)(row) and row["src-address"].startswith(LAN)]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_line_that_comes_back_tears_what_began_without_it(version: str) -> None:
    """Those connections have its mark and the other line's address. Version 6 lets them freeze; cleared, a guest's next
    word is answered by a reset. All others are kept.
    """
    with Lab(version, 2) as lab:
        configured(lab, "pcc", probes=True)
        uncleared(lab)
        born, others = begun_without_the_first_line(lab)
        lab.world.restore("ether1")
        lab.until(lambda: lab.active(1), DETECTED)
        if not lab.version_seven:
            assert set(lab.fates(born).values()) == {"frozen"}
            assert clear(lab, torn) == len(born)
        lab.fates(born)
        assert set(lab.fates(born).values()) == {"reset"}
        assert set(lab.fates(others).values()) == {"kept"}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_products_script_mends_what_a_line_that_comes_back_has_torn(version: str) -> None:
    with Lab(version, 2) as lab:
        configured(lab, "pcc", probes=True)
        lab.until(lambda: set(watched(lab)) == {"up"}, WATCHED)
        born, others = begun_without_the_first_line(lab)
        lab.until(lambda: watched(lab).count("down") == 2, DETECTED)
        lab.until(lambda: script_ended(lab), RUN)
        lab.world.restore("ether1")
        lab.until(lambda: lab.active(1), DETECTED)
        lab.until(lambda: set(watched(lab)) == {"up"}, DETECTED)
        lab.until(lambda: script_ended(lab), RUN)
        lab.fates(born)
        assert set(lab.fates(born).values()) == {"reset"}
        assert set(lab.fates(others).values()) == {"kept"}
        assert not [row for row in lab.connections() if torn(row) and row["src-address"].startswith(LAN)]


def begun_without_the_first_line(lab: Lab) -> tuple[list[socket.socket], list[socket.socket]]:
    """Connections opened while line 1's provider is dead: those with the mark of line 1, and the others."""
    lab.world.isp_dead("ether1")
    lab.until(lambda: not lab.active(1), DETECTED)
    held = lab.held(24)
    assert set(held.values()) == {2}
    marked = {row["src-address"] for row in lab.connections() if row.get("connection-mark") == "Wan1_conn"}
    born = [sock for sock in held if ":".join(map(str, sock.getsockname())) in marked]
    assert 4 <= len(born) <= 20
    return born, [sock for sock in held if sock not in born]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_line_lives_while_one_of_its_hosts_answers(version: str) -> None:
    with Lab(version, 2) as lab:
        configured(lab, "pcc", probes=True)
        first, second = canaries(1)
        lab.world.silence(first)
        lab.run((DETECTED + 5) / PACE)
        assert lab.active(1)
        assert set(lab.ways(lab.calls(40))) == {1, 2}
        lab.world.silence(first, second)
        lab.until(lambda: not lab.active(1), DETECTED)
        assert lab.ways(lab.calls(40)) == [2] * 40
        lab.world.silence()
        lab.until(lambda: lab.active(1), DETECTED)


@pytest.mark.parametrize("version", VERSIONS)
def test_probes_leave_by_their_own_line(version: str) -> None:
    """A host beyond line 2 is asked by line 2 alone: with that line dead it must not seem to live by line 1."""
    with Lab(version, 2) as lab:
        configured(lab, "failover", probes=True)
        host = canaries(2)[0]
        assert lab.world.ping(host) is not None
        lab.world.isp_dead("ether2")
        lab.run((DETECTED + 5) / PACE)
        assert lab.active(1)
        assert not lab.active(2)
        assert lab.ways(lab.calls(10)) == [1] * 10


@pytest.mark.parametrize("version", VERSIONS)
def test_the_boards_own_model_feels_the_same_faults(version: str) -> None:
    """Whoever asks the board of a line, without a packet, is told what packets meet."""
    host = canaries(1)[0]
    with Lab(version, 2) as lab:
        configured(lab, "pcc", probes=True)
        world = lab.world
        faults: tuple[tuple[Callable[[], None], bool, bool], ...] = (
            (lambda: None, True, True),
            (lambda: world.silence(host), True, False),
            (lambda: world.silence(), True, True),
            (lambda: world.isp_dead("ether1"), True, False),
            (lambda: world.restore("ether1"), True, True),
            (lambda: world.modem_dead("ether1"), False, False),
            (lambda: world.restore("ether1"), True, True),
            (lambda: world.unplug("ether1"), False, False),
        )
        for fault, modem, beyond in faults:
            fault()
            lab.run(0.05)
            for address, answers in (("192.168.101.1", modem), (host, beyond)):
                assert (World.ping(world, address, interface="ether1") is not None) is answers
                assert (world.ping(address, interface="ether1") is not None) is answers
