"""Rows as print shows them: what is configured, the defaults of the rest, what the router knows, and the flags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from routerboard.language.menus import Menu
from routerboard.language.version import Version
from routerboard.practice.store import Store, StoredRow

Printed = dict[str, str]

_ROUTES = frozenset({"/ip/route", "/ipv6/route"})
_PORTS = frozenset({"/interface", "/interface/ethernet"})
_FLAGS_ONLY_WHEN_TRUE = _ROUTES | _PORTS
"""Where a flag that is not set is not there; RouterOS 7 always says of a route whether it is dynamic or inactive."""
_MARKING = ("mark-connection", "mark-packet", "mark-routing")
_SECRET_NAMES = frozenset({"password", "private-key", "preshared-key", "otp-secret"})
_NEVER_SHOWN = frozenset({("/user", "password")})
_BARE: frozenset[str] = frozenset({"/log", "/user/active", "/ip/firewall/connection", "/ip/neighbor"})
"""Menus whose rows are shown as they are, without flags that nobody can set."""


def rows(store: Store, path: str, *, sensitive: bool = True) -> Iterator[Printed]:
    """Every row of a menu as print shows it; passwords are blank for a user without the policy `sensitive`."""
    menu = store.menu(path)
    found: Sequence[StoredRow] = [store.single(path)] if menu.singleton else tuple(store.rows(path))
    for row in found:
        yield shown(menu, row, store.version, sensitive=sensitive)


def shown(menu: Menu, row: StoredRow, version: Version, *, sensitive: bool = True) -> Printed:
    """One row as print shows it."""
    found: Printed = {} if menu.singleton else {".id": row.id}
    found |= _defaults(menu, row.values)
    found |= {name: value for name, value in row.values.items() if (menu.path, name) not in _NEVER_SHOWN}
    found |= row.state
    found |= _flags(menu, row, found, version)
    if menu.path in _PORTS and found.get("slave") == "false":
        del found["slave"]
    return found if sensitive else _without_secrets(found)


def _defaults(menu: Menu, values: Mapping[str, str]) -> Printed:
    found = dict(menu.shown_defaults)
    found |= {name: "" for name in _SHOWN_EMPTY.get(menu.path, ()) if name in menu.properties}
    if menu.path == "/ip/firewall/mangle" and values.get("action") in _MARKING:
        found["passthrough"] = "true"
    if _has(menu, "packets") and menu.ordered:
        found |= {"bytes": "0", "packets": "0"}
    if "blackhole" in values or values.get("type", "unicast") != "unicast":
        found.pop("gateway", None)
    return found


def _flags(menu: Menu, row: StoredRow, found: Printed, version: Version) -> Printed:
    if menu.singleton or menu.path in _BARE:
        return {}
    flags = {"dynamic": _dynamic(row)} if _has(menu, "dynamic") or row.dynamic else {}
    if _has(menu, "invalid"):
        flags["invalid"] = found.get("invalid", "false")
    if _has(menu, "disabled"):
        flags["disabled"] = found.get("disabled", "false")
    if row.builtin and _has(menu, "builtin"):
        flags["builtin"] = "true"
    if menu.path in _ROUTES and version.can("routing-tables"):
        return flags | {"inactive": found.get("inactive", "false")}
    if menu.path in _FLAGS_ONLY_WHEN_TRUE:
        return {name: value for name, value in flags.items() if value == "true" or name == "disabled"}
    return flags


def _dynamic(row: StoredRow) -> str:
    return "true" if row.dynamic else row.state.get("dynamic", "false")


def _has(menu: Menu, name: str) -> bool:
    return name in menu.properties


def _without_secrets(row: Printed) -> Printed:
    return {name: "" if name in _SECRET_NAMES else value for name, value in row.items()}


def only(row: Printed, proplist: Sequence[str]) -> Printed:
    """The row with the properties of a proplist; all of them where it names none."""
    return {name: row[name] for name in proplist if name in row} if proplist else row


_SHOWN_EMPTY: Mapping[str, tuple[str, ...]] = {
    "/ip/dhcp-server/lease": ("address-lists", "dhcp-option"),
    "/ip/dns": ("servers", "use-doh-server"),
    "/ip/service": ("address",),
    "/system/logging": ("prefix",),
    "/system/note": ("note",),
    "/system/ntp/client": ("servers", "server-dns-names"),
    "/user": ("address",),
}
"""Properties that a router prints where nothing is set."""
COUNTERS = frozenset({
    "bytes", "packets", "rx-byte", "tx-byte", "rx-packet", "tx-packet", "fp-rx-byte", "fp-tx-byte", "fp-rx-packet",
    "fp-tx-packet", "expires-after", "last-seen", "uptime", "cpu-load", "time", "rx-bytes", "tx-bytes", "age",
})  # fmt: skip
"""Properties that change all the time; a change of these alone is not told to those who listen."""
