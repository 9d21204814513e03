"""Lines that somebody else has set up: which mark leads to which, by marks, tables and routes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv4Interface

from routerboard.language.items import Row, is_true, table_of
from routerboard.packetflow import Classifier
from tui.watch.line import Line

Menus = Mapping[str, Sequence[Row]]
_MANGLE = "/ip/firewall/mangle"


def handmade(interfaces: Sequence[str], menus: Menus) -> list[Line]:
    """A line for each of these interfaces, named like it, with the mark that leads to it and its share of a PCC."""
    ways = _ways(menus)
    shares = _shares(menus)
    found = []
    for name in interfaces:
        mark = next((mark for mark, interface in ways.items() if interface == name), "")
        found.append(Line(name, name, mark, shares.get(mark)))
    return found


def _enabled(menus: Menus, action: str) -> list[Row]:
    rows = menus.get(_MANGLE, ())
    return [row for row in rows if row.get("action") == action and not is_true(row.get("disabled"))]


def _ways(menus: Menus) -> dict[str, str]:
    """Connection mark -> the interface of the nearest default route in the table that it is sent to."""
    tables = {
        row["connection-mark"]: row["new-routing-mark"]
        for row in reversed(_enabled(menus, "mark-routing"))
        if row.get("connection-mark") and row.get("new-routing-mark")
    }
    exits = _exits(menus)
    return {mark: exits[table] for mark, table in tables.items() if table in exits}


def _exits(menus: Menus) -> dict[str, str]:
    """Table -> the interface of its nearest default route, whether that one lives or not."""
    best: dict[str, tuple[int, str]] = {}
    for row in menus.get("/ip/route", ()):
        table = table_of(row)
        if row.get("dst-address") != "0.0.0.0/0" or is_true(row.get("disabled")):
            continue
        distance, interface = int(row.get("distance") or 1), interface_of(row, menus)
        if interface and (table not in best or distance < best[table][0]):
            best[table] = distance, interface
    return {table: interface for table, (_, interface) in best.items()}


def interface_of(route: Row, menus: Menus) -> str:
    """The interface that a route's gateway lies behind: named in the route, or by whose network the gateway is in."""
    gateway, _, named = route.get("gateway", "").partition("@")[0].partition("%")
    immediate = route.get("immediate-gw", "").rpartition("%")[2]
    if named or immediate:
        return named or immediate
    try:
        address = IPv4Address(gateway)
    except ValueError:
        return gateway
    for row in menus.get("/ip/address", ()):
        try:
            inside = address in IPv4Interface(row.get("address", "")).network
        except ValueError:
            continue
        if inside:
            return row.get("actual-interface") or row.get("interface", "")
    return ""


def _shares(menus: Menus) -> dict[str, float]:
    """Connection mark -> the part of all remainders that lead to it."""
    found: dict[str, float] = {}
    for row in _enabled(menus, "mark-connection"):
        try:
            classifier = Classifier.parse(row.get("per-connection-classifier", ""))
        except ValueError:
            continue
        mark = row.get("new-connection-mark", "")
        found[mark] = found.get(mark, 0.0) + 1 / classifier.denominator
    total = sum(found.values())
    return {mark: share / max(1.0, total) for mark, share in found.items()}


def classifier_of(menus: Menus) -> str:
    """What spreads connections on this router: a PCC's kind, `nth`, `nth-sticky`, `ecmp`; "" where nothing does."""
    for row in _enabled(menus, "mark-connection"):
        try:
            return Classifier.parse(row.get("per-connection-classifier", "")).kind
        except ValueError:
            continue
    comments = [row.get("comment", "") for row in menus.get(_MANGLE, ())]
    if any(one.startswith("simplifi:nth:") for one in comments):
        return "nth-sticky" if any(one.startswith("simplifi:turns") for one in comments) else "nth"
    return "ecmp" if any(one.startswith("simplifi:ecmp:") for one in comments) else ""
