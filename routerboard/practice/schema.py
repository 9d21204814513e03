"""The menus of the practice board: the table that the whole program shares, with what only a router has to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from routerboard.language.menus import Menu, Property, is_menu, menu
from routerboard.language.version import Version

_V7 = Version.parse("7.0")
_STRICT = Version.parse("7.22")
"""What an add needs is known of 7.22.1; where older releases are known to want less, or more, they stay so."""
_RULES = tuple(f"/ip/firewall/{table}" for table in ("filter", "mangle", "nat", "raw"))
_MARKING = "mark-connection|mark-packet|mark-routing"
_MANGLE_ACTIONS = (
    "enum:accept|add-dst-to-address-list|add-src-to-address-list|change-dscp|change-mss|change-ttl|clear-df|fasttrack-connection|jump|log|"
    f"{_MARKING}|passthrough|return|route|set-priority|sniff-pc|sniff-tzsp|strip-ipv4-options"
)
_LIST_NAMES = "all|dynamic|none|static"
_LISTS = frozenset({f"enum:{_LIST_NAMES}"})

REFERENCES: Mapping[tuple[str, str], str] = {
    ("/user", "group"): "/user/group",
    ("/interface/bridge/port", "bridge"): "/interface/bridge",
    ("/interface/pppoe-client", "profile"): "/ppp/profile",
    ("/ppp/secret", "profile"): "/ppp/profile",
    ("/ip/dhcp-server", "address-pool"): "/ip/pool",
    ("/ip/hotspot", "address-pool"): "/ip/pool",
    ("/ip/hotspot", "profile"): "/ip/hotspot/profile",
    ("/ip/hotspot/user", "profile"): "/ip/hotspot/user/profile",
    ("/ip/hotspot/user/profile", "address-pool"): "/ip/pool",
}
"""(menu, property) -> the menu whose rows it names, beyond those that the kind of the property says."""

_OPEN = frozenset({
    "chain", "jump-target", "address-list-timeout", "ipsec-policy", "ttl", "hop-limit", "new-dscp", "new-ttl",
    "new-priority", "dst-address-type", "src-address-type", "queue", "queue-type", "speed", "name",
})  # fmt: skip
"""Properties whose listed values are only some of those that a router takes."""

_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "/ip/route": {"distance": "1", "scope": "30", "target-scope": "10"},
    "/routing/rule": {"action": "lookup", "disabled": "no"},
    "/ip/dns": {"allow-remote-requests": "no"},
    "/ip/settings": {"ipv4-multipath-hash-policy": "l3", "tcp-timestamps": "random-offset"},
    "/tool/netwatch": {"type": "simple", "interval": "10s", "timeout": "3s", "disabled": "no"},
    "/ip/service": {"vrf": "main", "max-sessions": "20"},
    "/system/identity": {"name": "MikroTik"},
    **{path: {"action": "accept", "log-prefix": ""} for path in _RULES},
}
_WITH_MAC = ("/interface/ethernet", "/ip/arp", "/ip/dhcp-server/lease", "/ip/hotspot/ip-binding", "/ip/hotspot/user")
_KINDS: Mapping[tuple[str, str], str] = {
    ("/ip/firewall/mangle", "action"): _MANGLE_ACTIONS,
    ("/interface/vlan", "vlan-id"): "int:1-4095",
    ("/interface/pppoe-client", "default-route-distance"): "int:1-255",
    ("/interface/pppoe-client", "allow"): "enums:pap|chap|mschap1|mschap2",
    ("/ip/hotspot/profile", "login-by"): "enums:cookie|http-chap|http-pap|https|mac|mac-cookie|trial",
    ("/ip/dhcp-client", "default-route-distance"): "int:1-255",
    ("/ip/dhcp-client", "default-route-tables"): "route-tables",
    ("/ip/service", "port"): "int:1-65535",
    ("/ip/firewall/nat", "to-ports"): "ports",
    ("/ip/firewall/nat", "to-addresses"): "address-range",
    **{(path, "protocol"): "!protocol" for path in _RULES},
    ("/ip/arp", "address"): "address",
    ("/ip/hotspot/ip-binding", "address"): "ranges",
    ("/ip/pool", "ranges"): "ranges",
    ("/ip/service", "address"): "prefixes",
    ("/user", "address"): "prefixes",
    **{(path, "mac-address"): "mac" for path in _WITH_MAC},
    ("/interface/bridge", "admin-mac"): "mac",
    ("/queue/simple", "parent"): "text",
    ("/ip/firewall/connection/tracking", "enabled"): "enum:auto|no|yes",
}
_NOT_REQUIRED: frozenset[tuple[str, str]] = frozenset({
    ("/ip/dhcp-server/lease", "agent-circuit-id"), ("/ip/dhcp-server/lease", "agent-remote-id"),
    ("/ip/dhcp-server/lease", "client-id"), ("/ip/dhcp-server/lease", "mac-address"),
    ("/ip/dns/static", "name"), ("/ip/dns/static", "regexp"),
    ("/ip/hotspot/ip-binding", "address"), ("/ip/hotspot/ip-binding", "mac-address"),
})  # fmt: skip
_FIXED = frozenset({"/interface", "/interface/ethernet", "/ip/service", "/ip/firewall/service-port"})
_BORN_DISABLED_ON_6 = frozenset({"/ip/dhcp-client", "/ip/dhcp-server", "/ip/hotspot"})


@cache
def menu_of(path: str, version: Version) -> Menu | None:
    """The menu as the practice board has it; None where this version has no such menu."""
    found = menu(path, version)
    if found is None:
        return None
    if version < _V7 and not any(not one.read_only for one in found.properties.values()):
        newer = menu(path, _V7)
        found = found if newer is None else replace(newer, follow=found.follow)
    commands = found.commands - {"add", "remove"} if path in _FIXED else found.commands
    return replace(
        found,
        commands=commands,
        properties={name: _refined(path, one, version) for name, one in found.properties.items()},
    )


def lost(path: str, version: Version) -> str:
    """The first word of a path that leads to no menu of that version; "" where the path leads to menus."""
    words = tuple(path.split("/")[1:])
    lengths = range(1, len(words) + 1)
    return next((words[count - 1] for count in lengths if not is_menu(words[:count], version)), "")


def _refined(path: str, one: Property, version: Version) -> Property:
    kind = _KINDS.get((path, one.name), one.kind)
    if kind.removeprefix("!") in _LISTS:
        negated = kind.startswith("!") or one.name.endswith("bridge-port-list")
        kind = "!interface-list" if negated else "interface-list"
    elif (kind.startswith("enum:") and one.name in _OPEN) or (path, one.name) in REFERENCES:
        kind = "text"
    default = _DEFAULTS.get(path, {}).get(one.name, one.default)
    if one.name == "disabled" and version < _V7 and path in _BORN_DISABLED_ON_6:
        default = "yes"
    free = (path, one.name) in _NOT_REQUIRED or (version < _STRICT and (path, one.name) == ("/user", "password"))
    required = one.required and not free
    return replace(one, kind=kind, default=default, required=required)


def referred(path: str, one: Property, version: Version) -> str:
    """The menu whose rows a property names, "" where it names none."""
    kind = one.kind.removeprefix("!")
    if kind == "table":
        return "/routing/table" if version.can("routing-tables") else ""
    by_kind = {"interface": "/interface", "gateway": "/interface", "interface-list": "/interface/list"}
    return REFERENCES.get((path, one.name)) or by_kind.get(kind, "")
