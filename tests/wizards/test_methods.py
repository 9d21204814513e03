"""Every method's plan in packets, on every version where plans differ, for 2 to 8 lines of all kinds together.

What counts is where a packet leaves and whose address it carries; rules are not looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import sqrt

import pytest

from routerboard.language.applied import applied
from routerboard.language.items import Row
from routerboard.language.leasing import default_routes
from routerboard.language.version import Version
from routerboard.packetflow import Connection, Journey, Memory, Packet, Ruleset, connected_routes, journey
from routerboard.packetflow.routes import resolve_routes
from routerboard.packetflow.surroundings import own_addresses
from tests.wide import often
from wizards.blank import blank_survey
from wizards.hosts import hosts
from wizards.lines import Job
from wizards.plan import plan
from wizards.site import CLASSIFIERS, ExceptionRule, Forward, Health, Site
from wizards.weights import shares

BREAKS = ("6.36", "6.43", "6.45.1", "7.1", "7.9", "7.12", "7.16.2", "7.18", "7.19", "7.22", "7.24")
"""Where RouterOS changed something that plans or routers may care about, next to the two that are tested in full."""

KINDS = ("static", "dhcp", "pppoe")
VARIANTS: dict[str, dict[str, object]] = {
    **{f"pcc-{one}": {"method": "pcc", "classifier": one} for one in CLASSIFIERS},
    "ecmp": {"method": "ecmp"},
    "ecmp-ports": {"method": "ecmp", "classifier": "both-addresses-and-ports"},
    "nth": {"method": "nth"},
    "nth-sticky": {"method": "nth", "sticky": True},
    "failover": {"method": "failover"},
}
STRIDES = {"pcc-both-addresses", "ecmp", "nth", "nth-sticky", "failover"}
"""The variants that are asked everything on every version; the others differ from them in the hash alone."""


def possible(variant: str, version: str) -> bool:
    return variant != "ecmp-ports" or Version.parse(version).can("multipath-hash-policy")


FULL = [
    (variant, version, lines)
    for version in ("6.49.18", "7.20.8")
    for variant in VARIANTS
    for lines in (2, 3, 5, 8)
    if possible(variant, version) and (variant in STRIDES or lines == 3)
]
BETWEEN = [
    (variant, version, 3)
    for version in BREAKS
    for variant in sorted(STRIDES | {"ecmp-ports"})
    if possible(variant, version)
]
CASES = often(
    [*FULL, *BETWEEN], [case for case in FULL if case[2] == 3 or case[::2] in (("pcc-src-address", 8), ("nth", 8))]
)


@dataclass
class Router:
    """A site on a router, some of its lines dead: the modem does not answer any more, the session is down."""

    site: Site
    version: Version
    dead: Collection[int] = ()
    memory: Memory = field(default_factory=Memory)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.blank = blank = blank_survey(self.version, self.site)
        found = plan(blank, self.site)
        assert not found.blocked, found.findings
        menus = {menu: [*rows] for menu, rows in applied(blank, found).menus.items()}
        menus["/ip/address"] += [self._address(number) for number, wan in self.numbered if wan.kind != "static"]
        menus["/ip/route"] = [self._leased(row) for row in menus["/ip/route"]]
        lists = "/ip/firewall/address-list"
        menus[lists] = [self._listed(row) for row in menus.get(lists, ())]
        menus["/ip/route"] += [row for client in menus.get("/ip/dhcp-client", ()) for row in self._made_by(client)]
        menus["/interface"] += [{"name": f"pppoe-Wan{number}", "type": "pppoe-out"} for number, _ in self.numbered]
        self.rows = {
            menu: [{**row, ".id": f"*{at:X}"} for at, row in enumerate(rows, 1)] for menu, rows in menus.items()
        }
        self.kill(*self.dead)

    @property
    def numbered(self) -> Iterator[tuple[int, object]]:
        return enumerate(self.site.wans, 1)  # type: ignore[return-value]

    def _address(self, number: int) -> Row:
        if self.kind(number) == "dhcp":
            return {"address": f"192.168.{100 + number}.50/24", "interface": f"ether{number}", "dynamic": "true"}
        return {"address": f"100.64.{number}.2/32", "network": f"100.64.{number}.1", "interface": f"pppoe-Wan{number}"}

    def _leased(self, row: Row) -> Row:
        """What the lease's script of each DHCP line does to its routes."""
        number = int(row["comment"].split(":")[2].removeprefix("Wan")) if "simplifi:route:" in row["comment"] else 0
        if not number or self.kind(number) != "dhcp":
            return row
        return {**row, "gateway": f"192.168.{100 + number}.1", "disabled": "no"}

    def _listed(self, row: Row) -> Row:
        """What it does to the entry with the modem's network."""
        if "simplifi:lease:" not in row["comment"]:
            return row
        number = int(row["comment"].split(":")[2].removeprefix("Wan"))
        return {**row, "address": f"192.168.{100 + number}.0/24", "disabled": "no"}

    def _made_by(self, client: Row) -> Iterator[Row]:
        """The default routes that a DHCP client makes by itself."""
        checked = {"check-gateway": client["check-gateway"]} if "check-gateway" in client else {}
        gateway = f"192.168.{100 + int(client['interface'].removeprefix('ether'))}.1"
        for table, distance in default_routes(client):
            place = {} if table == "main" else {"routing-table": table}
            row = {"dst-address": "0.0.0.0/0", "gateway": gateway, "distance": str(distance), "dynamic": "true"}
            yield {**row, **place, **checked}

    def kind(self, number: int) -> str:
        return self.site.wans[number - 1].kind

    def exit(self, number: int) -> str:
        return f"pppoe-Wan{number}" if self.kind(number) == "pppoe" else f"ether{number}"

    def address(self, number: int) -> str:
        return {"static": f"192.168.{100 + number}.2", "dhcp": f"192.168.{100 + number}.50"}.get(
            self.kind(number), f"100.64.{number}.2"
        )

    @property
    def exits(self) -> dict[str, int]:
        return {self.exit(number): number for number, _ in self.numbered}

    def kill(self, *dead: int, modems: bool = True) -> None:
        """These lines are dead now and no others: the modem and all beyond it, or only the Internet beyond."""
        gateways, downs = {f"192.168.{100 + one}.1" for one in dead}, {f"pppoe-Wan{one}" for one in dead}
        names = {f"Wan{one}" for one in dead}
        silent = {host for name, found in hosts(Job(self.blank, self.site)).items() if name in names for host in found}
        if not modems:
            gateways, downs = set(), set()
        own = own_addresses(self.rows["/ip/address"], {})
        routes = [{**row, ".id": f"c{at}"} for at, row in enumerate(connected_routes(own, self.version))]
        routes += self.rows["/ip/route"]
        states = resolve_routes(
            routes,
            self.version,
            running=lambda name: name not in downs,
            answers=lambda gateway, _: gateway not in gateways | silent and not gateway.startswith("192.0.2."),
            own={one.address for one in own},
        )
        self.dead = dead
        self.rules = Ruleset.build({**self.rows, "/ip/route": routes}, self.version, states=states)
        assert not self.rules.unmodelled

    def send(self, source: str, destination: str, by: str = "bridge", protocol: str = "tcp") -> Journey:
        return journey(
            self.rules, Packet.of(source, destination, protocol=protocol, in_interface=by), memory=self.memory
        )

    def guest(self, host: int, server: int, port: int = 443) -> Journey:
        """The first packet of a new connection."""
        where = f"198.51.{server % 7}.{server}:{port}"
        return self.send(f"192.168.88.{host}:{20_000 + 251 * server + host}", where)

    def again(self, known: Connection | None) -> Journey:
        """The next packet of its opener."""
        assert known is not None
        return journey(self.rules, known.request("bridge"), known, self.memory)

    def reply(self, known: Connection | None, by: str) -> Journey:
        """The next packet of the other side, coming in there."""
        assert known is not None
        return journey(self.rules, known.answer(by), known, self.memory)


