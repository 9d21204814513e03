"""Rows of a surveyed router: which of their properties are configuration, and how to point at exactly one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from routerboard.language.items import Row, is_true


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STATE = _words("dynamic invalid inactive active static running slave bytes packets status actual-interface builtin")
"""Read-only everywhere that we look."""

_STATE_OF: Mapping[str, frozenset[str]] = {
    "/interface/bridge/port": _words(
        "port-number role edge-port edge-port-discovery point-to-point-port external-fdb sending-rstp learning "
        "forwarding root-path-cost designated-bridge designated-cost designated-port-number hw-offload "
        "hw-offload-group actual-path-cost debug-info nextid"
    ),
    "/ip/dhcp-client": _words(
        "address gateway dhcp-server primary-dns secondary-dns primary-ntp secondary-ntp expires-after "
        "caps-managers dhcp-options-received"
    ),
    "/ip/route": _words(
        "gateway-status immediate-gw local-address ecmp hw-offloaded vpn connect dhcp modem copy filtered bgp ospf rip "
        "belongs-to unreachable ospf-metric debug contribution bfd"
    ),
    "/interface/lte/apn": _words("default"),
    "/ip/dns": _words("dynamic-servers cache-used"),
    "/ip/firewall/address-list": _words("creation-time"),
    "/tool/netwatch": _words(
        "since done-tests failed-tests http-resp-time http-status-code ip ip6 loss-count loss-percent response-count "
        "rtt-avg rtt-jitter rtt-max rtt-min rtt-stdev sent-count tcp-connect-time"
    ),
    "/system/script": _words("owner last-started run-count"),
}

_KEYS: Mapping[str, tuple[str, ...]] = {
    "/interface/bridge/port": ("interface",),
    "/interface/list": ("name",),
    "/interface/list/member": ("list", "interface"),
    "/interface/pppoe-client": ("name",),
    "/interface/lte/apn": ("name",),
    "/ip/address": ("address", "interface"),
    "/ip/dhcp-client": ("interface",),
    "/routing/table": ("name",),
}
"""The properties that no two rows of a menu share."""


def configuration(menu: str, row: Row) -> Row:
    """The properties that a technician could have typed: no ids, no counters, no state."""
    state = _STATE | _STATE_OF.get(menu, frozenset())
    return {name: value for name, value in row.items() if not name.startswith(".") and name not in state}


def enabled(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows that are in force and that somebody configured."""
    return tuple(row for row in rows if not is_true(row.get("disabled")) and not is_true(row.get("dynamic")))


def pick(menu: str, rows: Sequence[Row], row: Row) -> Row:
    """Properties that only this row has: its natural key, its comment, or all that is configured.

    Of rows that are alike in everything the router's own number tells, which holds for as long as the rows do.
    """
    everything = configuration(menu, row)
    key = {name: row[name] for name in _KEYS.get(menu, ()) if name in row}
    comment = {"comment": row["comment"]} if row.get("comment") else {}
    number = {".id": row[".id"]} if ".id" in row else everything
    return next((found for found in (key, comment, everything) if found and _single(rows, found)), number)


def picked(rows: Iterable[Row], match: Row) -> Row | None:
    """The first row that has all these properties; an empty match is the only row of a singleton menu."""
    return next((row for row in rows if all(row.get(name) == value for name, value in match.items())), None)


def _single(rows: Sequence[Row], match: Row) -> bool:
    return sum(all(row.get(name) == value for name, value in match.items()) for row in rows) == 1
