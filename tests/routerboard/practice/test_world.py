"""A practice board's world: what follows from its configuration, its lines and its guests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

import pytest

from routerboard.language.items import Row
from routerboard.language.version import Version
from routerboard.packetflow.addresses import number
from routerboard.practice.guests import Host
from routerboard.practice.scenery import Guests, Modem, Scenery
from routerboard.practice.world import World

V6 = Version.parse("6.49.10")
V7 = Version.parse("7.20.6")


@dataclass
class Kept:
    id: str
    values: dict[str, str]
    state: dict[str, str] = field(default_factory=dict)
    dynamic: bool = False


class Shelf:
    """The least store that a world can stand on."""

    def __init__(self, menus: dict[str, list[dict[str, str]]]) -> None:
        self._ids = count(1)
        self.menus: dict[str, list[Kept]] = {}
        for menu, rows in menus.items():
            for row in rows:
                self.add(menu, row)

    def add(self, menu: str, values: Row, state: Row | None = None, *, dynamic: bool = False) -> Kept:
        row = Kept(f"*{next(self._ids):X}", dict(values), dict(state or {}), dynamic)
        self.menus.setdefault(menu, []).append(row)
        return row

    def rows(self, path: str) -> Sequence[Kept]:
        return self.menus.get(path, [])

    def add_dynamic(self, path: str, values: Row, state: Row, *, first: bool = False) -> Kept:
        row = self.add(path, values, state, dynamic=True)
        if first:
            self.menus[path].insert(0, self.menus[path].pop())
        return row

    def drop_dynamic(self, path: str, row_id: str) -> None:
        self.menus[path] = [row for row in self.menus[path] if row.id != row_id]

    def find(self, path: str, **values: str) -> list[Kept]:
        wanted = {name.replace("_", "-"): value for name, value in values.items()}
        return [row for row in self.rows(path) if wanted.items() <= {**row.values, **row.state}.items()]


def factory() -> dict[str, list[dict[str, str]]]:
    """A board as it leaves the factory: ether1 a DHCP line, the other ports bridged, FastTrack on."""
    ports = [f"ether{at}" for at in range(2, 6)]
    return {
        "/interface": [{"name": f"ether{at}", "type": "ether"} for at in range(1, 6)]
        + [{"name": "bridge", "type": "bridge"}],
        "/interface/bridge/port": [{"interface": port, "bridge": "bridge"} for port in ports],
        "/interface/list": [{"name": "WAN"}, {"name": "LAN"}],
        "/interface/list/member": [
            {"list": "LAN", "interface": "bridge"},
            {"list": "WAN", "interface": "ether1"},
        ],
        "/interface/pppoe-client": [],
        "/ip/address": [{"address": "192.168.88.1/24", "interface": "bridge"}],
        "/ip/pool": [{"name": "dhcp", "ranges": "192.168.88.10-192.168.88.254"}],
        "/ip/dhcp-server": [{"name": "defconf", "interface": "bridge", "address-pool": "dhcp", "lease-time": "10m"}],
        "/ip/dhcp-client": [{"interface": "ether1"}],
        "/ip/dns": [{"servers": "", "allow-remote-requests": "yes"}],
        "/ip/firewall/nat": [
            {"chain": "srcnat", "action": "masquerade", "out-interface-list": "WAN", "ipsec-policy": "out,none"}
        ],
        "/ip/firewall/filter": [
            {"chain": "input", "action": "accept", "connection-state": "established,related,untracked"},
            {"chain": "input", "action": "drop", "in-interface-list": "!LAN"},
            {"chain": "forward", "action": "fasttrack-connection", "connection-state": "established,related"},
            {"chain": "forward", "action": "accept", "connection-state": "established,related,untracked"},
            {"chain": "forward", "action": "drop", "connection-state": "new", "connection-nat-state": "!dstnat",
             "in-interface-list": "WAN"},
        ],
        "/ip/firewall/mangle": [],
        "/ip/route": [],
        "/system/resource": [{"cpu": "MIPS"}],
        "/log": [],
    }  # fmt: skip


SCENERY = Scenery(
    modems=(
        Modem("ether1", "192.168.30.1/24", "192.168.30.127", down=20_000_000, up=5_000_000, dns=("192.168.30.1",)),
        Modem("ether2", "192.168.42.1/24", "192.168.42.127", down=10_000_000, up=3_000_000, dns=("192.168.42.1",)),
    ),
    guests=Guests(hosts=14, connections=300, ports=("ether3", "ether4", "ether5"), seed=7),
)


@pytest.fixture(params=[V6, V7], ids=["v6", "v7"])
def version(request: pytest.FixtureRequest) -> Version:
    found: Version = request.param
    return found


@pytest.fixture
def board() -> Callable[..., tuple[Shelf, World]]:
    def made(version: Version, scenery: Scenery = SCENERY) -> tuple[Shelf, World]:
        shelf = Shelf(factory())
        return shelf, World(shelf, scenery, version, clock=lambda: "10:00:00")

    return made


def second_line(shelf: Shelf) -> None:
    """Take ether2 out of the bridge and let it ask for an address."""
    shelf.menus["/interface/bridge/port"] = [
        row for row in shelf.rows("/interface/bridge/port") if row.values["interface"] != "ether2"
    ]
    shelf.add("/interface/list/member", {"list": "WAN", "interface": "ether2"})
    shelf.rows("/ip/dhcp-client")[0].values["add-default-route"] = "no"
    shelf.add("/ip/dhcp-client", {"interface": "ether2", "add-default-route": "no"})


def balance(shelf: Shelf, version: Version) -> None:
    """Two lines by PCC, weights 2 to 1, gateways checked, FastTrack off."""
    second_line(shelf)
    for row in shelf.find("/ip/firewall/filter", action="fasttrack-connection"):
        row.values["disabled"] = "true"
    for network in ("192.168.88.0/24", "192.168.30.0/24", "192.168.42.0/24"):
        shelf.add("/ip/firewall/address-list", {"list": "local", "address": network})
    mangle = "/ip/firewall/mangle"
    shelf.add(mangle, {"chain": "prerouting", "action": "accept", "dst-address-list": "local"})
    for at, line in enumerate(("Wan1", "Wan1", "Wan2")):
        shelf.add(mangle, {
            "chain": "prerouting", "action": "mark-connection", "in-interface": "bridge", "connection-state": "new",
            "connection-mark": "no-mark", "dst-address-type": "!local", "new-connection-mark": f"{line}_conn",
            "per-connection-classifier": f"both-addresses:3/{at}",
        })  # fmt: skip
    table = "routing-table" if version.major >= 7 else "routing-mark"
    for line, gateway, other in (("Wan1", "192.168.30.1", "192.168.42.1"), ("Wan2", "192.168.42.1", "192.168.30.1")):
        shelf.add(mangle, {
            "chain": "prerouting", "action": "mark-routing", "in-interface": "bridge", "passthrough": "no",
            "connection-mark": f"{line}_conn", "new-routing-mark": f"to_{line}",
        })  # fmt: skip
        for distance, hop in (("1", gateway), ("2", other)):
            shelf.add("/ip/route", {"dst-address": "0.0.0.0/0", "gateway": hop, table: f"to_{line}",
                                    "distance": distance, "check-gateway": "ping"})  # fmt: skip
    for distance, hop in (("1", "192.168.30.1"), ("2", "192.168.42.1")):
        shelf.add("/ip/route", {"dst-address": "0.0.0.0/0", "gateway": hop, "distance": distance,
                                "check-gateway": "ping"})  # fmt: skip


def counter(shelf: Shelf, interface: str, name: str) -> int:
    return int(shelf.find("/interface", name=interface)[0].state[name])


def test_the_factory_board_gets_its_line_and_serves_its_guests(
    version: Version, board: Callable[..., tuple[Shelf, World]]
) -> None:
    shelf, world = board(version)
    world.tick(3)
    client = shelf.rows("/ip/dhcp-client")[0]
    assert (client.state["status"], client.state["address"]) == ("bound", "192.168.30.127/24")
    assert [row.values["address"] for row in shelf.rows("/ip/address") if row.dynamic] == ["192.168.30.127/24"]
    default = shelf.find("/ip/route", dst_address="0.0.0.0/0")[0]
    assert default.state["active"] == "true"
    shown = {"immediate-gw": "192.168.30.1%ether1"} if version.major >= 7 else {
        "gateway-status": "192.168.30.1 reachable via  ether1"}  # fmt: skip
    assert shown.items() <= default.state.items()
    assert len(shelf.rows("/ip/dhcp-server/lease")) == 14
    assert any("got IP address" in row.values["message"] for row in shelf.rows("/log"))


def test_before_any_rule_of_ours_the_second_line_is_idle(
    version: Version, board: Callable[..., tuple[Shelf, World]]
) -> None:
    shelf, world = board(version)
    world.tick(60)
    assert counter(shelf, "ether1", "rx-byte") > 20_000_000
    assert counter(shelf, "ether2", "rx-byte") == counter(shelf, "ether2", "tx-byte") == 0
    assert {row.values["chain"] for row in shelf.rows("/ip/firewall/mangle")} == {
        "prerouting", "forward", "postrouting",
    }  # fmt: skip
    assert int(shelf.rows("/ip/firewall/mangle")[0].state["bytes"]) > 1_000_000


def test_pcc_rows_make_both_lines_carry(version: Version, board: Callable[..., tuple[Shelf, World]]) -> None:
    shelf, world = board(version)
    world.tick(10)
    balance(shelf, version)
    world.tick(90)
    first, second = (int(world.monitor(line)["rx-bits-per-second"]) for line in ("ether1", "ether2"))
    assert first > 5_000_000
    assert second > 2_500_000
    marks = [row.get("connection-mark") for row in world.connections()]
    assert marks.count("Wan1_conn") > marks.count("Wan2_conn") > 20


def test_counters_of_lines_and_bridge_agree(version: Version, board: Callable[..., tuple[Shelf, World]]) -> None:
    shelf, world = board(version)
    balance(shelf, version)
    world.tick(60)
    received = counter(shelf, "ether1", "rx-byte") + counter(shelf, "ether2", "rx-byte")
    given = counter(shelf, "bridge", "tx-byte")
    assert received == pytest.approx(given, rel=0.02)
    ports = sum(counter(shelf, f"ether{at}", "tx-byte") for at in (3, 4, 5))
    assert ports == given


def test_rule_counters_follow_the_rules(version: Version, board: Callable[..., tuple[Shelf, World]]) -> None:
    shelf, world = board(version)
    balance(shelf, version)
    world.tick(60)
    marked = [int(row.state["packets"]) for row in shelf.find("/ip/firewall/mangle", action="mark-connection")]
    routed = [int(row.state["packets"]) for row in shelf.find("/ip/firewall/mangle", action="mark-routing")]
    translated = int(shelf.find("/ip/firewall/nat", action="masquerade")[0].state["packets"])
    assert all(marked)
    assert sum(routed) > 10 * sum(marked)
    assert sum(marked) <= translated <= 1.2 * sum(marked)


def test_a_pulled_cable_moves_new_connections_to_the_other_line(
    version: Version, board: Callable[..., tuple[Shelf, World]]
) -> None:
    shelf, world = board(version)
    balance(shelf, version)
    world.tick(40)
    world.unplug("ether1")
    world.tick(60)
    assert int(world.monitor("ether1")["tx-bits-per-second"]) == 0
    assert int(world.monitor("ether2")["rx-bits-per-second"]) > 4_000_000
    stale = [row for row in world.connections() if row["reply-dst-address"].startswith("192.168.30.")]
    assert not any(row["srcnat"] == "true" for row in stale)
    world.restore("ether1")
    world.tick(90)
    assert int(world.monitor("ether1")["rx-bits-per-second"]) > 4_000_000
    messages = [row.values["message"] for row in shelf.rows("/log")]
    assert [text for text in messages if text.startswith("ether1 link")] == ["ether1 link down", "ether1 link up"]
    assert shelf.find("/interface", name="ether1")[0].state["link-downs"] == "1"


def test_a_dead_isp_behind_a_living_modem_is_not_noticed_by_a_gateway_check(
    version: Version, board: Callable[..., tuple[Shelf, World]]
) -> None:
    shelf, world = board(version)
    balance(shelf, version)
    world.tick(40)
    world.isp_dead("ether1")
    world.tick(80)
    assert int(world.monitor("ether1")["rx-bits-per-second"]) < 10_000
    assert all(
        row.state.get("active") == "true" for row in shelf.find("/ip/route", gateway="192.168.30.1", distance="1")
    )


def test_a_probe_host_beyond_the_modem_notices(version: Version, board: Callable[..., tuple[Shelf, World]]) -> None:
    """Two misses of a probe each ten seconds: between eleven and about twenty-two seconds until the route goes."""
    shelf, world = board(version)
    second_line(shelf)
    target = "11" if version.major >= 7 else "10"
    shelf.add("/ip/route", {"dst-address": "8.8.4.4/32", "gateway": "192.168.30.1", "scope": "10"})
    default = shelf.add("/ip/route", {"dst-address": "0.0.0.0/0", "gateway": "8.8.4.4", "target-scope": target,
                                      "distance": "1", "check-gateway": "ping"})  # fmt: skip
    backup = shelf.add("/ip/route", {"dst-address": "0.0.0.0/0", "gateway": "192.168.42.1", "distance": "2"})
    world.tick(20)
    assert (default.state.get("active"), backup.state.get("active")) == ("true", None)
    world.isp_dead("ether1")
    lost = next(at for at in range(21, 80) if not _ticked(world, at) and default.state.get("active") != "true")
    assert 11 <= lost - 20 <= 23
    assert backup.state.get("active") == "true"
    world.restore("ether1")
    back = next(at for at in range(lost + 1, lost + 40) if not _ticked(world, at) and default.state.get("active"))
    assert back - lost <= 12


def _ticked(world: World, now: float) -> None:
    world.tick(now)


def test_pppoe_asks_for_the_right_password(version: Version, board: Callable[..., tuple[Shelf, World]]) -> None:
    modem = Modem("ether2", user="hotel@isp", password="tulip", local="100.64.7.7", remote="100.64.0.1")
    shelf, world = board(version, Scenery((modem,), SCENERY.guests))
    second_line(shelf)
    shelf.add("/interface", {"name": "pppoe-out1", "type": "pppoe-out"})
    client = shelf.add("/interface/pppoe-client", {"name": "pppoe-out1", "interface": "ether2", "user": "hotel@isp",
                                                   "password": "rose", "add-default-route": "yes"})  # fmt: skip
    shelf.add("/interface/list/member", {"list": "WAN", "interface": "pppoe-out1"})
    world.tick(5)
    assert client.state["running"] == "false"
    assert any("authentication failed" in row.values["message"] for row in shelf.rows("/log"))
    client.values["password"] = "tulip"
    world.tick(40)
    assert client.state["running"] == "true"
    assert shelf.find("/ip/address", interface="pppoe-out1")[0].values["address"] == "100.64.7.7/32"
    assert counter(shelf, "pppoe-out1", "rx-byte") > 100_000
    assert counter(shelf, "ether2", "rx-byte") == counter(shelf, "pppoe-out1", "rx-byte")
    world.isp_dead("ether2")
    world.tick(45)
    assert client.state["running"] == "false"
    assert not shelf.find("/ip/address", interface="pppoe-out1")


def test_a_dhcp_client_on_a_bridge_port_cannot_run(version: Version, board: Callable[..., tuple[Shelf, World]]) -> None:
    shelf, world = board(version)
    client = shelf.add("/ip/dhcp-client", {"interface": "ether2"})
    world.tick(5)
    assert client.state["invalid"] == "true"
    assert "address" not in client.state


def test_a_lease_tells_its_script(version: Version) -> None:
    told: list[tuple[str, str]] = []
    shelf = Shelf(factory())
    world = World(shelf, SCENERY, version, clock=lambda: "now",
                  on_lease=lambda _, found: told.append((found["bound"], found["gateway-address"])))  # fmt: skip
    world.tick(5)
    world.unplug("ether1")
    world.tick(6)
    assert told == [("1", "192.168.30.1"), ("0", "192.168.30.1")]


def test_marked_connections_under_fasttrack_stall(version: Version, board: Callable[..., tuple[Shelf, World]]) -> None:
    """The fast path leaves by main with the other line's address, and nothing comes back."""
    shelf, world = board(version)
    balance(shelf, version)
    for row in shelf.find("/ip/firewall/filter", action="fasttrack-connection"):
        row.values["disabled"] = "false"
    world.tick(60)
    broken = int(world.monitor("ether2")["rx-bits-per-second"])
    assert broken < 100_000
    assert any(row["fasttrack"] == "true" and row.get("connection-mark") == "Wan2_conn" for row in world.connections())


