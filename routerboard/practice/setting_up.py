"""A board's store as it comes from its file, with what every router has from the factory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from routerboard.language.items import Row
from routerboard.practice.board import Board, BoardError
from routerboard.practice.clock import stamp
from routerboard.practice.errors import TrapError
from routerboard.practice.store import Store

_MAC = "48:8F:5A:12:34:{:02X}"
_READ = "local,telnet,ssh,reboot,read,test,winbox,password,web,sniff,sensitive,api,romon"
_GROUPS = {
    "read": (_READ, "!ftp,!write,!policy"),
    "write": (f"{_READ},write", "!ftp,!policy"),
    "full": (f"{_READ},write,ftp,policy", ""),
}
_SERVICES = (
    ("telnet", "23"), ("ftp", "21"), ("www", "80"), ("ssh", "22"), ("www-ssl", "443"), ("api", "8728"),
    ("winbox", "8291"), ("api-ssl", "8729"),
)  # fmt: skip
_LOGGED = {"info": "memory", "error": "memory", "warning": "memory", "critical": "echo"}
_PROFILES = ("default", "default-encryption")
_FIRST = (
    "/interface/ethernet", "/interface/bridge", "/interface/vlan", "/interface/pppoe-client", "/interface/list",
    "/ip/pool", "/routing/table", "/ppp/profile", "/ip/hotspot/profile", "/ip/hotspot/user/profile", "/user/group",
)  # fmt: skip


def configured(board: Board) -> Store:
    """A store with the board's configuration in it; BoardError names the row and the router's words."""
    store = Store(board.version)
    _furnish(store, board)
    menus = sorted(board.config, key=lambda menu: _FIRST.index(menu) if menu in _FIRST else len(_FIRST))
    for menu in menus:
        for at, row in enumerate(board.config[menu]):
            _put(store, board, menu, at, row)
    for at, user in enumerate(board.users):
        _put(store, board, "/user", at, {"password": "", **user})
    return store


def _put(store: Store, board: Board, menu: str, at: int, row: Row) -> None:
    """Add a row; one that every router has is set instead, found by its name or default-name."""
    try:
        if store.menu(menu).singleton:
            store.set(menu, row)
            return
        key = "default-name" if "default-name" in row else "name"
        kept = next((one for one in store.rows(menu) if row.get(key) in _names(one.values, one.firm)), None)
        if kept is None or not kept.builtin or key not in row:
            store.add(menu, row)
        else:
            store.set(menu, {name: value for name, value in row.items() if name != key}, [kept.id])
    except TrapError as error:
        raise BoardError(f"{board.name}: config: {menu}[{at}]: {error.message}") from None


def _names(values: Row, firm: Row) -> tuple[str | None, str | None]:
    return values.get("name"), firm.get("default-name")


def _furnish(store: Store, board: Board) -> None:
    """What is there before anybody configured anything."""
    for number, name in enumerate(board.interfaces, 1):
        mac = _MAC.format(number)
        state = {"default-name": name, "mac-address": mac, "orig-mac-address": mac, "l2mtu": "1598",
                 "max-l2mtu": "4074"}  # fmt: skip
        store.add("/interface/ethernet", {"name": name}, state=state, builtin=True)
    for modem in (one for one in board.scenery.modems if one.lte):
        _furnish_lte(store, modem.interface)
    for menu, values, shown in _factory_rows(store):
        store.add(menu, values, state=shown, builtin=True)
    if board.flash:
        store.add("/file", {"name": "flash"}, state=_folder(store), builtin=True)
    store.set("/system/identity", {"name": board.identity})
    for menu in ("/ip/dns", "/ip/settings", "/system/resource", "/system/clock"):
        store.single(menu)


def _furnish_lte(store: Store, name: str) -> None:
    """A modem of the board itself; how it dials stands in the profile that every router has."""
    state = {"default-name": name, "mac-address": "AC:FF:FF:00:00:00"}
    store.add("/interface/lte", {"name": name, "apn-profiles": "default"}, state=state, builtin=True)


def _folder(store: Store) -> Row:
    written = "last-modified" if store.version.can("service-max-sessions") else "creation-time"
    return {"type": "directory", written: stamp(datetime(1970, 1, 1, 0, 0, 3), store.version)}


def _factory_rows(store: Store) -> Iterator[tuple[str, Row, Row]]:
    seven = store.version.can("routing-tables")
    if store.version.can("interface-lists"):
        yield from (("/interface/list", {"name": name}, {}) for name in ("all", "none", "dynamic", "static"))
    if seven:
        yield "/routing/table", {"name": "main", "fib": ""}, {"dynamic": "true"}
    for name, (policy, rest) in _GROUPS.items():
        policies = f"{policy},rest-api" if seven else policy
        yield "/user/group", {"name": name, "policy": f"{policies},{rest}".rstrip(",")}, {}
    yield "/interface/lte/apn", {"name": "default", "apn": "internet"}, {"default": "true"}
    for name in _PROFILES:
        yield "/ppp/profile", {"name": name}, {"default": "true"}
    yield "/ip/hotspot/profile", {"name": "default"}, {"default": "true"}
    yield "/ip/hotspot/user/profile", {"name": "default"}, {"default": "true"}
    for topic, action in _LOGGED.items():
        yield "/system/logging", {"topics": topic, "action": action}, {"default": "true", "invalid": "false"}
    for name, port in _SERVICES:
        disabled = "true" if name == "www-ssl" else "false"
        yield "/ip/service", {"name": name, "port": port, "disabled": disabled}, {}