@pytest.fixture
def router(a_site) -> Callable[..., Router]:
    def build(variant: str, version: str, lines: int, **given: object) -> Router:
        kinds = tuple(KINDS[number % 3] for number in range(lines))
        return Router(a_site(kinds, **{**VARIANTS[variant], **given}), Version.parse(version))

    return build


def weighted(variant: str, version: str) -> bool:
    return variant != "failover" and not (variant.startswith("ecmp") and version.startswith("7"))


def crowd(guests: int = 40, servers: int = 12) -> Iterator[tuple[int, int]]:
    return ((host, server) for host in range(20, 20 + guests) for server in range(1, servers + 1))


def assert_split(counted: Counter[int], given: tuple[int, ...], deciders: int) -> None:
    """Each line's part is within four standard deviations of its share, for so many things that choose alone."""
    total, whole = sum(counted.values()), sum(given)
    for number, share in enumerate(given, 1):
        part = share / whole
        assert abs(counted[number] / total - part) <= 4 * sqrt(part * (1 - part) / deciders), (number, counted, given)


@pytest.mark.parametrize(("variant", "version", "lines"), CASES)
def test_a_connection_has_one_line_from_its_first_packet_on(router, variant, version, lines) -> None:
    """It leaves with that line's address, its answers come back to the guest, and what follows takes the same line."""
    one = router(variant, version, lines)
    for host, server in crowd(10, 6):
        first = one.guest(host, server)
        assert first.passed
        number = one.exits[first.out_interface]
        assert first.source_after_nat == one.address(number)
        back = one.reply(first.connection, first.out_interface)
        assert (back.out_interface, back.routing_mark) == ("bridge", "")
        assert back.destination_after_nat == f"192.168.88.{host}"
        for way in (one.again(first.connection), one.again(back.connection)):
            assert (way.out_interface, way.source_after_nat) == (first.out_interface, one.address(number))


