"""In which order changes are written: what adds comes first, marks come last, and nothing names what is not there yet.

A table exists before a mark or route names it, a route before a mark leads to it, a route before the DHCP client whose
script fills it, that client before the marks that lead to its line, and a script before what runs it. What competes
with our routes goes only when ours are there. Removals run the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable

from routerboard.language.change import Change

MENUS = (
    "/routing/table",
    "/interface/list",
    "/ip/firewall/address-list",
    "/interface/bridge/port",
    "/interface/pppoe-client",
    "/interface/lte/apn",
    "/interface/list/member",
    "/ip/address",
    "/ip/route",
    "/ip/firewall/nat",
    "/ip/dns",
    "/ip/settings",
    "/ip/firewall/filter",
    "/ip/dhcp-client",
    "/ip/firewall/mangle",
    "/system/script",
    "/tool/netwatch",
)
"""Every menu that a plan writes to, in the order of writing."""

_LAST = ("/ip/route", "/interface/pppoe-client", "/interface/lte/apn")
"""Where a foreign row gives way to ours, so only after ours are in force."""


def stage(change: Change) -> tuple[int, int]:
    """The rank of an additive change. A client is switched off before the address that it may hold becomes our own."""
    if change.menu == "/ip/dhcp-client" and change.args.get("disabled") == "yes":
        return (0, MENUS.index("/ip/address") - 1)
    late = change.foreign and change.verb == "set" and change.menu in _LAST
    return (int(late), MENUS.index(change.menu))


def in_order(additive: Iterable[Change], removals: Iterable[Change]) -> tuple[Change, ...]:
    """All changes of a plan, in the order of writing."""
    backwards = sorted(removals, key=lambda change: -MENUS.index(change.menu))
    return (*sorted(additive, key=stage), *backwards)
