"""Each condition of firewall rules, through whole rules: a mark tells whether the rule matched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from routerboard.packetflow import Journey, Packet, Ruleset, journey

Menus = dict[str, list[dict[str, str]]]
Send = Callable[..., Journey]


@pytest.fixture
def matches(base: Callable[[], Menus], build: Callable[..., Ruleset]) -> Callable[..., bool]:
    """Whether one mangle rule with these conditions marks a packet from the LAN to the Internet, or as given."""

    def asked(packet: Packet | None = None, /, chain: str = "prerouting", **conditions: str) -> bool:
        rows = base()
        rows["/ip/route"] = [{"gateway": "192.168.30.1"}]
        wanted = {name.replace("_", "-"): value for name, value in conditions.items()}
        rule = {"chain": chain, "action": "mark-connection", "new-connection-mark": "hit", **wanted}
        rows["/ip/firewall/mangle"] = [rule]
        rules = build(rows)
        assert not rules.unmodelled
        sent = packet or Packet.of("192.168.88.20:50000", "198.51.100.7:443", in_interface="bridge")
        return journey(rules, sent).connection_mark == "hit"

    return asked


@pytest.mark.parametrize(
    ("name", "yes", "no"),
    [
        ("src_address", "192.168.88.0/24", "192.168.89.0/24"),
        ("src_address", "192.168.88.10-192.168.88.20", "192.168.88.21-192.168.88.30"),
        ("src_address", "!192.168.89.1", "!192.168.88.20"),
        ("dst_address", "198.51.100.7", "198.51.100.8"),
        ("dst_address", "0.0.0.0/0", "!0.0.0.0/0"),
        ("src_address_list", "local", "!local"),
        ("dst_address_list", "!local", "local"),
        ("dst_address_list", "!nosuchlist", "nosuchlist"),
        ("dst_address_type", "!local", "local"),
        ("dst_address_type", "unicast", "broadcast,multicast"),
        ("src_address_type", "unicast", "local"),
        ("protocol", "tcp", "udp"),
        ("protocol", "6", "!tcp"),
        ("dst_port", "80,443", "80,8080-8090"),
        ("dst_port", "400-500", "!443"),
        ("src_port", "50000", "1-49999"),
        ("port", "443", "444"),
        ("in_interface", "bridge", "ether3"),
        ("in_interface", "!ether1", "!bridge"),
        ("in_interface_list", "LAN", "WAN"),
        ("in_interface_list", "all", "none"),
        ("connection_state", "new", "established,related"),
        ("connection_state", "!invalid", "!new"),
        ("connection_mark", "no-mark", "Wan1_conn"),
        ("connection_mark", "!Wan1_conn", "!no-mark"),
        ("routing_mark", "no-mark", "to_Wan1"),
        ("packet_mark", "no-mark", "slow"),
        ("connection_nat_state", "!dstnat", "srcnat,dstnat"),
        ("connection_type", "!ftp", "ftp,sip"),
        ("ipsec_policy", "in,none", "in,ipsec"),
        ("hotspot", "!auth", "auth"),
        ("random", "100", "!100"),
    ],
)
def test_condition(matches: Callable[..., bool], name: str, yes: str, no: str) -> None:
    assert matches(**{name: yes})
    assert not matches(**{name: no})


@pytest.mark.parametrize(("name", "yes", "no"), [
    ("out_interface", "ether1", "ether2"),
    ("out_interface_list", "WAN", "LAN"),
    ("out_interface", "all-ethernet", "all-ppp"),
])  # fmt: skip
def test_condition_on_the_way_out(matches: Callable[..., bool], name: str, yes: str, no: str) -> None:
    assert matches(chain="postrouting", **{name: yes})
    assert not matches(chain="postrouting", **{name: no})


@pytest.mark.parametrize(
    ("destination", "kind"),
    [
        ("192.168.88.1", "local"),
        ("127.0.0.1", "local"),
        ("255.255.255.255", "broadcast"),
        ("192.168.88.255", "broadcast"),
        ("239.1.2.3", "multicast"),
        ("192.168.88.77", "unicast"),
    ],
)
def test_address_types(matches: Callable[..., bool], destination: str, kind: str) -> None:
    packet = Packet.of("192.168.88.20:5678", f"{destination}:5678", protocol="udp", in_interface="bridge")
    kinds = ("local", "broadcast", "multicast", "unicast")
    assert [found for found in kinds if matches(packet, dst_address_type=found)] == [kind]


def test_hotspot_knows_who_is_logged_in(matches: Callable[..., bool]) -> None:
    packet = Packet.of("192.168.88.20:5678", "198.51.100.7:80", in_interface="bridge")
    guest = replace(packet, hotspot=frozenset({"auth", "from-client"}))
    assert matches(guest, hotspot="auth,!http")
    assert not matches(packet, hotspot="auth,!http")


def test_an_empty_condition_is_none(matches: Callable[..., bool]) -> None:
    assert matches(hotspot="", src_address="")


@pytest.mark.parametrize(
    "condition",
    [
        {"layer7-protocol": "x"},
        {"dst-address-type": "blackhole"},
        {"per-connection-classifier": "both-addresses:2/2"},
        {"per-connection-classifier": "nonsense:2/0"},
        {"nth": "2,3"},
        {"action": "route", "route-dst": "192.168.42.1"},
        {"src-address": "guest.example"},
    ],
)
def test_what_is_not_modelled_is_named_and_never_matches(
    condition: dict[str, str], base: Callable[[], Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    rows = base()
    rows["/ip/route"] = [{"gateway": "192.168.30.1"}]
    rows["/ip/firewall/mangle"] = [
        {"chain": "prerouting", "action": "mark-connection", "new-connection-mark": "hit", **condition}
    ]
    rules = build(rows)
    name = next(iter(condition))
    assert [(gap.menu, gap.rule) for gap in rules.unmodelled] == [("/ip/firewall/mangle", "*1")]
    assert rules.unmodelled[0].what.startswith(name)
    assert send(rules, "192.168.88.20:1", "8.8.8.8:443").connection_mark == ""


def test_disabled_rules_and_fasttrack_dummies_meet_no_packet(
    base: Callable[[], Menus], build: Callable[..., Ruleset], send: Send
) -> None:
    rows = base()
    rows["/ip/firewall/mangle"] = [
        {"chain": "prerouting", "action": "mark-connection", "new-connection-mark": "hit", "disabled": "true"},
        {"chain": "prerouting", "action": "passthrough", "dynamic": "true",
         "comment": "special dummy rule to show fasttrack counters"},
    ]  # fmt: skip
    found = send(build(rows), "192.168.88.20:1", "192.168.88.1:53")
    assert (found.matched, found.connection_mark) == ((), "")


def test_lists_include_and_exclude(base: Callable[[], Menus], build: Callable[..., Ruleset]) -> None:
    rows = base()
    rows["/interface/list"] += [{"name": "outside", "include": "WAN", "exclude": "spare"}, {"name": "spare"}]
    rows["/interface/list/member"] += [{"list": "spare", "interface": "ether2"}]
    assert build(rows).around.interface_lists["outside"] == {"ether1"}
