"""Every kind of line: leases and sessions come up by themselves, and balance, answer and fail as static lines do."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from routerboard.practice.kernel.guests import Call, greetings
from tests.lab.bench import DETECTED, PACE, VERSIONS, Lab, Namespace, a_site, own_address, probing, shares
from tests.lab.measures import VARIANTS, cases
from tests.lab.recipes import configured

pytestmark = pytest.mark.lab

LEASED = 15.0
"""The board's seconds after which leases are there."""

MIXED = ("static", "dhcp", "pppoe")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kinds", [MIXED, ("dhcp", "dhcp"), ("pppoe", "pppoe"), ("vlan", "vlan-static")], ids="-".join)
def test_lines_of_every_kind_carry_their_share(kinds: tuple[str, ...], version: str) -> None:
    with Lab(version, kinds) as lab:
        configured(lab, "pcc")
        counted = shares(lab.ways(lab.calls(150)), lab.lines)
        assert sum(counted) == 150
        assert min(counted) >= 150 / lab.lines / 2
        assert [lab.from_outside(line, 8080) for line in range(1, lab.lines + 1)] == [20] * lab.lines
        assert [lab.from_outside(line, 2222) for line in range(1, lab.lines + 1)] == [20] * lab.lines


@pytest.mark.parametrize(("method", "version"), cases())
@pytest.mark.parametrize("line", [1, 2, 3])
def test_any_of_them_may_lose_its_cable(line: int, method: str, version: str) -> None:
    with Lab(version, MIXED) as lab:
        configured(lab, **VARIANTS[method])
        lab.world.unplug(f"ether{line}")
        lab.until(lambda: not lab.active(line), 5)
        ways = lab.ways(lab.calls(60))
        assert None not in ways
        assert line not in ways
        lab.world.restore(f"ether{line}")
        lab.until(lab.up, 30)
        ways = lab.ways(lab.calls(60))
        assert None not in ways
        assert (line in ways) is (method != "failover" or line == 1)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("probes", [False, True], ids=["gateways", "probes"])
@pytest.mark.parametrize("kinds", [("twin", "twin"), ("twin-static", "twin-static"), ("far", "static")], ids="-".join)
def test_modems_that_no_address_tells_apart(kinds: tuple[str, ...], probes: bool, version: str) -> None:
    """Two on one subnet, at one address; and a gateway outside of its lease: each by its own socket, both ways."""
    with Lab(version, kinds) as lab:
        site = a_site(kinds)
        site = probing(site) if probes else site
        lab.configure(site)
        lab.run(LEASED / PACE)
        lab.configure(site)  # where the client makes the routes, that there is a twin shows with the lease
        lab.until(lab.up, 30)
        assert lab.plan(site).empty
        counted = shares(lab.ways(lab.calls(100)), 2)
        assert sum(counted) == 100
        assert min(counted) >= 20
        assert [lab.from_outside(line, 2222) for line in (1, 2)] == [20, 20]
        assert [lab.from_outside(line, 8080) for line in (1, 2)] == [20, 20]
        lab.world.modem_dead("ether2")
        lab.until(lambda: not lab.active(2), DETECTED)
        assert lab.ways(lab.calls(40)) == [1] * 40
        lab.world.restore("ether2")
        lab.until(lab.up, 60)
        assert set(lab.ways(lab.calls(40))) == {1, 2}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("check", ["probe", "gateway"])
def test_a_modem_that_takes_another_network_is_followed(check: str, version: str) -> None:
    """By the client's script, or by the client itself where it makes the routes."""
    with Lab(version, ("dhcp", "dhcp")) as lab:
        configured(lab, "pcc", probes=check == "probe")
        lab.world.renumber("ether1", "10.9.9.1/24", "10.9.9.77")
        lab.until(lambda: OTHER in addresses(lab), 60)
        lab.until(lab.up, 60)
        assert min(shares(lab.ways(lab.calls(60)), 2)) >= 15
        assert [lab.from_outside(line, 8080) for line in (1, 2)] == [20, 20]


OTHER = "10.9.9.77/24"


def addresses(lab: Lab) -> set[str]:
    return {row["address"] for row in lab.rows("/ip/address")}


