"""What the live views ask of a router: a feed for each menu, and what each tab needs of them. Data."""

from __future__ import annotations

from collections.abc import Mapping

from routerboard.link.watching import Feed

MANY = 5000
FIRST = "its rows"
LOCAL_ROUTES = ("?static=true", "?connect=true", "?#|", "?dst-address=0.0.0.0/0", "?#|")
"""Of a router with a full BGP table: what decides about our lines."""
TRACKING = "/ip/firewall/connection/tracking"
COUNTERS = ("rx-byte", "tx-byte", "rx-packet", "tx-packet", "fp-rx-byte", "fp-tx-byte", "fp-rx-packet", "fp-tx-packet")
"""Of an interface: what its rates are worked out from."""

FEEDS: Mapping[str, Feed] = {
    feed.menu: feed
    for feed in (
        Feed(
            "/interface",
            1.0,
            (
                *(".id", "name", "type", "mtu", "actual-mtu", "l2mtu", "running", "disabled", "slave", "dynamic"),
                "comment",
                *COUNTERS,
            ),
        ),
        Feed("/ip/address", 4.0),
        Feed("/ip/route", 2.0, most=MANY, part=LOCAL_ROUTES, called="those that are connected, static or default"),
        Feed("/ip/firewall/mangle", 2.0),
        Feed("/ip/firewall/nat", 2.0),
        Feed("/ip/dhcp-client", 5.0),
        Feed("/tool/netwatch", 5.0, ("host", "status", "comment")),
        Feed("/ip/arp", 5.0, ("address", "interface", "complete", "status"), most=MANY, called=FIRST),
        Feed("/system/resource", 3.0, ("cpu-load", "uptime", "version")),
        Feed(
            "/ip/firewall/connection",
            3.0,
            (
                *(
                    ".id",
                    "src-address",
                    "dst-address",
                    "src-port",
                    "dst-port",
                    "reply-src-address",
                    "reply-dst-address",
                    "protocol",
                ),
                *("connection-mark", "timeout", "tcp-state", "orig-rate", "repl-rate", "orig-bytes", "repl-bytes"),
                *(
                    "expected",
                    "seen-reply",
                    "assured",
                    "confirmed",
                    "dying",
                    "fasttrack",
                    "hw-offload",
                    "srcnat",
                    "dstnat",
                ),
            ),
            most=MANY,
            part=("?>orig-rate=0", "?>repl-rate=0", "?#|"),
        ),
        Feed(TRACKING, 10.0, ("max-entries",)),
        Feed("/log", 3.0),
        Feed("/ip/firewall/filter", 2.0),
        Feed("/ip/firewall/address-list", 10.0, most=MANY, called=FIRST),
        Feed("/ip/dhcp-server/lease", 5.0),
        Feed("/ip/hotspot/host", 4.0),
        Feed("/ip/hotspot/active", 4.0),
        Feed("/ip/neighbor", 5.0),
    )
}

HEADER = ("/interface", "/ip/route", "/ip/address", "/ip/arp", "/system/resource")
"""What the title line and the state of the lines need, whatever tab is shown."""

TAB_MENUS: Mapping[str, tuple[str, ...]] = {
    "Overview": (
        *("/ip/firewall/nat", "/ip/firewall/mangle", "/ip/dhcp-client", "/ip/firewall/connection"),
        "/tool/netwatch",
    ),
    "Interfaces": (),
    "Addresses": (),
    "Routes": (),
    "Mangle": ("/ip/firewall/mangle",),
    "NAT": ("/ip/firewall/nat",),
    "Connections": ("/ip/firewall/connection", TRACKING),
    "Log": ("/log",),
    "Filter": ("/ip/firewall/filter",),
    "Lists": ("/ip/firewall/address-list",),
    "Leases": ("/ip/dhcp-server/lease",),
    "Hosts": ("/ip/hotspot/host",),
    "Active": ("/ip/hotspot/active",),
    "Neighbors": ("/ip/neighbor",),
}
