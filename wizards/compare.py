"""Whether a row on the router already is what we want: by meaning, not by spelling."""

from __future__ import annotations

from collections.abc import Mapping

from routerboard.language.items import Row
from routerboard.language.values import parse_duration
from wizards import addresses, lease

_DEFAULTS: Mapping[str, str] = {
    "disabled": "no",
    "passthrough": "yes",
    "distance": "1",
    "check-gateway": "none",
    "routing-table": "main",
    "dst-address": "0.0.0.0/0",
    "add-default-route": "yes",
    "use-peer-dns": "yes",
    "default-route-distance": "1",
    "ipv4-multipath-hash-policy": "l3",
    "scope": "30",
    "target-scope": "10",
    "default-route-tables": "default",
    "ignore-initial-up": "no",
}
"""What an absent property means, as far as we write it."""

_TIMES = frozenset({"interval", "timeout", "startup-delay"})
_SCRIPTS = frozenset({"script", "source", "up-script", "down-script"})
_WRITE_ONLY = frozenset({"fib", "password"})
"""A flag that versions print differently, and a secret that is only known when a plan is written."""

_FIREWALL = ("/ip/firewall/mangle", "/ip/firewall/nat")
_OFF = ("disabled",)
_ADDED: Mapping[str, tuple[str, ...]] = {
    "/ip/route": ("check-gateway", "disabled"),
    "/ip/dhcp-client": ("check-gateway", "default-route-tables", "disabled", "script"),
    "/tool/netwatch": ("disabled", "ignore-initial-up"),
}
_USUAL: Mapping[str, Row] = {
    "/ip/dhcp-client": {"check-gateway": "none", "default-route-tables": "default"},
    "/tool/netwatch": {"ignore-initial-up": "no"},
}
"""What a property reads once it is cleared, where it does not vanish."""

_SETS = frozenset({"connection-state", "default-route-tables", "servers", "policy"})
_NOT_MATCHERS = frozenset({"comment", "log", "log-prefix", "passthrough"})


def differing(menu: str, wanted: Row, have: Row) -> Row:
    """The properties to write so that the row becomes what is wanted; "" clears a matcher that should not be there."""
    changed = {name: value for name, value in wanted.items() if not same(name, value, have.get(name))}
    return _without_lease(wanted, have, changed)


def surplus(menu: str, wanted: Row, configured: Row) -> Row:
    """What somebody added to a row of ours, to be cleared: matchers of a rule, a check of a route, being disabled."""
    known = [name for name in configured if name not in _NOT_MATCHERS] if menu in _FIREWALL else _ADDED.get(menu, _OFF)
    extra = [name for name in known if name in configured and name not in wanted]
    usual = {"disabled": "no", **_USUAL.get(menu, {})}
    return {name: usual.get(name, "") for name in extra if not same(name, usual.get(name, ""), configured[name])}


def same(name: str, wanted: str, have: str | None) -> bool:
    """Whether two values of a property mean the same; None is an absent one."""
    if name in _WRITE_ONLY:
        return True
    if name == "blackhole":
        return have is not None and have not in ("no", "false")
    default = _DEFAULTS.get(name, "")
    return _meaning(name, wanted or default) == _meaning(name, have or default)


def _meaning(name: str, text: str) -> object:
    text = {"true": "yes", "false": "no"}.get(text, text.strip())
    if name == "gateway":
        return text.removesuffix("@main")
    if name in ("address", "dst-address", "src-address"):
        return _network(name, text)
    if name in _SETS:
        return frozenset(text.split(","))
    if name in _TIMES:
        return _seconds(text)
    if name in _SCRIPTS:
        return " ".join(text.split())
    return text


def _seconds(text: str) -> object:
    """`10s` and `00:00:10` are one; what is no time is itself."""
    try:
        return parse_duration(text)
    except ValueError:
        return text


def _network(name: str, text: str) -> object:
    """`255.255.255.255` and `255.255.255.255/32` are one; the host part matters (an interface's own address)."""
    return text.removesuffix("/32") if addresses.prefix(text) else text


def _without_lease(wanted: Row, have: Row, changed: Row) -> Row:
    """While no lease is known to us, the gateway, network and state that the lease's script wrote are right."""
    told = next((wanted[name] for name in ("gateway", "network", "address") if name in wanted), "")
    waiting = told.startswith(lease.WAITING) and have
    filled = ("gateway", "address", "network", "disabled")
    return {name: value for name, value in changed.items() if name not in filled} if waiting else changed