@pytest.mark.parametrize(("version", "by_itself"), [("6.49.18", False), ("7.20.8", True)])
def test_newer_clients_make_their_routes_by_themselves(version: str, by_itself: bool) -> None:
    """Into the lines' tables, with a check of the gateway, which notices a dead modem as any other does."""
    with Lab(version, ("dhcp", "dhcp")) as lab:
        configured(lab, "pcc")
        made = [row for row in lab.rows("/ip/route") if row["dst-address"] == "0.0.0.0/0"]
        assert all((row.get("dynamic") == "true") is by_itself for row in made)
        assert len(made) == 6
        found = lab.outage(lambda: lab.world.modem_dead("ether1"), DETECTED + 10)
        assert found.failed > 0
        assert all(found.later(DETECTED))
        back = lab.outage(lambda: lab.world.restore("ether1"), DETECTED)
        assert back.failed == 0
        assert set(lab.ways(lab.calls(40))) == {1, 2}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kinds", [("lte", "static"), ("lte", "vlan", "dhcp")], ids="-".join)
def test_lte_and_vlans_are_given_up_and_taken_back(kinds: tuple[str, ...], version: str) -> None:
    """No neighbour can be asked of an LTE modem: the hosts beyond it tell of it."""
    with Lab(version, kinds) as lab:
        configured(lab, "pcc", probes=True)
        lines = range(1, lab.lines + 1)
        assert [lab.from_outside(line, 8080) for line in lines] == [20] * lab.lines
        assert [lab.from_outside(line, 2222) for line in lines] == [20] * lab.lines
        for line, fault in ((1, lab.world.isp_dead), (2, lab.world.modem_dead), (1, lab.world.unplug)):
            assert set(lab.ways(lab.calls(60))) == {*lines}
            fault(lab.socket(line))
            lab.until(lambda line=line: not lab.active(line), DETECTED)
            ways = lab.ways(lab.calls(60))
            assert None not in ways
            assert line not in ways
            lab.world.restore(lab.socket(line))
            lab.until(lab.up, 60)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("probes", [False, True], ids=["gateways", "probes"])
def test_a_line_waits_for_its_lease_once_its_cable_is_back(probes: bool, version: str) -> None:
    """Routes that name their interface would be active from the link on, when there is no address yet."""
    with Lab(version, ("dhcp", "dhcp")) as lab:
        configured(lab, "pcc", probes=probes)
        lab.world.unplug("ether1")
        lab.until(lambda: not lab.active(1), 5)
        lab.run(0.1)
        lab.world.restore("ether1")
        lab.world.settle()
        assert not lab.ruleset.around.address_on("ether1"), "the lease came at once: this shows nothing"
        assert lab.leads(1) == "ether2"
        lab.until(lab.up, 60)
        assert set(lab.ways(lab.calls(40))) == {1, 2}


@pytest.mark.parametrize("version", VERSIONS)
def test_an_lte_modem_is_a_lone_address_and_its_own_gateway(version: str) -> None:
    with Lab(version, ("lte", "static")) as lab:
        configured(lab, "pcc")
        (own,) = [row for row in lab.rows("/ip/address") if row["interface"] == "lte1"]
        assert (own["address"], own["dynamic"]) == ("100.72.1.9/32", "true")
        ways = [row for row in lab.rows("/ip/route") if row.get("gateway") == "lte1" and row["dst-address"] == DEFAULT]
        assert {row.get("dynamic", "false") for row in ways} == {"false"}, "the profile's own default route is there"
        assert sorted(row["comment"].rpartition("Wan1:")[2] for row in ways) == ["main", "table:Wan1", "table:Wan2"]
        assert lab.leads(1) == "lte1"


def test_a_line_on_a_vlan_has_its_tag_on_the_wire() -> None:
    """Every frame between board and modem carries the tag of 802.1Q, and one of another tag reaches nobody."""
    with Lab("7.20.8", ("vlan", "static")) as lab:
        configured(lab, "failover")
        modem = lab.ground.neighbourhood.modems["ether1"].namespace
        with wiretap(modem, "trunk") as tags:
            assert lab.ways(lab.calls(20)) == [1] * 20
            assert lab.from_outside(1, 8080) == 20
        assert set(tags) == {31}
        assert len(tags) > 100
        lab.say("/interface/vlan/set", _id=lab.id_of("/interface/vlan", {"name": "vlan31"}), vlan_id="99")
        lab.run(0.1)
        assert lab.reach("192.168.101.1", 80) == 0


