"""Route List, in the form of the version."""

from __future__ import annotations

from routerboard.language.items import is_true
from routerboard.language.version import Version
from tui.watch.columns.model import COMMENT, Column, TableForm, address, count, flags, text

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
    """Route List; version 6 tells with the gateway whether it is reached, version 7 has the next hop apart."""
    return TableForm(
        "/ip/route",
        _columns_7() if version.can("routing-tables") else _columns_6(),
        faint=lambda row: not is_true(row.get("active")),
    )


def _columns_7() -> tuple[Column, ...]:
    return (
        flags(*ROUTE_FLAGS_7),
        address("Dst. Address", 18, "dst-address"),
        address("Gateway", 24, "gateway"),
        address("Immediate Gateway", 22, "immediate-gw"),
        text("Check Gateway", 13, "check-gateway", shown=False),
        count("Distance", 8, "distance"),
        Column("Routing Table", 13, ("routing-table",), lambda table: table or "main"),
        address("Pref. Source", 15, "pref-src"),
        COMMENT,
    )


def _columns_6() -> tuple[Column, ...]:
    return (
        flags(*ROUTE_FLAGS_6),
        address("Dst. Address", 18, "dst-address"),
        Column("Gateway", 32, ("gateway-status", "gateway"), gateway_6),
        text("Check Gateway", 13, "check-gateway"),
        count("Distance", 8, "distance"),
        text("Routing Mark", 13, "routing-mark"),
        address("Pref. Source", 15, "pref-src"),
        COMMENT,
    )


def gateway_6(status: str, gateway: str) -> str:
    """The gateway with its state, as Winbox writes it for RouterOS 6: `192.168.42.1 reachable Wan2`."""
    return " ".join(status.replace(" via ", " ").split()) if status else gateway
