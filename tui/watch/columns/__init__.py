"""The columns of each table: names, order, flags and units as Winbox has them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from routerboard.language.version import Version
from tui.watch.columns.firewall import address_lists, connections, filter_rules, mangle, nat
from tui.watch.columns.interfaces import addresses, interfaces
from tui.watch.columns.model import Column, Kind, TableForm
from tui.watch.columns.neighbours import hotspot_active, hotspot_hosts, leases, log, neighbors
from tui.watch.columns.routes import routes

__all__ = ["TABLES", "Column", "Kind", "TableForm"]

TABLES: Mapping[str, Callable[[Version], TableForm]] = {
    "Interfaces": interfaces,
    "Addresses": addresses,
    "Routes": routes,
    "Mangle": mangle,
    "NAT": nat,
    "Connections": connections,
    "Log": log,
    "Filter": filter_rules,
    "Lists": address_lists,
    "Leases": leases,
    "Hosts": hotspot_hosts,
    "Active": hotspot_active,
    "Neighbors": neighbors,
}
"""Tab -> its table, in the order of the tabs after Overview."""
