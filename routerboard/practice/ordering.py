"""The order in which a router sends the properties of a row.

Sources: transcripts in the manual of librouteros, the facts test of community.routeros (routes of RouterOS 6), and what
users of other clients have published of their routers. Where nobody did, what a row is called comes first and its flags
and its comment last, as in every row that was published.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from routerboard.language.items import Row
from routerboard.language.version import Version

_FIRST = (
    ".id", "name", "chain", "action", "list", "address", "src-address", "dst-address", "mac-address", "bridge",
    "interface",
)  # fmt: skip
_LAST = (
    "log", "log-prefix", "bytes", "packets", "running", "slave", "default", "builtin", "invalid", "dynamic", "disabled",
    "comment", ".about",
)  # fmt: skip
_INTERFACE = (
    "name default-name type mtu actual-mtu l2mtu max-l2mtu mac-address last-link-down-time last-link-up-time link-downs"
    " rx-byte tx-byte rx-packet tx-packet rx-drop tx-drop tx-queue-drop rx-error tx-error fp-rx-byte fp-tx-byte"
    " fp-rx-packet fp-tx-packet"
)
_ROUTE = (
    "dst-address routing-table pref-src gateway immediate-gw gateway-status check-gateway distance scope target-scope"
    " suppress-hw-offload routing-mark vrf-interface local-address"
)
_BETWEEN: Mapping[str, str] = {
    "/interface": _INTERFACE,
    "/interface/ethernet": "name default-name mtu l2mtu max-l2mtu mac-address orig-mac-address arp arp-timeout",
    "/ip/address": "address network interface actual-interface",
    "/ip/arp": "address mac-address interface published invalid DHCP dhcp dynamic complete",
    "/ip/dhcp-client": "interface add-default-route default-route-distance use-peer-dns use-peer-ntp dhcp-options"
    " status address gateway dhcp-server primary-dns secondary-dns expires-after",
    "/ip/dhcp-server": "name interface lease-time address-pool bootp-support authoritative use-radius",
    "/ip/dhcp-server/lease": "address mac-address client-id address-lists server dhcp-option status expires-after"
    " last-seen active-address active-mac-address active-client-id active-server host-name radius dynamic blocked",
    "/ip/dns": "servers dynamic-servers use-doh-server verify-doh-cert doh-max-server-connections"
    " doh-max-concurrent-queries doh-timeout allow-remote-requests max-udp-packet-size query-server-timeout"
    " query-total-timeout max-concurrent-queries max-concurrent-tcp-sessions cache-size cache-max-ttl cache-used",
    **{f"/ip/firewall/{table}": "chain action" for table in ("filter", "mangle", "nat", "raw")},
    "/ip/firewall/connection": "protocol src-address dst-address reply-src-address reply-dst-address",
    "/ip/neighbor": "interface address address4 address6 mac-address identity platform version unpack age uptime"
    " software-id ipv6 board interface-name system-description system-caps system-caps-enabled",
    "/ipv6/address": "address from-pool interface actual-interface eui-64 advertise invalid dynamic link-local",
    "/ip/service": "name port address certificate tls-version vrf max-sessions",
    "/ip/pool": "name ranges next-pool",
    "/routing/route": "afi contribution dst-address routing-table pref-src gateway immediate-gw check-gateway distance"
    " scope target-scope belongs-to",
    "/system/clock": "time date time-zone-autodetect time-zone-name gmt-offset dst-active",
    "/system/logging": "topics action prefix",
    "/system/script": "name owner policy dont-require-permissions last-started run-count source",
    "/user": "name group address last-logged-in expired",
    "/user/active": "when name address via group radius",
}
"""Menu -> its properties in their order; what is not named comes behind them, before the flags."""
_ROUTES = frozenset({"/ip/route", "/ipv6/route"})
_V7 = Version.parse("7.0")


def in_order(path: str, row: Row, version: Version) -> dict[str, str]:
    """The row with its properties in the order in which that version sends them."""
    rank = _ranks(path, version >= _V7)
    return dict(sorted(row.items(), key=lambda item: rank.get(item[0], 0)))


@cache
def _ranks(path: str, seven: bool) -> Mapping[str, int]:
    """Property -> its place: below 0 in front of those that are not named, above 0 behind them."""
    first = tuple(_ROUTE.split()) if path in _ROUTES else tuple(_BETWEEN.get(path, "").split())
    last = _LAST
    if path in _ROUTES:
        flags = ("dynamic", "inactive", "active") if seven else ("active", "dynamic")
        last = (*flags, "static", "connect", "dhcp", "vpn", "ecmp", "disabled", "comment")
    front = (".id", *first) if first else _FIRST
    behind = tuple(name for name in last if name not in front)
    return {name: at - len(front) for at, name in enumerate(front)} | {name: at for at, name in enumerate(behind, 1)}
