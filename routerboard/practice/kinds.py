"""Reads the values of commands as a router does: each becomes the text that print shows, or is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import AddressValueError, IPv4Address, IPv4Interface, IPv4Network, NetmaskValueError, ip_network

from routerboard.language.menus import Property
from routerboard.language.values import parse_duration, print_duration
from routerboard.practice.errors import TrapError, invalid_value, no_such_value, out_of_range

_MAC = re.compile(r"[0-9A-Fa-f]{2}([:.-][0-9A-Fa-f]{2}){5}$")
_PORTS = re.compile(r"\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*$")
_PCC = re.compile(
    r"(?:src-address|dst-address|both-addresses|src-port|dst-port|both-ports|src-address-and-port|dst-address-and-port|"
    r"both-addresses-and-ports):(\d+)/(\d+)$"
)
_NTH = re.compile(r"(\d+),(\d+)$")
_BAD_ADDRESS = (AddressValueError, NetmaskValueError, ValueError)
_PROTOCOLS: Mapping[int, str] = {
    1: "icmp", 2: "igmp", 3: "ggp", 4: "ipencap", 5: "st", 6: "tcp", 8: "egp", 12: "pup", 17: "udp", 20: "hmp",
    22: "xns-idp", 27: "rdp", 29: "iso-tp4", 33: "dccp", 36: "xtp", 37: "ddp", 38: "idpr-cmtp", 41:
    "ipv6-encap", 43: "ipv6-route", 44: "ipv6-frag", 46: "rsvp", 47: "gre", 50: "ipsec-esp", 51: "ipsec-ah", 58:
    "icmpv6", 59: "ipv6-nonxt", 60: "ipv6-opts", 73: "rspf", 81: "vmtp", 89: "ospf", 94: "ipip", 97: "etherip",
    98: "encap", 103: "pim", 112: "vrrp", 115: "l2tp", 132: "sctp", 136: "udp-lite",
}  # fmt: skip
_CLEARED_BY_NOTHING = ("text", "script", "password", "list", "mark", "mac", "prefixes", "ranges")
_DISABLED_TIMES = ("none", "auto", "disabled", "received", "forever")


def read(one: Property, text: str) -> str:
    """The value as it is kept; TrapError where the kind of the property does not allow it."""
    negated = one.kind.startswith("!") and text.startswith("!")
    kind, _, choices = one.kind.removeprefix("!").partition(":")
    value = text.removeprefix("!") if negated else text
    if value == "" and kind in _CLEARED_BY_NOTHING:
        return ""
    reader = _READERS.get(kind)
    try:
        kept = value if reader is None else reader(one.name, value, choices)
    except ValueError:  # a number of more digits than Python reads
        raise invalid_value(one.name) from None
    return f"!{kept}" if negated else kept


def clears(one: Property, text: str) -> bool:
    """Whether setting the property to this takes it away."""
    return one.kind == "flag" and text in ("no", "false")


def _bool(name: str, text: str, _: str) -> str:
    words = {"yes": "true", "true": "true", "no": "false", "false": "false"}
    if text not in words:
        raise no_such_value(name)
    return words[text]


def _flag(name: str, text: str, _: str) -> str:
    if text not in ("", "yes", "true", "no", "false"):
        raise no_such_value(name)
    return ""


def _int(name: str, text: str, span: str) -> str:
    if not text.lstrip("-").isdigit():
        raise invalid_value(name)
    if span:
        least, most = (int(part) for part in span.split("-"))
        if not least <= int(text) <= most:
            raise out_of_range(name, least, most)
    return str(int(text))


def _enum(name: str, text: str, choices: str) -> str:
    known = choices.split("|")
    words = {"true": "yes", "false": "no"}
    found = text if text in known else words.get(text, text)
    if found not in known:
        raise no_such_value(name)
    return found


def _enums(name: str, text: str, choices: str) -> str:
    return ",".join(_enum(name, part, choices) for part in text.split(","))


def _address(name: str, text: str, _: str = "") -> str:
    try:
        return str(IPv4Address(text))
    except _BAD_ADDRESS:
        raise invalid_value(name) from None


def _prefix(name: str, text: str, _: str) -> str:
    """An address with its mask; the host part is kept, since /ip/address needs it."""
    try:
        found = IPv4Interface(text)
    except _BAD_ADDRESS:
        raise invalid_value(name) from None
    return str(found)


def network(name: str, text: str) -> str:
    """A destination without its host part, `10.0.0.0/24`."""
    try:
        return str(IPv4Network(text, strict=False))
    except _BAD_ADDRESS:
        raise invalid_value(name) from None


def _range(name: str, text: str, _: str) -> str:
    """`192.168.88.0/24`, `192.168.88.1` or `192.168.88.10-192.168.88.20`."""
    first, dash, last = text.partition("-")
    if dash:
        return f"{_address(name, first)}-{_address(name, last)}"
    return _prefix(name, text, "").removesuffix("/32")


def _ranges(name: str, text: str, _: str) -> str:
    """What a pool is made of: addresses, prefixes and ranges."""
    return ",".join(_range(name, part.strip(), "") for part in text.split(","))


def _prefixes(name: str, text: str, _: str) -> str:
    """Who may come: addresses and prefixes of both kinds."""
    try:
        return ",".join(str(ip_network(part.strip(), strict=False)) for part in text.split(","))
    except ValueError:
        raise invalid_value(name) from None


def _time(name: str, text: str, _: str) -> str:
    if text in _DISABLED_TIMES:
        return text
    try:
        return print_duration(parse_duration(text))
    except ValueError:
        raise invalid_value(name) from None


def _ports(name: str, text: str, _: str) -> str:
    if not _PORTS.match(text):
        raise invalid_value(name)
    if any(int(port) > 65535 for port in re.split("[,-]", text)):
        raise out_of_range(name, 0, 65535)
    return text


def _pcc(name: str, text: str, _: str) -> str:
    match = _PCC.match(text)
    if match is None:
        raise invalid_value(name)
    if int(match[2]) >= int(match[1]):
        raise TrapError("failure: PCC remainder must be less than denominator", None)
    return text


def _nth(name: str, text: str, _: str) -> str:
    match = _NTH.match(text)
    if match is None:
        raise invalid_value(name)
    if not 1 <= int(match[2]) <= int(match[1]):
        raise out_of_range(name, 1, int(match[1]))
    return text


def _protocol(name: str, text: str, _: str) -> str:
    if text.isdigit() and int(text) < 256:
        return _PROTOCOLS.get(int(text), text)
    if text not in _PROTOCOLS.values():
        raise no_such_value(name)
    return text


def _route_tables(name: str, text: str, _: str) -> str:
    """`main:1,to_Wan1:2`, the distances from 1 to 255; one may lack its own."""
    for part in text.split(",") if text else ():
        table, colon, distance = part.partition(":")
        if not table or (colon and not (distance.isdecimal() and 1 <= int(distance) <= 255)):
            raise invalid_value(name)
    return text


def _mac(name: str, text: str, _: str) -> str:
    if not _MAC.match(text):
        raise invalid_value(name)
    return re.sub("[.-]", ":", text.upper())


def _named(name: str, text: str, _: str) -> str:
    if not text:
        raise no_such_value(name)
    return text


_READERS: Mapping[str, Callable[[str, str, str], str]] = {
    "bool": _bool,
    "flag": _flag,
    "int": _int,
    "enum": _enum,
    "enums": _enums,
    "address": _address,
    "prefix": _prefix,
    "address-range": _range,
    "time": _time,
    "duration": _time,
    "ports": _ports,
    "pcc": _pcc,
    "nth": _nth,
    "mac": _mac,
    "prefixes": _prefixes,
    "ranges": _ranges,
    "protocol": _protocol,
    "route-tables": _route_tables,
    "interface": _named,
    "interface-list": _named,
    "table": _named,
    "gateway": _named,
}
