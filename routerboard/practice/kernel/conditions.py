"""The conditions of a firewall rule as expressions of nftables.

One rule may become several, of which no packet meets two: `port=` asks for either port, and a classifier that looks at
ports must not lose the protocols that have none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from routerboard.language.items import Row
from routerboard.packetflow.addresses import dotted, span
from routerboard.packetflow.hashing import FIELDS, Classifier
from routerboard.packetflow.surroundings import Surroundings
from routerboard.practice.kernel.errors import NotEmulatedError
from routerboard.practice.kernel.numbering import (
    CONNECTION_BITS,
    PACKET_BITS,
    PACKET_SHIFT,
    ROUTING_BITS,
    Numbers,
    device,
)

Alternatives = tuple[str, ...]
"""Expressions of which a packet meets at most one; () where it never meets any, ("",) where it always does."""

ALWAYS: Alternatives = ("",)
NEVER: Alternatives = ()
SEED = 0x51311F1
WITH_PORTS = "{ 6, 17, 33, 132, 136 }"

_PROTOCOLS: Mapping[str, int] = {
    "icmp": 1, "igmp": 2, "ipip": 4, "ipencap": 4, "tcp": 6, "udp": 17, "dccp": 33, "gre": 47, "ipsec-esp": 50,
    "ipsec-ah": 51, "ospf": 89, "vrrp": 112, "l2tp": 115, "sctp": 132, "udp-lite": 136,
}  # fmt: skip
_STATES = frozenset({"new", "established", "related", "invalid", "untracked"})
_ADDRESS_TYPES = frozenset({"local", "unicast", "broadcast", "multicast"})
_HASHED = {"source": "ip saddr", "destination": "ip daddr", "source_port": "th sport", "destination_port": "th dport"}
_HOTSPOT = frozenset({"auth", "from-client", "to-client", "local-dst", "http"})
_TCP_FLAGS = frozenset({"fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr"})
_COUNTING = ("per-connection-classifier", "random", "nth")


@dataclass(frozen=True)
class Scene:
    """What conditions and actions refer to.

    growing   address lists that rules add to: their entries made by rules are in sets of their own
    guests    HotSpot interfaces
    pace      how many of the board's seconds pass in one real second
    keeps     whether a masqueraded connection keeps its address when its way out changes, as version 6 has it
    """

    around: Surroundings
    numbers: Numbers
    growing: frozenset[str] = frozenset()
    guests: frozenset[str] = frozenset()
    pace: float = 1.0
    keeps: bool = False


def fixed_list(number: int) -> str:
    """The set of an address list's configured entries."""
    return f"list_{number}"


def grown_list(number: int) -> str:
    """The set of an address list's entries that rules made."""
    return f"grown_{number}"


LOGGED_IN = "hotspot_auth"
"""The set of addresses that are logged in to the HotSpot."""


def conditions(menu: str, row: Row, scene: Scene, known: frozenset[str]) -> Alternatives:
    """All conditions of a rule, the counting ones last as RouterOS has it. NotEmulatedError names what is unknown."""
    given = {name: text for name, text in row.items() if text != "" and name not in known}
    ordered = [name for name in given if name not in _COUNTING] + [name for name in _COUNTING if name in given]
    found: Alternatives = ALWAYS
    for name in ordered:
        try:
            more = _BUILDERS[name](given[name], scene)
        except (KeyError, ValueError):
            raise NotEmulatedError(menu, row.get(".id", ""), f"{name}={given[name]}") from None
        if name == "nth" and len(found) > 1:
            raise NotEmulatedError(menu, row.get(".id", ""), "nth behind conditions that need several rules")
        found = tuple(f"{one} {other}".strip() for one in found for other in more)
    return found


def _split(text: str) -> tuple[str, str]:
    """The operator and the value of a condition that may begin with `!`."""
    return ("!= ", text[1:]) if text.startswith("!") else ("", text)


def _address(field: str) -> Builder:
    def build(text: str, _: Scene) -> Alternatives:
        no, value = _split(text)
        first, last = span(value)
        return (f"{field} {no}{dotted(first)}" + (f"-{dotted(last)}" if last != first else ""),)

    return build


def _address_list(field: str) -> Builder:
    def build(text: str, scene: Scene) -> Alternatives:
        no, name = _split(text)
        number = scene.numbers.lists[name]
        fixed, grown = f"@{fixed_list(number)}", f"@{grown_list(number)}"
        if name not in scene.growing:
            return (f"{field} {no}{fixed}",)
        if no:
            return (f"{field} != {fixed} {field} != {grown}",)
        return f"{field} {fixed}", f"{field} != {fixed} {field} {grown}"

    return build


