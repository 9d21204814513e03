"""/interface and the menus of its kinds: one interface is a row in both, with one id and the same name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from routerboard.language.items import Row

INTERFACES = "/interface"
TYPES: Mapping[str, str] = {
    "/interface/ethernet": "ether",
    "/interface/bridge": "bridge",
    "/interface/vlan": "vlan",
    "/interface/pppoe-client": "pppoe-out",
    "/interface/lte": "lte",
    "/interface/wireguard": "wg",
    "/interface/wireless": "wlan",
}
"""Menu of one kind of interface -> the kind's name in /interface."""

_SHARED = ("name", "disabled", "comment", "mtu", "l2mtu")
_STATE = ("default-name", "mac-address", "actual-mtu", "l2mtu", "max-l2mtu")
_NEVER_COUNTED = ("rx-drop", "tx-drop", "tx-queue-drop", "rx-error", "tx-error")
_MTU = {"pppoe-out": "1480"}


class _Identified(Protocol):
    id: str


def shared() -> frozenset[str]:
    """All menus that an interface is a row of."""
    return frozenset({INTERFACES, *TYPES})


def born(path: str, values: Row, state: Row) -> tuple[dict[str, str], dict[str, str]]:
    """Values and state of the row in /interface for a new row in a menu of a kind."""
    kind = TYPES[path]
    size = values.get("mtu", "1500")
    seen = {"type": kind, "actual-mtu": _MTU.get(kind, size if size.isdigit() else "1500")}
    seen |= {name: state[name] for name in _STATE if name in state}
    seen |= {"mac-address": values["mac-address"]} if "mac-address" in values else {}
    seen |= dict.fromkeys(_NEVER_COUNTED, "0")
    mtu = {"mtu": "auto" if kind == "bridge" else "1500"} if kind != "pppoe-out" else {}
    return mtu | {name: values[name] for name in _SHARED if name in values}, seen


def mirrored(
    path: str, menus: Mapping[str, Sequence[_Identified]], row_id: str, changed: Row
) -> Iterator[tuple[str, dict[str, str]]]:
    """The other menu that shows this interface, with what of the change it shows too."""
    values = {name: value for name, value in changed.items() if name in _SHARED}
    if not values or path not in shared():
        return
    others = TYPES if path == INTERFACES else (INTERFACES,)
    for other in others:
        if any(row.id == row_id for row in menus.get(other, ())):
            yield other, values
