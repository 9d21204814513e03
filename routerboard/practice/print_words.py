"""The words that print takes in each menu, with the versions that have them, as RouterOS 7.9 to 7.24 says of itself.

RouterOS 6 says nothing of itself; it is taken to know what 7.9 knew.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from routerboard.language.menus import Menu, as_of
from routerboard.language.version import Version

_FIRST_ASKED = Version.parse("7.9")
_OF_ONE = "as-value file interval without-paging comments>=7.22"
_OF_ROWS = (
    "append as-value brief count-only detail file follow follow-only follow-strict<7.16 from interval proplist show-ids"
    " terse value-list where without-paging group-by>=7.17 comments>=7.22 on-event>=7.22 timestamp>=7.22 order-by>=7.24"
)
_RULES = tuple(f"/ip/firewall/{table}" for table in ("filter", "mangle", "nat", "raw"))
_MORE: Mapping[str, str] = {
    "/certificate": "active inactive show-sensitive>=7.21",
    "/file": "list>=7.15<7.21 path>=7.18 recursive>=7.18 relative>=7.18 show-hidden>=7.19",
    "/interface": "oid stats stats-detail",
    "/interface/bridge/port": "debug stats",
    "/interface/bridge/vlan": "debug>=7.14.3<7.15",
    "/interface/ethernet": "stats stats-detail",
    "/interface/ethernet/switch": "stats",
    "/interface/lte": "show-sensitive>=7.21",
    "/interface/lte/apn": "show-sensitive>=7.21",
    "/interface/pppoe-client": "show-sensitive>=7.21",
    "/interface/wireguard": "show-sensitive>=7.21",
    "/ip/cloud": "show-sensitive>=7.21",
    "/ip/dhcp-server/lease": "active",
    "/ip/firewall/connection/tracking": "oid>=7.20",
    **dict.fromkeys(_RULES, "all chain dynamic static stats"),
    "/ip/hotspot/active": "oid stats status",
    "/ip/hotspot/host": "bytes packets status",
    "/ip/hotspot/profile": "show-sensitive>=7.24",
    "/ip/hotspot/user": "bytes packets show-sensitive>=7.21",
    "/ip/neighbor": "oid",
    "/ip/route": "stats",
    "/ipv6/firewall/filter": "chain>=7.14.3 stats",
    "/ipv6/route": "stats",
    "/log": "with-extra-info>=7.19",
    "/ppp/secret": "show-sensitive>=7.21",
    "/queue/simple": "bytes oid packets rate stats",
    "/routing/nexthop": "stats",
    "/routing/route": "stats",
    "/system/device-mode": "config>=7.17",
    "/system/health": "oid",
    "/system/identity": "oid",
    "/system/license": "oid",
    "/system/note": "oid",
    "/system/resource": "oid",
    "/system/resource/cpu": "oid",
    "/tool/netwatch": "stats",
    "/user": "show-sensitive>=7.21",
}
_FEWER: Mapping[str, str] = {
    **dict.fromkeys((*_RULES, "/ipv6/firewall/filter"), "brief"),
    "/interface/wireguard": "brief",
    "/ip/vrf": "brief",
    "/ip/pool/used": "from",
    "/log": "from",
    "/routing/nexthop": "from",
    "/routing/route": "from",
    "/routing/table": "brief",
    "/system/history": "from",
    "/system/logging/action": "brief",
}
_FOLLOWING = frozenset({"follow", "follow-only", "follow-strict"})


def print_words(menu: Menu, version: Version) -> frozenset[str]:
    """What print takes in that menu of that version."""
    return _words(menu.path, version, menu.singleton, menu.follow)


@cache
def _words(path: str, version: Version, single: bool, follow: bool) -> frozenset[str]:
    listed = f"{_OF_ONE if single else _OF_ROWS} {_MORE.get(path, '')}"
    found = frozenset(as_of(listed, max(version, _FIRST_ASKED))) - set(_FEWER.get(path, "").split())
    return found if follow else found - _FOLLOWING
