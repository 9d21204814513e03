"""The conditions of firewall rules, each compiled once into a function from a packet under way to yes or no."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from routerboard.language.items import Row
from routerboard.packetflow.addresses import LOOPBACK, MULTICAST, span
from routerboard.packetflow.hashing import Classifier
from routerboard.packetflow.surroundings import Surroundings
from routerboard.packetflow.walk import Walk

Match = Callable[[Walk], bool]
Builder = Callable[[str, Surroundings], Match]

_PROTOCOLS = {"1": "icmp", "2": "igmp", "6": "tcp", "17": "udp", "47": "gre", "50": "ipsec-esp", "51": "ipsec-ah"}


class NotModelledError(ValueError):
    """A condition, or a value of one, that packetflow does not know; the rule must not be taken as matching."""


def compile_matchers(row: Row, around: Surroundings, known: frozenset[str], key: str) -> tuple[Match, ...]:
    """All conditions of one rule, cheap ones first and the counting ones last, as RouterOS has it.

    `known` are properties that are no conditions; `key` names the rule in the memory of `nth`.
    Raises NotModelledError, naming the property.
    """
    conditions = {name: text for name, text in row.items() if text != "" and name not in known}
    counting = [name for name in _COUNTING if name in conditions]
    builders: Mapping[str, Builder] = {**BUILDERS, "nth": lambda text, _: _nth(text, key)}
    ordered = [name for name in conditions if name not in counting] + counting
    return tuple(_compile(name, conditions[name], around, builders) for name in ordered)


def _compile(name: str, text: str, around: Surroundings, builders: Mapping[str, Builder]) -> Match:
    builder = builders.get(name)
    if builder is None:
        raise NotModelledError(name)
    inverted = text.startswith("!") and name != "hotspot"
    try:
        match = builder(text.removeprefix("!") if inverted else text, around)
    except ValueError as error:
        raise NotModelledError(f"{name}={text}") from error
    return (lambda walk: not match(walk)) if inverted else match


def _source_address(text: str, _: Surroundings) -> Match:
    first, last = span(text)
    return lambda walk: first <= walk.source <= last


def _destination_address(text: str, _: Surroundings) -> Match:
    first, last = span(text)
    return lambda walk: first <= walk.destination <= last


def _source_list(text: str, around: Surroundings) -> Match:
    found = around.address_lists.get(text, ())
    return lambda walk: walk.source in found or walk.source in walk.memory.listed.get(text, ())


def _destination_list(text: str, around: Surroundings) -> Match:
    found = around.address_lists.get(text, ())
    return lambda walk: walk.destination in found or walk.destination in walk.memory.listed.get(text, ())


def _address_type(text: str, around: Surroundings) -> Callable[[int], bool]:
    kinds = frozenset(part for part in text.split(",") if part)
    if unknown := kinds - {"local", "unicast", "broadcast", "multicast"}:
        raise ValueError(f"unknown address type {unknown}")
    local, broadcasts = around.local, around.broadcasts

    def kind(address: int) -> str:
        if address in local or LOOPBACK[0] <= address <= LOOPBACK[1]:
            return "local"
        if address in broadcasts:
            return "broadcast"
        return "multicast" if MULTICAST[0] <= address <= MULTICAST[1] else "unicast"

    return lambda address: kind(address) in kinds


def _source_type(text: str, around: Surroundings) -> Match:
    test = _address_type(text, around)
    return lambda walk: test(walk.source)


def _destination_type(text: str, around: Surroundings) -> Match:
    test = _address_type(text, around)
    return lambda walk: test(walk.destination)


def _protocol(text: str, _: Surroundings) -> Match:
    name = _PROTOCOLS.get(text, text)
    return lambda walk: walk.protocol == name


def _ports(text: str) -> Callable[[int], bool]:
    spans = [(int(first), int(last or first)) for first, _, last in (part.partition("-") for part in text.split(","))]
    single = frozenset(first for first, last in spans if first == last)
    wide = [pair for pair in spans if pair[0] != pair[1]]
    return lambda port: port in single or any(first <= port <= last for first, last in wide)


def _source_port(text: str, _: Surroundings) -> Match:
    test = _ports(text)
    return lambda walk: test(walk.source_port)


def _destination_port(text: str, _: Surroundings) -> Match:
    test = _ports(text)
    return lambda walk: test(walk.destination_port)


def _any_port(text: str, _: Surroundings) -> Match:
    test = _ports(text)
    return lambda walk: test(walk.source_port) or test(walk.destination_port)


def _in_interface(text: str, around: Surroundings) -> Match:
    if text.startswith("all-"):
        return _in_list(text, around)
    return lambda walk: walk.in_interface == text


def _out_interface(text: str, around: Surroundings) -> Match:
    if text.startswith("all-"):
        return _out_list(text, around)
    return lambda walk: walk.out_interface == text


def _in_list(text: str, around: Surroundings) -> Match:
    members = around.interface_lists.get(text, frozenset())
    return lambda walk: walk.in_interface in members


def _out_list(text: str, around: Surroundings) -> Match:
    members = around.interface_lists.get(text, frozenset())
    return lambda walk: walk.out_interface in members


def _in_bridge_port(text: str, _: Surroundings) -> Match:
    return lambda walk: walk.in_port == text


def _connection_state(text: str, _: Surroundings) -> Match:
    states = frozenset(text.split(","))
    return lambda walk: walk.state in states


def _nat_state(text: str, _: Surroundings) -> Match:
    kinds = frozenset(text.split(","))
    if unknown := kinds - {"srcnat", "dstnat"}:
        raise ValueError(f"unknown NAT state {unknown}")
    source, destination = "srcnat" in kinds, "dstnat" in kinds
    return lambda walk: (source and walk.srcnat) or (destination and walk.dstnat)


def _mark(text: str) -> str:
    return "" if text == "no-mark" else text


def _connection_mark(text: str, _: Surroundings) -> Match:
    mark = _mark(text)
    return lambda walk: walk.connection_mark == mark


def _packet_mark(text: str, _: Surroundings) -> Match:
    marks = frozenset(_mark(part) for part in text.split(","))
    return lambda walk: walk.packet_mark in marks


def _routing_mark(text: str, _: Surroundings) -> Match:
    mark = "" if text in ("no-mark", "main") else text
    return lambda walk: walk.routing_mark == mark


def _connection_type(text: str, _: Surroundings) -> Match:
    kinds = frozenset(text.split(","))
    return lambda walk: walk.connection_kind in kinds


def _hotspot(text: str, _: Surroundings) -> Match:
    wanted = [(part.removeprefix("!"), not part.startswith("!")) for part in text.split(",")]
    return lambda walk: all((name in walk.hotspot) is present for name, present in wanted)


def _ipsec_policy(text: str, _: Surroundings) -> Match:
    policy = text.rpartition(",")[2]
    if policy not in ("none", "ipsec"):
        raise ValueError("unknown ipsec-policy")
    return lambda walk: policy == "none"


def _classifier(text: str, _: Surroundings) -> Match:
    return Classifier.parse(text).matcher()


def _random(text: str, _: Surroundings) -> Match:
    share = int(text) / 100
    return lambda walk: walk.memory.dice.random() < share


def _nth(text: str, key: str) -> Match:
    every, packet = (int(part) for part in text.split(","))
    if not 1 <= packet <= every:
        raise ValueError("nth counts packet 1 to every")

    def match(walk: Walk) -> bool:
        counted = walk.memory.counters.get(key, 0) % every + 1
        walk.memory.counters[key] = counted
        return counted == packet

    return match


_COUNTING = ("per-connection-classifier", "random", "nth")

BUILDERS: Mapping[str, Builder] = {
    "src-address": _source_address,
    "dst-address": _destination_address,
    "src-address-list": _source_list,
    "dst-address-list": _destination_list,
    "src-address-type": _source_type,
    "dst-address-type": _destination_type,
    "protocol": _protocol,
    "src-port": _source_port,
    "dst-port": _destination_port,
    "port": _any_port,
    "in-interface": _in_interface,
    "out-interface": _out_interface,
    "in-interface-list": _in_list,
    "out-interface-list": _out_list,
    "in-bridge-port": _in_bridge_port,
    "connection-state": _connection_state,
    "connection-nat-state": _nat_state,
    "connection-mark": _connection_mark,
    "packet-mark": _packet_mark,
    "routing-mark": _routing_mark,
    "connection-type": _connection_type,
    "hotspot": _hotspot,
    "ipsec-policy": _ipsec_policy,
    "per-connection-classifier": _classifier,
    "random": _random,
}
"""Condition -> what compiles its value (given without a leading `!`); ValueError for a value that it does not know.

`ipsec-policy` takes every packet for one without a policy: no IPsec is modelled.
"""