@pytest.mark.parametrize(("variant", "version", "lines"), CASES)
def test_the_split_follows_the_weights(router, a_wan, variant, version, lines) -> None:
    weights = ((2, 1, 3, 1, 1, 2, 1, 1) if weighted(variant, version) else (1,) * 8)[:lines]
    wans = tuple(a_wan(KINDS[at % 3], at + 1, weight=weight) for at, weight in enumerate(weights))
    one = router(variant, version, lines, wans=wans)
    calls = [(20 + at % 200, 1 + at % 100, 400 + at % 350) for at in range(400)]
    counted = Counter(one.exits[one.guest(*call).out_interface] for call in calls)
    given = shares(one.site)
    if variant == "failover":
        assert counted == {1: 400}
    elif variant.startswith("nth"):
        turns = 200 if variant == "nth-sticky" else 400
        assert all(
            abs(counted[at] - 400 * share / sum(given)) <= 400 / turns * share for at, share in enumerate(given, 1)
        )
    else:
        assert_split(
            counted, given, {"src-address": 200, "dst-address": 100, "dst-port": 350}.get(one.site.classifier, 400)
        )


@pytest.mark.parametrize(("variant", "version", "lines"), CASES)
def test_who_asks_by_a_line_is_answered_by_it_whatever_his_address(router, variant, version, lines) -> None:
    """Of a provider's own network, or behind his NAT; only who sits beside a modem is answered without a detour."""
    till = Forward("tcp", "8443", "192.168.88.10", "443")
    one = router(variant, version, lines, forwards=(till,))
    for number, wan in one.numbered:
        here, out, table = one.address(number), one.exit(number), f"to_Wan{number}"
        askers = {"203.0.113.9": table, "100.64.99.9": table, "10.77.0.5": table, "172.20.1.1": table,
                  "192.168.77.7": table}  # fmt: skip
        if wan.kind != "pppoe":
            askers[f"192.168.{100 + number}.77"] = ""
        for asker, expected in askers.items():
            asked = one.send(f"{asker}:5000", f"{here}:2222", by=out)
            assert asked.to_router
            answer = journey(one.rules, asked.connection.answer(""), asked.connection, one.memory)
            assert (answer.out_interface, answer.routing_mark) == (out, expected), asker
            led = one.send(f"{asker}:5001", f"{here}:8443", by=out)
            assert led.out_interface == "bridge"
            back = one.reply(led.connection, "bridge")
            assert (back.out_interface, back.routing_mark, back.source_after_nat) == (out, expected, here), asker


@pytest.mark.parametrize(("variant", "version", "lines"), CASES)
def test_what_stays_here_is_never_marked(router, variant, version, lines) -> None:
    """The router's own addresses, every one of them, the session that this program has with it, modems, broadcasts."""
    one = router(variant, version, lines)
    for host in ("192.168.88.1:8728", *(f"{one.address(number)}:80" for number, _ in one.numbered)):
        asked = one.send("192.168.88.253:50000", host)
        assert asked.passed
        assert asked.to_router
        assert (asked.connection_mark, asked.routing_mark) == ("", "")
        answer = journey(one.rules, asked.connection.answer(""), asked.connection, one.memory)
        assert (answer.out_interface, answer.routing_mark, answer.connection_mark) == ("bridge", "", "")
    for number, wan in one.numbered:
        if wan.kind != "pppoe":
            page = one.send("192.168.88.253:50001", f"192.168.{100 + number}.1:80")
            assert (page.out_interface, page.connection_mark, page.routing_mark) == (f"ether{number}", "", "")
    for everybody in ("255.255.255.255:5678", "224.0.0.251:5353", "192.168.88.255:137"):
        assert not one.send("192.168.88.253:5678", everybody, protocol="udp").connection_mark