def _address_type(which: str) -> Builder:
    def build(text: str, _: Scene) -> Alternatives:
        no, value = _split(text)
        return (f"fib {which} type {no}{_set(_among(value, _ADDRESS_TYPES))}",)

    return build


def _among(text: str, known: frozenset[str]) -> list[str]:
    parts = [part for part in text.split(",") if part]
    if unknown := set(parts) - known:
        raise ValueError(f"unknown {unknown}")
    return parts


def _set(parts: list[str]) -> str:
    return f"{{ {', '.join(parts)} }}"


def protocol_number(name: str) -> int:
    """The number of a protocol as RouterOS calls it; KeyError for one unknown."""
    return int(name) if name.isdigit() else _PROTOCOLS[name]


def _protocol(text: str, _: Scene) -> Alternatives:
    no, name = _split(text)
    return (f"meta l4proto {no}{protocol_number(name)}",)


def _port_set(text: str) -> str:
    spans = [part.partition("-") for part in text.split(",")]
    return _set([f"{int(first)}-{int(last)}" if last else f"{int(first)}" for first, _, last in spans])


def _port(field: str) -> Builder:
    def build(text: str, _: Scene) -> Alternatives:
        no, value = _split(text)
        return (f"{field} {no}{_port_set(value)}",)

    return build


def _any_port(text: str, _: Scene) -> Alternatives:
    no, value = _split(text)
    ports = _port_set(value)
    if no:
        return (f"th sport != {ports} th dport != {ports}",)
    return f"th sport {ports}", f"th sport != {ports} th dport {ports}"


def _interface(field: str) -> Builder:
    def build(text: str, scene: Scene) -> Alternatives:
        no, name = _split(text)
        if name.startswith("all-"):
            return _members(field, no, scene.around.interface_lists[name])
        return (f"{field} {no}{quoted(name)}",)

    return build


def quoted(interface: str) -> str:
    """An interface as nftables wants it."""
    return f'"{device(interface)}"'


def _interface_list(field: str) -> Builder:
    def build(text: str, scene: Scene) -> Alternatives:
        no, name = _split(text)
        return _members(field, no, scene.around.interface_lists.get(name, frozenset()))

    return build


def _members(field: str, no: str, names: frozenset[str]) -> Alternatives:
    if not names:
        return ALWAYS if no else NEVER
    return (f"{field} {no}{_set([quoted(name) for name in sorted(names)])}",)


def _tcp_flags(text: str, _: Scene) -> Alternatives:
    flags = [part.removeprefix("!") for part in text.split(",")]
    if unknown := set(flags) - _TCP_FLAGS:
        raise ValueError(f"unknown {unknown}")
    wanted = " | ".join(part for part in text.split(",") if not part.startswith("!")) or "0"
    return (f"tcp flags & ({' | '.join(flags)}) == {wanted}",)


def _tcp_mss(text: str, _: Scene) -> Alternatives:
    no, value = _split(text)
    first, _dash, last = value.partition("-")
    return (f"tcp option maxseg size {no}{int(first)}" + (f"-{int(last)}" if last else ""),)


def _connection_state(text: str, _: Scene) -> Alternatives:
    no, value = _split(text)
    states = " | ".join(_among(value, _STATES))
    return (f"ct state & ({states}) {'==' if no else '!='} 0",)


def _nat_state(text: str, _: Scene) -> Alternatives:
    no, value = _split(text)
    names = {"srcnat": "snat", "dstnat": "dnat"}
    states = " | ".join(names[part] for part in value.split(","))
    return (f"ct status & ({states}) {'==' if no else '!='} 0",)


def _connection_mark(text: str, scene: Scene) -> Alternatives:
    no, name = _split(text)
    number = 0 if name == "no-mark" else scene.numbers.connections[name]
    return (f"ct mark & {CONNECTION_BITS:#010x} {no or '== '}{number:#x}",)


def _packet_mark(text: str, scene: Scene) -> Alternatives:
    no, value = _split(text)
    numbers = [0 if name == "no-mark" else scene.numbers.packets[name] for name in value.split(",")]
    marks = _set([f"{number << PACKET_SHIFT:#x}" for number in numbers])
    return (f"meta mark & {PACKET_BITS:#010x} {no}{marks}",)


def _routing_mark(text: str, scene: Scene) -> Alternatives:
    no, name = _split(text)
    number = 0 if name in ("no-mark", "main") else scene.numbers.tables[name]
    return (f"meta mark & {ROUTING_BITS:#010x} {no or '== '}{number:#x}",)