@contextmanager
def wiretap(there: Namespace, wire: str) -> Iterator[list[int]]:
    """The tags (0 for none) of the frames of IPv4 that come and go meanwhile."""
    tags: list[int] = []
    with there.do(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)) as tap:
        tap.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        tap.bind((wire, ETH_P_ALL))
        tap.setblocking(False)
        yield tags
        with suppress(BlockingIOError):
            while True:
                frame, told, *_ = tap.recvmsg(2048, 64)
                (word,) = [data for _, kind, data in told if kind == PACKET_AUXDATA]
                status, *_, tag, _ = struct.unpack("IIIHHHH", word)
                kind = frame[12:14]
                if kind == b"\x81\x00":
                    tags.append(struct.unpack_from("!H", frame, 14)[0])
                elif kind == b"\x08\x00":
                    tags.append(tag if status & TP_STATUS_VLAN_VALID else 0)


DEFAULT = "0.0.0.0/0"
SOL_PACKET, PACKET_AUXDATA, ETH_P_ALL, TP_STATUS_VLAN_VALID = 263, 8, 3, 1 << 4


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("method", ["pcc", "ecmp", "failover"])
@pytest.mark.parametrize("kinds", [("dhcp", "dhcp"), ("vlan", "lte")], ids="-".join)
def test_askers_with_private_addresses_are_answered_by_the_line_they_came_by(
    kinds: tuple[str, ...], method: str, version: str
) -> None:
    """Of a provider's own network, or behind his NAT; and who sits beside a leased modem is answered without it."""
    with Lab(version, kinds, translate=False) as lab:
        near = lab.ground.neighbourhood
        near.internet.ip([f"address add {one}/32 dev lo" for one in PRIVATE_ASKERS])
        configured(lab, method)
        lab.until(lambda: not waiting(lab), 10)
        for line, kind in enumerate(kinds, 1):
            own = own_address(kind, line)
            for port in (2222, 8080):
                calls = [Call(one, 36000 + 10 * line, own, port) for one in PRIVATE_ASKERS]
                assert greetings(near.internet, calls, 1.0) == list(PRIVATE_ASKERS), (line, port)
            if kind != "lte":
                beside = f"192.168.{100 + line}.77"
                modem = near.modems[lab.socket(line)].namespace
                modem.ip([f"address add {beside}/24 dev lan"])
                with silenced(modem):
                    calls = [Call(beside, 37000 + at, own, port) for at, port in enumerate((2222, 8080))]
                    assert greetings(modem, calls, 1.0) == [beside, beside]
        if method != "ecmp":  # there the main table takes the right line by chance
            lab.say("/ip/firewall/address-list/add", list="simplifi-local", address="10.77.0.0/16")
            lab.run(0.1)
            calls = [Call(PRIVATE_ASKERS[0], 38000 + port, own_address(kinds[1], 2), port) for port in (2222, 8080)]
            assert greetings(near.internet, calls, 0.4) == [None, None], "it was right without the cure, too"


PRIVATE_ASKERS = ("10.77.0.5", "172.20.1.1", "192.168.77.7", "100.99.99.9")


def waiting(lab: Lab) -> list[str]:
    """The entries that no lease has filled in yet."""
    rows = [row for row in lab.rows("/ip/firewall/address-list") if "simplifi:lease:" in row.get("comment", "")]
    return [row["address"] for row in rows if row["disabled"] == "true"]


@contextmanager
def silenced(modem: Namespace) -> Iterator[None]:
    """The modem leads nothing back into its own LAN meanwhile: what needs it as a detour is lost."""
    modem.nft('table ip detour {\nchain d {\ntype filter hook forward priority -20; policy accept;\n'
              'iifname "lan" oifname "lan" drop\n}\n}\n')  # fmt: skip
    yield
    modem.nft("delete table ip detour\n")
