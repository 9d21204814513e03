"""Actions and chains: jumps and returns, translations, lists, raw, and the order of hooks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerboard.packetflow import Journey, Memory, Ruleset, Verdict

Menus = dict[str, list[dict[str, str]]]
Send = Callable[..., Journey]
MANGLE = "/ip/firewall/mangle"
NAT = "/ip/firewall/nat"


@pytest.fixture
def rows(base: Callable[[], Menus]) -> Menus:
    made = base()
    made["/ip/route"] = [{"gateway": "192.168.30.1"}]
    return made


def mark(text: str, **more: str) -> dict[str, str]:
    return {"chain": "prerouting", "action": "mark-connection", "new-connection-mark": text, **more}


def test_a_jump_comes_back_after_return_or_the_end(rows: Menus, build: Callable[..., Ruleset], send: Send) -> None:
    jump = {"chain": "prerouting", "action": "jump", "jump-target": "own"}
    rows[MANGLE] = [
        jump,
        mark("last", **{"connection-mark": "inside"}),
        mark("inside", chain="own"),
        {"chain": "own", "action": "return"},
        mark("never", chain="own"),
    ]
    found = send(build(rows), "192.168.88.20:1", "8.8.8.8:443")
    assert found.connection_mark == "last"
    assert [step.what for step in found.steps[:2]] == [
        "goes through chain own",
        "marks the connection inside and goes on",
    ]


def test_chains_that_jump_in_circles_end(rows: Menus, build: Callable[..., Ruleset], send: Send) -> None:
    rows[MANGLE] = [
        {"chain": chain, "action": "jump", "jump-target": target}
        for chain, target in (("prerouting", "a"), ("a", "b"), ("b", "a"))
    ]
    assert send(build(rows), "192.168.88.20:1", "8.8.8.8:443").passed


def test_accept_in_mangle_stops_marks_but_not_the_filter(
    rows: Menus, build: Callable[..., Ruleset], send: Send
) -> None:
    rows[MANGLE] = [{"chain": "prerouting"}, mark("never")]
    rows["/ip/firewall/filter"] = [{"chain": "forward", "action": "drop"}]
    found = send(build(rows), "192.168.88.20:1", "8.8.8.8:443")
    assert (found.connection_mark, found.verdict) == ("", Verdict.DROP)


def test_a_rejected_packet_says_so(rows: Menus, build: Callable[..., Ruleset], send: Send) -> None:
    rows["/ip/firewall/filter"] = [{"chain": "forward", "action": "reject", "reject-with": "tcp-reset"}]
    found = send(build(rows), "192.168.88.20:1", "8.8.8.8:443")
    assert found.verdict is Verdict.REJECT
    assert found.steps[-1].what == "rejects it with tcp-reset"


def test_passthrough_no_hides_the_mark_from_the_next_rule(
    rows: Menus, build: Callable[..., Ruleset], send: Send
) -> None:
    """A classifying rule that does not pass on leaves its first packet without a routing mark."""
    steer = {"chain": "prerouting", "action": "mark-routing", "new-routing-mark": "to_Wan2", "connection-mark": "W"}
    seen = []
    for passthrough in ("yes", "no"):
        rows[MANGLE] = [mark("W", passthrough=passthrough), steer]
        seen.append(send(build(rows), "192.168.88.20:1", "8.8.8.8:443").routing_mark)
    assert seen == ["to_Wan2", ""]


def test_addresses_are_put_on_lists(rows: Menus, build: Callable[..., Ruleset], send: Send) -> None:
    rows[MANGLE] = [
        {"chain": "prerouting", "action": "add-src-to-address-list", "address-list": "odd",
         "address-list-timeout": "1d"},
        {"chain": "prerouting", "action": "add-dst-to-address-list", "address-list": "seen"},
    ]  # fmt: skip
    found = send(build(rows), "192.168.88.20:1", "8.8.8.8:443")
    assert [tuple(entry) for entry in found.listed] == [("odd", "192.168.88.20", "1d"), ("seen", "8.8.8.8", "")]


@pytest.mark.parametrize(
    ("rule", "destination"),
    [
        ({"action": "dst-nat", "to-addresses": "192.168.88.10", "to-ports": "8443"}, ("192.168.88.10", 8443)),
        ({"action": "dst-nat", "to-addresses": "192.168.88.10"}, ("192.168.88.10", 443)),
        ({"action": "netmap", "to-addresses": "192.168.88.0/24"}, ("192.168.88.2", 443)),
    ],
)
def test_destinations_are_translated(
    rule: dict[str, str], destination: tuple[str, int], rows: Menus, build: Callable[..., Ruleset], send: Send
) -> None:
    rows[NAT].append({"chain": "dstnat", "in-interface": "ether1", **rule})
    found = send(build(rows), "203.0.113.9:6000", "192.168.30.2:443", by="ether1")
    assert found.connection is not None
    assert (found.destination_after_nat, found.connection.reply.source_port) == destination
    assert found.out_interface == "bridge"


def test_redirect_leads_to_the_router_itself(rows: Menus, build: Callable[..., Ruleset], send: Send) -> None:
    rows[NAT].append({"chain": "dstnat", "action": "redirect", "protocol": "udp", "dst-port": "53", "to-ports": "53"})
    found = send(build(rows), "192.168.88.20:1000", "8.8.8.8:53", protocol="udp")
    assert found.to_router
    assert found.destination_after_nat == "192.168.88.1"


def test_src_nat_to_a_range_keeps_one_address_for_one_host(
    rows: Menus, build: Callable[..., Ruleset], send: Send
) -> None:
    rows[NAT] = [{"chain": "srcnat", "action": "src-nat", "to-addresses": "203.0.113.1-203.0.113.4"}]
    rules = build(rows)
    seen = {
        host: {send(rules, f"192.168.88.{host}:{port}", "8.8.8.8:443").source_after_nat for port in (1000, 2000, 3000)}
        for host in range(10, 60)
    }
    assert all(len(found) == 1 for found in seen.values())
    assert len(set.union(*seen.values())) == 4


def test_notrack_leaves_no_connection_and_no_nat(rows: Menus, build: Callable[..., Ruleset], send: Send) -> None:
    rows["/ip/firewall/raw"] = [{"chain": "prerouting", "action": "notrack"}]
    found = send(build(rows), "192.168.88.20:1", "8.8.8.8:443")
    assert found.connection is None
    assert found.source_after_nat == "192.168.88.20"


def test_raw_drops_before_anything_else(rows: Menus, build: Callable[..., Ruleset], send: Send) -> None:
    rows["/ip/firewall/raw"] = [{"chain": "prerouting", "action": "drop"}]
    rows[MANGLE] = [mark("never")]
    found = send(build(rows), "192.168.88.20:1", "8.8.8.8:443")
    assert found.verdict is Verdict.DROP
    assert [menu for menu, _ in found.matched] == ["/ip/firewall/raw"]


def test_what_a_rule_lists_is_known_to_the_next_rule_and_packet(build, send) -> None:
    """And to nobody who has another memory."""
    listed = {"chain": "prerouting", "action": "add-src-to-address-list", "address-list": "seen"}
    marked = {
        "chain": "prerouting",
        "action": "mark-connection",
        "src-address-list": "seen",
        "new-connection-mark": "m",
    }
    first = {**listed, "dst-port": "80", "protocol": "tcp"}
    rules, memory = build({"/ip/firewall/mangle": [first, marked]}), Memory()
    assert send(rules, "192.168.88.9:1", "8.8.8.8:443", memory=memory).connection_mark == ""
    assert send(rules, "192.168.88.9:1", "8.8.8.8:80", memory=memory).connection_mark == "m"
    assert send(rules, "192.168.88.9:1", "8.8.8.8:443", memory=memory).connection_mark == "m"
    assert send(rules, "192.168.88.8:1", "8.8.8.8:443", memory=memory).connection_mark == ""
    assert send(rules, "192.168.88.9:1", "8.8.8.8:443", memory=Memory()).connection_mark == ""