def test_the_laptops_session_stays_unmarked_and_alive(version: Version) -> None:
    shelf = Shelf(factory())
    laptop = Host("laptop", "3C:97:0E:44:55:66", "ether5", number("192.168.88.254"))
    world = World(shelf, SCENERY, version, clock=lambda: "now", laptop=laptop)
    balance(shelf, version)
    world.tick(60)
    (session,) = [row for row in world.connections() if row["dst-address"] == "192.168.88.1:8728"]
    assert session["src-address"].startswith("192.168.88.254:")
    assert "connection-mark" not in session
    assert (session["tcp-state"], session["srcnat"], session["seen-reply"]) == ("established", "false", "true")
    assert int(session["repl-bytes"]) > 60_000
    assert laptop.address not in {host.address for host in world.hosts}
    assert len(shelf.rows("/ip/dhcp-server/lease")) == 15


def test_rules_put_guests_on_lists_for_a_while(version: Version, board: Callable[..., tuple[Shelf, World]]) -> None:
    shelf, world = board(version)
    rule = shelf.add("/ip/firewall/mangle", {
        "chain": "prerouting", "action": "add-src-to-address-list", "in-interface": "bridge", "address-list": "seen",
        "address-list-timeout": "20s",
    })  # fmt: skip
    world.tick(30)
    found = shelf.find("/ip/firewall/address-list", list="seen")
    assert len(found) > 8
    assert all(row.dynamic and row.state["timeout"].endswith("s") for row in found)
    rule.values["disabled"] = "true"
    shelf.drop_dynamic("/ip/firewall/address-list", found[0].id)
    world.tick(31)
    assert len(shelf.find("/ip/firewall/address-list", list="seen")) == len(found) - 1
    world.tick(60)
    assert not shelf.find("/ip/firewall/address-list", list="seen")


def test_ping_answers_as_the_line_allows(version: Version, board: Callable[..., tuple[Shelf, World]]) -> None:
    _, world = board(version)
    world.tick(5)
    assert world.ping("192.168.30.1") == pytest.approx(0.0012)
    assert world.ping("9.9.9.9") == pytest.approx(0.02)
    world.isp_dead("ether1")
    assert world.ping("9.9.9.9") is None
    assert world.ping("192.168.30.1") is not None
    assert world.ping("192.168.88.77") is None


def test_a_removed_connection_is_gone_and_a_missing_one_named(
    version: Version, board: Callable[..., tuple[Shelf, World]]
) -> None:
    _, world = board(version)
    world.tick(5)
    first = world.connections()[0][".id"]
    assert world.forget_connections([first, "*FFFFFF"]) == ["*FFFFFF"]
    assert first not in {row[".id"] for row in world.connections()}


def test_the_same_seed_is_the_same_house(version: Version, board: Callable[..., tuple[Shelf, World]]) -> None:
    houses = []
    for _ in range(2):
        _, world = board(version)
        world.tick(20)
        houses.append(world.connections())
    assert houses[0] == houses[1]