def _hotspot(text: str, scene: Scene) -> Alternatives:
    """What a HotSpot knows of a packet's sender, or of its receiver where it does not come from a guest."""
    given = text.split(",")
    if unknown := {part.removeprefix("!") for part in given} - _HOTSPOT:
        raise ValueError(f"unknown {unknown}")
    if not scene.guests:
        return ALWAYS if all(part.startswith("!") for part in given) else NEVER
    from_guests, to_guests, strangers = (
        _members("iifname", "", scene.guests)[0],
        _members("oifname", "", scene.guests)[0],
        _members("iifname", "!= ", scene.guests)[0],
    )
    found = [(from_guests, "ip saddr"), (strangers, "ip daddr")]
    if "from-client" in given or "!from-client" in given:
        found = found[:1] if "from-client" in given else found[1:]
    if "to-client" in given:
        found = [(f"{side} {to_guests}", field) for side, field in found if side == strangers]
    words = [_hotspot_word(part) for part in given]
    return (
        ()
        if None in words
        else tuple(" ".join([side, *(word.format(field=field) for word in words if word)]) for side, field in found)
    )


def _hotspot_word(text: str) -> str | None:
    """One part beside the direction, "" for nothing to ask; None where it never holds: no guest uses a proxy here."""
    no, name = _split(text)
    if name == "http":
        return "" if no else None
    words = {"auth": f"{{field}} {no}@{LOGGED_IN}", "local-dst": f"fib daddr type {no}local"}
    return words.get(name, "")


def _ipsec_policy(text: str, _: Scene) -> Alternatives:
    """There is no IPsec: every packet is one without a policy."""
    no, value = _split(text)
    policy = value.rpartition(",")[2]
    if policy not in ("none", "ipsec"):
        raise ValueError(text)
    return ALWAYS if (policy == "none") is not bool(no) else NEVER


def _classifier(text: str, _: Scene) -> Alternatives:
    no, value = _split(text)
    found = Classifier.parse(value)
    if found.denominator == 1:
        return NEVER if no else ALWAYS
    fields = [_HASHED[name] for name in FIELDS[found.kind]]
    portless = [field for field in fields if not field.startswith("th")]
    if len(portless) == len(fields):
        return (_hash(fields, found, no),)
    with_ports = f"meta l4proto {WITH_PORTS} {_hash(fields, found, no)}"
    if portless:
        return with_ports, f"meta l4proto != {WITH_PORTS} {_hash(portless, found, no)}"
    all_the_same = (found.remainder == 0) is not bool(no)
    return (with_ports, f"meta l4proto != {WITH_PORTS}") if all_the_same else (with_ports,)


def _hash(fields: list[str], found: Classifier, no: str) -> str:
    return f"jhash {' . '.join(fields)} mod {found.denominator} seed {SEED:#x} {no or '== '}{found.remainder}"


def _random(text: str, _: Scene) -> Alternatives:
    return (f"numgen random mod 100 < {int(text)}",)


def _nth(text: str, _: Scene) -> Alternatives:
    every, packet = (int(part) for part in text.split(","))
    if not 1 <= packet <= every:
        raise ValueError(text)
    return (f"numgen inc mod {every} == {packet - 1}",)


Builder = Callable[[str, Scene], Alternatives]

_BUILDERS: Mapping[str, Builder] = {
    "src-address": _address("ip saddr"),
    "dst-address": _address("ip daddr"),
    "src-address-list": _address_list("ip saddr"),
    "dst-address-list": _address_list("ip daddr"),
    "src-address-type": _address_type("saddr"),
    "dst-address-type": _address_type("daddr"),
    "protocol": _protocol,
    "src-port": _port("th sport"),
    "dst-port": _port("th dport"),
    "port": _any_port,
    "in-interface": _interface("iifname"),
    "out-interface": _interface("oifname"),
    "in-interface-list": _interface_list("iifname"),
    "out-interface-list": _interface_list("oifname"),
    "tcp-flags": _tcp_flags,
    "tcp-mss": _tcp_mss,
    "connection-state": _connection_state,
    "connection-nat-state": _nat_state,
    "connection-mark": _connection_mark,
    "packet-mark": _packet_mark,
    "routing-mark": _routing_mark,
    "hotspot": _hotspot,
    "ipsec-policy": _ipsec_policy,
    "per-connection-classifier": _classifier,
    "random": _random,
    "nth": _nth,
}