@pytest.mark.parametrize(("variant", "version", "lines"), CASES)
def test_what_comes_in_is_answered_by_the_line_it_came_by(router, variant, version, lines) -> None:
    """A forwarded port, and the router itself."""
    one = router(variant, version, lines, forwards=(Forward("tcp", "443", "192.168.88.10"),))
    for name, number in one.exits.items():
        for port, host in (("443", "192.168.88.10"), ("22", one.address(number))):
            came = one.send("203.0.113.9:5000", f"{one.address(number)}:{port}", by=name)
            assert came.destination_after_nat == host
            answer = one.reply(came.connection, "bridge" if port == "443" else "")
            assert (answer.out_interface, answer.source_after_nat) == (name, one.address(number))
            assert one.reply(answer.connection, "bridge" if port == "443" else "").out_interface == name


@pytest.mark.parametrize(("variant", "version", "lines"), CASES)
def test_with_one_or_two_lines_dead_everything_still_goes_out(router, variant, version, lines) -> None:
    """New connections and their next packets, the packets of running ones, and what the router itself sends."""
    one = router(variant, version, lines)
    running = [one.guest(host, server).connection for host, server in crowd(6, 3)]
    numbers = range(1, lines + 1)
    for dead in [*((number,) for number in numbers), *(combinations(numbers, 2) if lines > 2 else ())]:
        one.kill(*dead)
        alive = {one.exit(number) for number in numbers if number not in dead}
        for host, server in crowd(6, 3):
            first = one.guest(host, server)
            assert first.passed
            assert first.out_interface in alive
            assert first.source_after_nat == one.address(one.exits[first.out_interface])
            assert one.again(first.connection).out_interface == first.out_interface
        assert {one.again(known).out_interface for known in running} <= alive
        assert one.send("0.0.0.0", "9.9.9.9:53", by="", protocol="udp").out_interface in alive


@pytest.mark.parametrize("version", often(["6.49.18", "7.9", "7.20.8"], ["7.20.8"]))
@pytest.mark.parametrize("variant", sorted(STRIDES))
@pytest.mark.parametrize("modems", [True, False])
def test_where_hosts_are_asked_a_dead_provider_is_gone_round_too(router, variant, version, modems) -> None:
    one = router(variant, version, 3, health=Health("probe"))
    split = Counter(one.exits[one.guest(host, server).out_interface] for host, server in crowd())
    if variant == "failover":
        assert split == {1: 480}
    else:
        assert_split(split, (1, 1, 1), 40 if variant == "nth-sticky" else 400)
    for dead in ((1,), (2,), (3,), (1, 2), (1, 3), (2, 3)):
        one.kill(*dead, modems=modems)
        alive = {one.exit(number) for number in (1, 2, 3) if number not in dead}
        for host, server in crowd(6, 3):
            first = one.guest(host, server)
            assert first.out_interface in alive
            assert one.again(first.connection).out_interface == first.out_interface
        assert one.send("0.0.0.0", "9.9.9.9:53", by="", protocol="udp").out_interface in alive


@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
def test_a_line_that_is_watched_by_one_host_gets_no_less_than_others(router, version) -> None:
    one = router("ecmp", version, 3, health=Health("probe", {"Wan2": ("4.2.2.4",)}))
    assert_split(Counter(one.exits[one.guest(*pair).out_interface] for pair in crowd()), (1, 1, 1), 400)


@pytest.mark.parametrize("version", ["6.49.18", "7.9", "7.20.8"])
def test_ecmp_holds_running_connections_whatever_the_routes_do(router, version) -> None:
    """The flaw is shown too: without the marks that hold them many of the same connections move, and break."""
    one = router("ecmp", version, 3)
    firsts = [one.guest(host, server) for host, server in crowd(10, 6)]
    own = [one.send("0.0.0.0", f"9.9.9.{at}:53", by="", protocol="tcp") for at in range(1, 40)]
    one.memory.flushes += 1
    one.kill(3)
    one.memory.flushes += 1
    living = [first for first in firsts if first.out_interface != one.exit(3)]
    assert all(one.again(first.connection).out_interface == first.out_interface for first in living)
    after = [journey(one.rules, sent.connection.request(""), sent.connection, one.memory) for sent in own]
    kept = [(was, now) for was, now in zip(own, after, strict=True) if was.out_interface != one.exit(3)]
    assert all(was.out_interface == now.out_interface for was, now in kept)
    unmarked = [replace(first.connection, mark="") for first in living]
    moved = [
        one.again(known).out_interface != first.out_interface for known, first in zip(unmarked, living, strict=True)
    ]
    assert sum(moved) > len(moved) / 5


