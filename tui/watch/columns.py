"""The columns of each table: names, order, flags and units as Winbox has them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address
from typing import Any

from routerboard.language.items import Row, is_true
from routerboard.language.values import (
    format_bytes,
    format_count,
    format_duration,
    format_rate,
    parse_duration,
    parse_rate,
)
from routerboard.language.version import Version


@dataclass(frozen=True)
class Column:
    """One column: its title, its width in cells, its text, what it sorts by (its text where None).

    `fixed` ones are shown however narrow the screen is, empty or not; others only where they fit while they are empty.
    """

    title: str
    width: int
    text: Callable[[Row], str]
    sort: Callable[[Row], Any] | None = None
    right: bool = False
    fixed: bool = False

    def key(self, row: Row) -> Any:
        """What a row sorts by."""
        return self.sort(row) if self.sort is not None else self.text(row).lower()


@dataclass(frozen=True)
class TableForm:
    """A table: its menu and columns, what makes a row faint, and what is said of the row under the cursor."""

    menu: str
    columns: tuple[Column, ...]
    faint: Callable[[Row], bool] = lambda row: is_true(row.get("disabled"))
    remark: Callable[[Row], str] = lambda row: row.get("comment", "")


def prop(name: str) -> Callable[[Row], str]:
    """A property as it is."""
    return lambda row: row.get(name, "")


def number(name: str) -> Callable[[Row], int]:
    """A property as a number, 0 where it is absent or none."""
    return lambda row: _int(row.get(name))


def _int(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return _rate(text or "")


def _rate(text: str) -> int:
    """A rate of the API, a plain number; older versions print `9.9kbps`."""
    try:
        return parse_rate(text) if text else 0
    except ValueError:
        return 0


def address(name: str) -> Callable[[Row], tuple[int, int, str]]:
    """An address property as something that sorts by number, ports after addresses."""

    def key(row: Row) -> tuple[int, int, str]:
        text = row.get(name, "")
        host, _, rest = text.partition(":" if ":" in text else "/")
        try:
            return int(IPv4Address(host)), int(rest) if rest.isdigit() else 0, text
        except AddressValueError:
            return 1 << 33, 0, text

    return key


def flags(*letters: tuple[str, str]) -> Column:
    """The flags column: each letter where its property is true."""

    def text(row: Row) -> str:
        return "".join(letter for letter, name in letters if is_true(row.get(name)))

    return Column("", max(2, min(len(letters), 6)), text)


def pair(one: str, other: str, form: Callable[[float], str]) -> Callable[[Row], str]:
    """Two counters as Winbox writes them, `4.8 kbps/9.9 kbps`."""
    return lambda row: f"{form(_int(row.get(one)))}/{form(_int(row.get(other)))}"


def summed(*names: str) -> Callable[[Row], int]:
    """Counters together, to sort by."""
    return lambda row: sum(_int(row.get(name)) for name in names)


_PROTOCOLS = {
    "icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "ipv6-encap": 41, "gre": 47, "ipsec-esp": 50, "ipsec-ah": 51,
    "icmpv6": 58, "ospf": 89, "ipencap": 94, "l2tp": 115, "sctp": 132,
}  # fmt: skip


def protocol(row: Row) -> str:
    """`6 (tcp)`."""
    name = row.get("protocol", "")
    return f"{_PROTOCOLS[name]} ({name})" if name in _PROTOCOLS else name


def timeout(row: Row) -> str:
    """`23:59:17`."""
    try:
        return format_duration(parse_duration(row.get("timeout", "")))
    except ValueError:
        return row.get("timeout", "")


def _seconds(row: Row) -> float:
    try:
        return parse_duration(row.get("timeout", ""))
    except ValueError:
        return -1.0


def rated(name: str) -> Callable[[Row], str]:
    """A rate that the screen worked out from counters, "" until there are two readings."""
    return lambda row: format_rate(int(row[name])) if row.get(name) else ""


def _rule_bytes(row: Row) -> str:
    return format_bytes(_int(row.get("bytes")))


def _rule_packets(row: Row) -> str:
    return format_count(_int(row.get("packets")))


COMMENT = Column("Comment", 40, prop("comment"))


def interfaces(version: Version) -> TableForm:
    """Interface List."""
    return TableForm(
        "/interface",
        (
            flags(("D", "dynamic"), ("X", "disabled"), ("R", "running"), ("S", "slave")),
            Column("Name", 16, prop("name")),
            Column("Type", 11, prop("type")),
            Column("MTU", 6, lambda row: row.get("actual-mtu") or row.get("mtu", ""), right=True),
            Column("L2 MTU", 6, prop("l2mtu"), number("l2mtu"), right=True),
            Column("Tx", 11, rated("tx-rate"), number("tx-rate"), right=True),
            Column("Rx", 11, rated("rx-rate"), number("rx-rate"), right=True),
            _packet_rate("Tx Packet (p/s)", "tx-packet-rate"),
            _packet_rate("Rx Packet (p/s)", "rx-packet-rate"),
            Column("FP Tx", 11, rated("fp-tx-rate"), number("fp-tx-rate"), right=True),
            Column("FP Rx", 11, rated("fp-rx-rate"), number("fp-rx-rate"), right=True),
            _packet_rate("FP Tx Packet (p/s)", "fp-tx-packet-rate"),
            _packet_rate("FP Rx Packet (p/s)", "fp-rx-packet-rate"),
            Column("Tx Bytes", 11, lambda row: format_bytes(_int(row.get("tx-byte"))), number("tx-byte"), right=True),
            Column("Rx Bytes", 11, lambda row: format_bytes(_int(row.get("rx-byte"))), number("rx-byte"), right=True),
            COMMENT,
        ),
    )


def _packet_rate(title: str, name: str) -> Column:
    def text(row: Row) -> str:
        return format_count(int(row[name])) if row.get(name) else ""

    return Column(title, len(title), text, number(name), right=True)


def addresses(version: Version) -> TableForm:
    """Address List."""
    return TableForm(
        "/ip/address",
        (
            flags(("D", "dynamic"), ("X", "disabled"), ("I", "invalid")),
            Column("Address", 20, prop("address"), address("address")),
            Column("Network", 16, prop("network"), address("network")),
            Column("Interface", 16, prop("interface")),
            COMMENT,
        ),
    )


ROUTE_FLAGS_6 = (
    ("X", "disabled"), ("D", "dynamic"), ("A", "active"), ("C", "connect"), ("S", "static"), ("r", "rip"), ("b", "bgp"),
    ("o", "ospf"), ("B", "blackhole"), ("U", "unreachable"), ("P", "prohibit"),
)  # fmt: skip
"""`DAC`, `AS`, `S`, `XS`: the order of Winbox, not that of the console."""
ROUTE_FLAGS_7 = (
    ("D", "dynamic"), ("A", "active"), ("X", "disabled"), ("I", "inactive"), ("c", "connect"), ("s", "static"),
    ("r", "rip"), ("b", "bgp"), ("o", "ospf"), ("i", "is-is"), ("d", "dhcp"), ("v", "vpn"), ("m", "modem"),
    ("y", "bgp-mpls-vpn"), ("H", "hw-offloaded"), ("+", "ecmp"), ("B", "blackhole"),
)  # fmt: skip


def routes(version: Version) -> TableForm:
    """Route List, in the form of the version."""
    new = version.can("routing-tables")
    letters = ROUTE_FLAGS_7 if new else ROUTE_FLAGS_6
    table = "routing-table" if new else "routing-mark"
    return TableForm(
        "/ip/route",
        (
            flags(*letters),
            Column("Dst. Address", 18, prop("dst-address"), address("dst-address")),
            Column("Gateway", 24 if new else 32, prop("gateway") if new else gateway_6),
            *((Column("Immediate Gateway", 22, prop("immediate-gw")),) if new else ()),
            *(() if new else (Column("Check Gateway", 13, prop("check-gateway")),)),
            Column("Distance", 8, prop("distance"), number("distance"), right=True),
            Column("Routing Table" if new else "Routing Mark", 13, lambda row: row.get(table, "main" if new else "")),
            Column("Pref. Source", 15, prop("pref-src")),
            COMMENT,
        ),
        faint=lambda row: not is_true(row.get("active")),
    )


def gateway_6(row: Row) -> str:
    """The gateway with its state, as Winbox writes it for RouterOS 6: `192.168.42.1 reachable Wan2`."""
    status = row.get("gateway-status", "")
    return " ".join(status.replace(" via ", " ").split()) if status else row.get("gateway", "")


def _rules(menu: str, *more: Column) -> TableForm:
    return TableForm(
        menu,
        (
            Column("#", 4, prop("#"), number("#"), right=True),
            flags(("D", "dynamic"), ("X", "disabled"), ("I", "invalid")),
            Column("Action", 18, lambda row: row.get("action", "").replace("-", " ")),
            Column("Chain", 12, prop("chain")),
            Column("Src. Address", 18, prop("src-address")),
            Column("Dst. Address", 18, prop("dst-address")),
            Column("Src. Address List", 18, prop("src-address-list")),
            Column("Dst. Address List", 18, prop("dst-address-list")),
            Column("Proto…", 9, protocol),
            Column("Src. Port", 9, prop("src-port")),
            Column("Dst. Port", 9, prop("dst-port")),
            Column("In. Interface", 13, prop("in-interface")),
            Column("Out. Interface", 14, prop("out-interface")),
            Column("In. Interface List", 18, prop("in-interface-list")),
            Column("Out. Interface List", 19, prop("out-interface-list")),
            Column("Bytes", 11, _rule_bytes, number("bytes"), right=True),
            Column("Packets", 11, _rule_packets, number("packets"), right=True),
            *more,
            COMMENT,
        ),
    )


def mangle(version: Version) -> TableForm:
    """Firewall, Mangle."""
    return _rules(
        "/ip/firewall/mangle",
        Column("New Connection Mark", 19, prop("new-connection-mark")),
        Column("New Routing Mark", 16, prop("new-routing-mark")),
        Column("Connection Mark", 15, prop("connection-mark")),
        Column("Per Connection Classifier", 25, prop("per-connection-classifier")),
    )


def nat(version: Version) -> TableForm:
    """Firewall, NAT."""
    return _rules(
        "/ip/firewall/nat", Column("To Addresses", 15, prop("to-addresses")), Column("To Ports", 8, prop("to-ports"))
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
            Column("Src. Address", 21, endpoint("src"), address("src-address")),
            Column("Dst. Address", 21, endpoint("dst"), address("dst-address")),
            Column("Proto…", 8, protocol),
            Column("Connection Mark", 15, prop("connection-mark"), fixed=True),
            Column("Line", 14, prop("line")),
            Column("Timeout", 11, timeout, _seconds),
            Column("TCP State", 12, prop("tcp-state")),
            Column(
                "Orig./Repl. Rate", 21, pair("orig-rate", "repl-rate", format_rate), summed("orig-rate", "repl-rate")
            ),
            Column(
                "Orig./Repl. Bytes",
                21,
                pair("orig-bytes", "repl-bytes", format_bytes),
                summed("orig-bytes", "repl-bytes"),
            ),
        ),
        remark=lambda row: "",
    )


def endpoint(side: str) -> Callable[[Row], str]:
    """Address and port, which newer versions print apart."""

    def text(row: Row) -> str:
        host, port = row.get(f"{side}-address", ""), row.get(f"{side}-port", "")
        return f"{host}:{port}" if port and ":" not in host else host

    return text


def log(version: Version) -> TableForm:
    """Log; newest last."""
    return TableForm(
        "/log",
        (
            Column("Time", 20, prop("time")),
            Column("Topics", 26, lambda row: row.get("topics", "").replace(",", ", ")),
            Column("Message", 90, prop("message")),
        ),
        faint=lambda row: False,
        remark=lambda row: "",
    )


TABLES: Mapping[str, Callable[[Version], TableForm]] = {
    "Interfaces": interfaces,
    "Addresses": addresses,
    "Routes": routes,
    "Mangle": mangle,
    "NAT": nat,
    "Connections": connections,
    "Log": log,
}
"""Tab -> its table, in the order of the tabs after Overview."""
