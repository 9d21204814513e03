"""Who is there: DHCP leases, HotSpot hosts and active users, neighbours; and the log."""

from __future__ import annotations

from routerboard.language.items import is_true
from routerboard.language.version import Version
from tui.watch.columns.model import COMMENT, Column, TableForm, address, flags, size, text, time


def leases(version: Version) -> TableForm:
    """DHCP Server, Leases."""
    return TableForm(
        "/ip/dhcp-server/lease",
        (
            flags(("D", "dynamic"), ("X", "disabled"), ("R", "radius"), ("B", "blocked")),
            address("Address", 15, "address"),
            text("MAC Address", 17, "mac-address"),
            text("Client ID", 19, "client-id"),
            text("Server", 12, "server"),
            address("Active Address", 15, "active-address"),
            text("Active MAC Address", 18, "active-mac-address"),
            text("Active Host Name", 20, "host-name"),
            time("Expires After", 13, "expires-after"),
            time("Last Seen", 12, "last-seen", shown=False),
            text("Status", 10, "status"),
            COMMENT,
        ),
        faint=lambda row: is_true(row.get("disabled")) or row.get("status", "bound") != "bound",
    )


HOST_FLAGS = (
    ("S", "static"), ("H", "DHCP"), ("D", "dynamic"), ("A", "authorized"), ("P", "bypassed"), ("B", "blocked"),
)  # fmt: skip


def hotspot_hosts(version: Version) -> TableForm:
    """HotSpot, Hosts."""
    return TableForm(
        "/ip/hotspot/host",
        (
            flags(*HOST_FLAGS),
            text("MAC Address", 17, "mac-address"),
            address("Address", 15, "address"),
            address("To Address", 15, "to-address"),
            text("Server", 12, "server"),
            time("Uptime", 12, "uptime"),
            time("Idle Time", 10, "idle-time"),
            size("Bytes In", "bytes-in"),
            size("Bytes Out", "bytes-out"),
            COMMENT,
        ),
    )


def hotspot_active(version: Version) -> TableForm:
    """HotSpot, Active."""
    return TableForm(
        "/ip/hotspot/active",
        (
            flags(("R", "radius"), ("B", "blocked")),
            text("Server", 12, "server"),
            text("User", 20, "user"),
            text("Domain", 12, "domain", shown=False),
            address("Address", 15, "address"),
            text("MAC Address", 17, "mac-address"),
            time("Uptime", 12, "uptime"),
            time("Idle Time", 10, "idle-time"),
            time("Session Time Left", 17, "session-time-left"),
            text("Login By", 12, "login-by"),
            size("Bytes In", "bytes-in"),
            size("Bytes Out", "bytes-out"),
            COMMENT,
        ),
    )


def neighbors(version: Version) -> TableForm:
    """Neighbors: who announces itself by MNDP, CDP or LLDP."""
    return TableForm(
        "/ip/neighbor",
        (
            text("Interface", 16, "interface"),
            address("IP Address", 15, "address"),
            text("MAC Address", 17, "mac-address"),
            text("Identity", 20, "identity"),
            text("Platform", 10, "platform"),
            text("Version", 20, "version"),
            text("Board Name", 18, "board"),
            address("IPv6 Address", 26, "address6", shown=False),
            time("Uptime", 14, "uptime"),
            time("Age", 9, "age"),
            text("Software ID", 11, "software-id", shown=False),
            text("Discovered By", 13, "discovered-by", shown=False),
        ),
        remark=lambda row: row.get("system-description", ""),
    )


def log(version: Version) -> TableForm:
    """Log; newest last."""
    return TableForm(
        "/log",
        (
            text("Time", 20, "time"),
            Column("Topics", 26, ("topics",), lambda topics: topics.replace(",", ", ")),
            text("Message", 90, "message"),
        ),
        faint=lambda row: False,
        remark=lambda row: row.get("message", ""),
    )