@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
def test_the_routers_own_pings_are_never_led_around(router, version) -> None:
    one = router("ecmp", version, 3)
    sent = one.send("0.0.0.0", "9.9.9.9", by="", protocol="icmp")
    assert (sent.connection_mark, sent.routing_mark) == ("", "")


@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
def test_ecmp_follows_a_lease_that_moves(router, version) -> None:
    """In version 6 too, where the line is one of several gateways of one route."""
    one = router("ecmp", version, 3)
    moved = [
        {**row, "gateway": "192.168.102.254"} if row.get("gateway") == "192.168.102.1" else row
        for row in one.rows["/ip/route"]
    ]
    assert sum(row.get("gateway") == "192.168.102.254" for row in moved) >= 3
    one.rows["/ip/route"] = moved
    one.kill()
    gateways = {one.guest(host, server).gateway for host, server in crowd(10, 6)}
    assert "192.168.102.254" in gateways
    assert "192.168.102.1" not in gateways
    assert len(gateways) == 3


@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
@pytest.mark.parametrize("lines", [2, 3, 5, 8])
def test_a_sticky_guest_has_one_line_and_guests_take_turns(router, version, lines) -> None:
    one = router("nth-sticky", version, lines)
    used: dict[int, set[str]] = {}
    for server in range(1, 9):
        for host in range(20, 20 + 8 * lines):
            used.setdefault(host, set()).add(one.guest(host, server).out_interface)
    assert all(len(names) == 1 for names in used.values())
    assert Counter(name for names in used.values() for name in names) == dict.fromkeys(one.exits, 8)


@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
def test_an_exception_does_not_stick_a_guest_to_its_line(router, version) -> None:
    bank = ExceptionRule("Wan3", to="203.0.113.0/24", note="bank")
    one = router("nth-sticky", version, 3, exceptions=(bank,))
    for host in (20, 21, 22, 23):
        assert one.send(f"192.168.88.{host}:40000", "203.0.113.5:443").out_interface == one.exit(3)
    assert not one.memory.listed
    usual = [one.guest(host, 1).out_interface for host in (20, 21, 22)]
    assert len(set(usual)) == 3
    assert one.send("192.168.88.20:40001", "203.0.113.5:443").out_interface == one.exit(3)
    assert one.guest(20, 2).out_interface == usual[0]


@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
@pytest.mark.parametrize("variant", [*VARIANTS])
@pytest.mark.parametrize("kind", KINDS)
def test_one_line_alone_is_a_site_too(a_site, version, variant, kind) -> None:
    if not possible(variant, version):
        pytest.skip("this version's ECMP looks at addresses only")
    one = Router(a_site(kind, 1, **VARIANTS[variant]), Version.parse(version))
    assert {one.guest(host, server).out_interface for host, server in crowd(5, 5)} == {one.exit(1)}
    assert one.again(one.guest(20, 1).connection).out_interface == one.exit(1)


@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
@pytest.mark.parametrize("variant", ["pcc-src-address", "ecmp", "nth", "nth-sticky"])
def test_guests_who_have_not_logged_in_are_left_to_the_hotspot(a_site, version, variant) -> None:
    """Nothing that spreads touches them; what they are allowed to reach goes by the main table."""
    site = a_site("static", 2, **VARIANTS[variant])
    one = Router(replace(site, lan=replace(site.lan, hotspot=True)), Version.parse(version))
    for server in range(1, 12):
        packet = Packet.of(f"192.168.88.20:{40_000 + server}", f"198.51.100.{server}:80", in_interface="bridge")
        stranger = journey(one.rules, replace(packet, hotspot=frozenset({"from-client", "http"})), memory=one.memory)
        assert not stranger.routing_mark
    assert not one.memory.listed
    for server in range(1, 12):
        packet = Packet.of(f"192.168.88.20:{40_000 + server}", f"198.51.100.{server}:80", in_interface="bridge")
        known = journey(one.rules, replace(packet, hotspot=frozenset({"from-client", "auth"})), memory=one.memory)
        assert known.connection_mark
