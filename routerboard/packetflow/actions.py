"""What firewall rules do to a packet that they match."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from routerboard.language.items import Row
from routerboard.packetflow.addresses import BROADCAST, dotted, mask, prefix, span
from routerboard.packetflow.hashing import mix
from routerboard.packetflow.matchers import NotModelledError
from routerboard.packetflow.packet import ListEntry
from routerboard.packetflow.walk import Outcome, Walk

Act = Callable[[Walk], Outcome]
Translate = Callable[[int, int], tuple[int, int]]
"""Old address and port to new address and port."""

PARAMETERS = frozenset({
    "new-connection-mark", "new-packet-mark", "new-routing-mark", "passthrough", "jump-target", "to-addresses",
    "to-ports", "reject-with", "address-list", "address-list-timeout", "hw-offload", "randomise-ports",
    "same-not-by-dst", "new-mss", "new-ttl", "new-dscp", "new-priority", "route-dst", "sniff-id", "sniff-target",
    "sniff-target-port",
})  # fmt: skip
"""Properties that belong to an action and are no condition."""

_SIDE_EFFECTS = frozenset({
    "log", "passthrough", "change-mss", "change-ttl", "change-dscp", "set-priority", "clear-df",
    "strip-ipv4-options", "sniff-tzsp", "sniff-pc",
})  # fmt: skip


def go_on(_: Walk) -> Outcome:
    """Leave the packet as it is and ask the next rule."""
    return Outcome.GO_ON


def _untracked(walk: Walk) -> Outcome:
    walk.state = "untracked"
    return Outcome.ACCEPT


def _always(outcome: Outcome) -> Act:
    return lambda _: outcome


def _after_marking(row: Row) -> Outcome:
    return Outcome.ACCEPT if row.get("passthrough") in ("no", "false") else Outcome.GO_ON


def _new_mark(row: Row, name: str) -> str:
    mark = row.get(name, "")
    return "" if mark in ("no-mark", "") else mark


def _mark_connection(row: Row) -> tuple[Act, str]:
    mark, then = _new_mark(row, "new-connection-mark"), _after_marking(row)

    def act(walk: Walk) -> Outcome:
        walk.connection_mark = mark
        return then

    return act, f"marks the connection {mark or 'no-mark'}{_tail(then)}"


def _mark_packet(row: Row) -> tuple[Act, str]:
    mark, then = _new_mark(row, "new-packet-mark"), _after_marking(row)

    def act(walk: Walk) -> Outcome:
        walk.packet_mark = mark
        return then

    return act, f"marks the packet {mark or 'no-mark'}{_tail(then)}"


def _mark_routing(row: Row) -> tuple[Act, str]:
    mark, then = _new_mark(row, "new-routing-mark"), _after_marking(row)
    mark = "" if mark == "main" else mark

    def act(walk: Walk) -> Outcome:
        walk.routing_mark = mark
        return then

    return act, f"sends it to table {mark or 'main'}{_tail(then)}"


def _tail(then: Outcome) -> str:
    return " and goes on" if then is Outcome.GO_ON else ""


def _fasttrack(_: Row) -> tuple[Act, str]:
    def act(walk: Walk) -> Outcome:
        walk.fasttrack = walk.fasttrack or walk.protocol in ("tcp", "udp")
        return Outcome.GO_ON

    return act, "fasttracks the connection: its next packets skip firewall and marks"


def _add_to_list(row: Row) -> tuple[Act, str]:
    name, timeout = row.get("address-list", ""), row.get("address-list-timeout", "")
    of_source = row.get("action") == "add-src-to-address-list"

    def act(walk: Walk) -> Outcome:
        address = walk.source if of_source else walk.destination
        walk.memory.listed.setdefault(name, set()).add(address)
        walk.listed.append(ListEntry(name, dotted(address), timeout))
        return Outcome.GO_ON

    return act, f"puts its {'source' if of_source else 'destination'} on list {name}"


def _masquerade(row: Row) -> tuple[Act, str]:
    ports = _to_ports(row)

    def act(walk: Walk) -> Outcome:
        walk.to_source = walk.exit_address, ports(walk.source, walk.source_port)
        return Outcome.ACCEPT

    return act, "gives it the source address of the line"


def _source_nat(row: Row) -> tuple[Act, str]:
    translate = _translation(row)

    def act(walk: Walk) -> Outcome:
        walk.to_source = translate(walk.source, walk.source_port)
        return Outcome.ACCEPT

    return act, f"gives it the source {row.get('to-addresses', '')}"


def _destination_nat(row: Row) -> tuple[Act, str]:
    translate = _translation(row)

    def act(walk: Walk) -> Outcome:
        walk.to_destination = translate(walk.destination, walk.destination_port)
        return Outcome.ACCEPT

    return act, f"sends it to {row.get('to-addresses', '')}{_port_text(row)}"


def _redirect(row: Row) -> tuple[Act, str]:
    ports = _to_ports(row)

    def act(walk: Walk) -> Outcome:
        walk.to_destination = walk.entry_address, ports(walk.destination, walk.destination_port)
        return Outcome.ACCEPT

    return act, f"turns it to the router itself{_port_text(row)}"


def _netmap(row: Row) -> tuple[Act, str]:
    network, length = prefix(row.get("to-addresses", ""))
    hosts = ~mask(length) & BROADCAST
    of_source = row.get("chain") == "srcnat"

    def act(walk: Walk) -> Outcome:
        if of_source:
            walk.to_source = network | walk.source & hosts, walk.source_port
        else:
            walk.to_destination = network | walk.destination & hosts, walk.destination_port
        return Outcome.ACCEPT

    return act, f"maps it into {row.get('to-addresses', '')}"


def _port_text(row: Row) -> str:
    return f" port {row['to-ports']}" if row.get("to-ports") else ""


def _to_ports(row: Row) -> Callable[[int, int], int]:
    """Which port to translate to: the same, or one of `to-ports`, the same for the same source."""
    if not row.get("to-ports"):
        return lambda _, port: port
    first, _, last = row["to-ports"].partition("-")
    low, high = int(first), int(last or first)
    return lambda address, port: low + mix(address, port) % (high - low + 1)


def _translation(row: Row) -> Translate:
    """Where `to-addresses` and `to-ports` lead; of several addresses each host keeps one."""
    ports = _to_ports(row)
    if not row.get("to-addresses"):
        return lambda address, port: (address, ports(address, port))
    low, high = span(row["to-addresses"])
    return lambda address, port: (low + mix(address) % (high - low + 1), ports(address, port))


_ACTIONS: Mapping[str, Callable[[Row], tuple[Act, str]]] = {
    "accept": lambda _: (_always(Outcome.ACCEPT), "accepts it"),
    "drop": lambda _: (_always(Outcome.DROP), "drops it"),
    "tarpit": lambda _: (_always(Outcome.DROP), "holds it in the tarpit"),
    "reject": lambda row: (_always(Outcome.REJECT), f"rejects it with {row.get('reject-with', 'icmp')}"),
    "return": lambda _: (_always(Outcome.RETURN), "returns to the chain before"),
    "notrack": lambda _: (_untracked, "keeps it out of connection tracking"),
    "mark-connection": _mark_connection,
    "mark-packet": _mark_packet,
    "mark-routing": _mark_routing,
    "fasttrack-connection": _fasttrack,
    "add-src-to-address-list": _add_to_list,
    "add-dst-to-address-list": _add_to_list,
    "masquerade": _masquerade,
    "src-nat": _source_nat,
    "same": _source_nat,
    "dst-nat": _destination_nat,
    "redirect": _redirect,
    "netmap": _netmap,
}


def compile_action(row: Row) -> tuple[Act, str]:
    """What a rule does, as a function and in words; a jump is compiled by its chain. Raises NotModelledError."""
    action = row.get("action") or "accept"
    if action in _SIDE_EFFECTS:
        return go_on, f"{action}, and goes on"
    if action not in _ACTIONS:
        raise NotModelledError(f"action={action}")
    try:
        return _ACTIONS[action](row)
    except ValueError as error:
        raise NotModelledError(f"action={action}") from error
