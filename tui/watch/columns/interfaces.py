"""Interface List and Address List."""

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
    rate,
    size,
    text,
)


def interfaces(version: Version) -> TableForm:
    """Interface List."""
    return TableForm(
        "/interface",
        (
            flags(("D", "dynamic"), ("X", "disabled"), ("R", "running"), ("S", "slave")),
            text("Name", 16, "name"),
            text("Type", 11, "type"),
            Column("MTU", 6, ("actual-mtu", "mtu"), _either, Kind.NUMBER, lambda *both: int(_either(*both) or 0), True),
            count("L2 MTU", 6, "l2mtu"),
            rate("Tx", "tx-rate"),
            rate("Rx", "rx-rate"),
            _packets("Tx Packet (p/s)", "tx-packet-rate"),
            _packets("Rx Packet (p/s)", "rx-packet-rate"),
            rate("FP Tx", "fp-tx-rate"),
            rate("FP Rx", "fp-rx-rate"),
            _packets("FP Tx Packet (p/s)", "fp-tx-packet-rate"),
            _packets("FP Rx Packet (p/s)", "fp-rx-packet-rate"),
            size("Tx Bytes", "tx-byte"),
            size("Rx Bytes", "rx-byte"),
            COMMENT,
        ),
    )


def _either(one: str, other: str) -> str:
    return one or other


def _packets(title: str, name: str) -> Column:
    return grouped(title, len(title), name)


def addresses(version: Version) -> TableForm:
    """Address List."""
    return TableForm(
        "/ip/address",
        (
            flags(("D", "dynamic"), ("X", "disabled"), ("I", "invalid")),
            address("Address", 20, "address"),
            address("Network", 16, "network"),
            text("Interface", 16, "interface"),
            COMMENT,
        ),
    )
