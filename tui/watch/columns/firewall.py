"""The firewall's tables: Mangle, NAT, Filter Rules, Address Lists and Connections."""

from __future__ import annotations

from routerboard.language.version import Version
from tui.watch.columns.model import (
    COMMENT,
    Column,
    Kind,
    TableForm,
    address,
    count,
    flags,
    grouped,
    pair,
    size,
    text,
    time,
)

_PROTOCOLS = {
    "icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "ipv6-encap": 41, "gre": 47, "ipsec-esp": 50, "ipsec-ah": 51,
    "icmpv6": 58, "ospf": 89, "ipencap": 94, "l2tp": 115, "sctp": 132,
}  # fmt: skip


def protocol(name: str) -> str:
    """`6 (tcp)`."""
    return f"{_PROTOCOLS[name]} ({name})" if name in _PROTOCOLS else name


def _rules(menu: str, *more: Column) -> TableForm:
    return TableForm(
        menu,
        (
            count("#", 4, "#"),
            flags(("D", "dynamic"), ("X", "disabled"), ("I", "invalid")),
            Column("Action", 18, ("action",), lambda action: action.replace("-", " ")),
            text("Chain", 12, "chain"),
            address("Src. Address", 18, "src-address"),
            address("Dst. Address", 18, "dst-address"),
            text("Src. Address List", 18, "src-address-list"),
            text("Dst. Address List", 18, "dst-address-list"),
            Column("Proto…", 9, ("protocol",), protocol),
            text("Src. Port", 9, "src-port"),
            text("Dst. Port", 9, "dst-port"),
            text("In. Interface", 13, "in-interface"),
            text("Out. Interface", 14, "out-interface"),
            text("In. Interface List", 18, "in-interface-list"),
            text("Out. Interface List", 19, "out-interface-list"),
            size("Bytes", "bytes"),
            grouped("Packets", 11, "packets"),
            *more,
            COMMENT,
        ),
    )


def mangle(version: Version) -> TableForm:
    """Firewall, Mangle."""
    return _rules(
        "/ip/firewall/mangle",
        text("New Connection Mark", 19, "new-connection-mark"),
        text("New Routing Mark", 16, "new-routing-mark"),
        text("Connection Mark", 15, "connection-mark"),
        text("Per Connection Classifier", 25, "per-connection-classifier"),
    )


def nat(version: Version) -> TableForm:
    """Firewall, NAT."""
    return _rules(
        "/ip/firewall/nat", address("To Addresses", 15, "to-addresses"), text("To Ports", 8, "to-ports")
    )  # fmt: skip


def filter_rules(version: Version) -> TableForm:
    """Firewall, Filter Rules."""
    return _rules(
        "/ip/firewall/filter",
        text("Connection State", 27, "connection-state"),
        text("Connection NAT State", 20, "connection-nat-state"),
        text("Reject With", 24, "reject-with", shown=False),
        text("Log Prefix", 14, "log-prefix", shown=False),
    )


def address_lists(version: Version) -> TableForm:
    """Firewall, Address Lists."""
    return TableForm(
        "/ip/firewall/address-list",
        (
            flags(("D", "dynamic"), ("X", "disabled")),
            text("Name", 20, "list"),
            address("Address", 34, "address"),
            time("Timeout", 12, "timeout"),
            text("Creation Time", 20, "creation-time"),
            COMMENT,
        ),
    )


CONNECTION_FLAGS = (
    ("E", "expected"), ("S", "seen-reply"), ("A", "assured"), ("C", "confirmed"), ("D", "dying"), ("F", "fasttrack"),
    ("H", "hw-offload"), ("s", "srcnat"), ("d", "dstnat"),
)  # fmt: skip


def connections(version: Version) -> TableForm:
    """Firewall, Connections; `Line` is ours: where the replies really come to."""
    return TableForm(
        "/ip/firewall/connection",
        (
            flags(*CONNECTION_FLAGS),
            _end("Src. Address", "src"),
            _end("Dst. Address", "dst"),
            Column("Proto…", 8, ("protocol",), protocol),
            text("Connection Mark", 15, "connection-mark", fixed=True),
            text("Line", 14, "line"),
            time("Timeout", 11, "timeout"),
            text("TCP State", 12, "tcp-state"),
            pair("Orig./Repl. Rate", "orig-rate", "repl-rate", Kind.RATE),
            pair("Orig./Repl. Bytes", "orig-bytes", "repl-bytes", Kind.BYTES),
            address("Reply Dst. Address", 21, "reply-dst-address", shown=False),
        ),
        remark=lambda row: "",
    )


def _end(title: str, side: str) -> Column:
    return Column(title, 21, (f"{side}-address", f"{side}-port"), endpoint, Kind.ADDRESS)


def endpoint(host: str, port: str) -> str:
    """Address and port, which newer versions print apart."""
    return f"{host}:{port}" if port and ":" not in host else host
