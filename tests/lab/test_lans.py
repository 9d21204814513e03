"""Several LANs, a VLAN among them: each is balanced, answered and kept apart from the lines, whatever fails."""

from __future__ import annotations

from collections import defaultdict

import pytest

from routerboard.practice.kernel.guests import Call, greetings, hear
from tests.lab.bench import API, CLIENTS, LAN, OFFICE, SERVERS, VERSIONS, Lab, canaries, shares
from tests.lab.measures import VARIANTS, cases
from tests.lab.recipes import configured
from wizards.site import Forward, Lan

pytestmark = pytest.mark.lab

LANS = (OFFICE, "staff")
"""Beside the bridge: an office in a socket of its own, and the staff on a VLAN of the guests' wire."""


def site_lan(lab: Lab) -> Lan:
    return Lan("bridge", f"{LAN}.1/24", also=(lab.board.interfaces[-1], "staff"))


def calls_of(lab: Lab, name: str, count: int, first_port: int) -> list[Call]:
    """That many connections of a further LAN's ten hosts to the servers on the Internet."""
    network = lab.lans[name]
    return [
        Call(f"{network}.{10 + at % 10}", first_port + at, SERVERS[(at // 10 + at) % 40], 80) for at in range(count)
    ]


@pytest.mark.parametrize(("method", "version"), cases())
def test_every_lan_is_balanced_and_none_is_sent_to_a_line_for_another(method: str, version: str) -> None:
    till = Forward("tcp", "8443", "192.168.90.12", "80")
    with Lab(version, 2, lans=LANS) as lab:
        configured(lab, **VARIANTS[method], lan=site_lan(lab), forwards=(till,))
        near = lab.ground.neighbourhood
        for at, name in enumerate(LANS):
            counted = shares(lab.ways(calls_of(lab, name, 60, 30000 + 100 * at), lan=name), 2)
            assert sum(counted) == 60
            assert min(counted) >= 12 or (method == "failover" and counted == (60, 0))
            assert [seen is not None for seen in greetings(near.lan_of(name), router(lab, name), 1.0)] == [True] * 5
        assert [lab.from_outside(line, 8443) for line in (1, 2)] == [20, 20]
        between(lab)
        lab.world.unplug("ether1")
        lab.until(lambda: not lab.active(1), 5)
        for at, name in enumerate(LANS):
            assert lab.ways(calls_of(lab, name, 40, 31000 + 100 * at), lan=name) == [2] * 40
        between(lab, later=1000)
        lab.world.restore("ether1")
        lab.until(lab.up, 30)
        assert 1 in lab.ways(calls_of(lab, "staff", 40, 32000), lan="staff")


def router(lab: Lab, name: str) -> list[Call]:
    """What hosts of a LAN ask of the router, by its own address on their LAN."""
    network = lab.lans[name]
    return [Call(f"{network}.{10 + at}", 33000, f"{network}.1", API) for at in range(5)]


def between(lab: Lab, later: int = 0) -> None:
    """From each LAN to each other one: it is the guest that is seen, no line's address, and nothing is marked."""
    near = lab.ground.neighbourhood
    networks = {"": LAN, **lab.lans}
    for at, (name, network) in enumerate(networks.items()):
        for other in networks.values():
            if other != network:
                port = 34000 + later + 10 * at
                calls = [Call(f"{network}.{10 + host}", port, f"{other}.11", 80) for host in range(5)]
                assert greetings(near.lan_of(name), calls, 1.0) == [call.source for call in calls]
    local = tuple(f"{network}." for network in networks.values())
    rows = [row for row in lab.connections() if row["src-address"].startswith(local)]
    inside = [row for row in rows if row["dst-address"].startswith(local)]
    assert len(inside) >= 30
    assert not {row.get("connection-mark", "") for row in inside} - {""}


@pytest.mark.parametrize("version", VERSIONS)
def test_what_a_staff_member_opened_stays_on_its_line(version: str) -> None:
    with Lab(version, 3, lans=LANS) as lab:
        configured(lab, "pcc", lan=site_lan(lab))
        again = [*calls_of(lab, "staff", 120, 30000), *calls_of(lab, "staff", 120, 31000)]
        lines = defaultdict(set)
        for call, line in zip(again, lab.ways(again, lan="staff"), strict=True):
            lines[call.source, call.destination].add(line)
        assert {len(taken) for taken in lines.values()} == {1}
        assert set.union(*lines.values()) == {1, 2, 3}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_vlan_and_the_wire_that_carries_it_never_mix(version: str) -> None:
    """A guest who takes an address of the staff is answered by nobody: his frames have no tag."""
    with Lab(version, 2, lans=LANS) as lab:
        configured(lab, "pcc", lan=site_lan(lab))
        near = lab.ground.neighbourhood
        near.lan.ip([f"address add {lab.lans['staff']}.66/24 dev lan0"])
        stray = Call(f"{lab.lans['staff']}.66", 35000, f"{lab.lans['staff']}.1", API)
        assert greetings(near.lan, [stray], 0.4) == [None]
        assert lab.reach(f"{LAN}.1", API) == 20


@pytest.mark.parametrize("version", VERSIONS)
def test_a_long_talk_between_two_lans_survives_a_dead_line(version: str) -> None:
    with Lab(version, 2, lans=LANS) as lab:
        configured(lab, "pcc", lan=site_lan(lab), probes=True)
        assert canaries(1)
        socks = lab.open([Call(one, 36000, f"{lab.lans['staff']}.11", 80) for one in CLIENTS[:5]])
        assert len(hear(socks, 1.0)) == 5
        lab.world.isp_dead("ether1")
        lab.until(lambda: not lab.active(1), 30)
        assert set(lab.fates(socks).values()) == {"kept"}
