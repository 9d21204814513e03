"""Every row that a site needs on this router."""

from __future__ import annotations

from routerboard.language.items import Item
from wizards import clearing, clients, leasing, local, nat, routes
from wizards.lines import Job
from wizards.methods import METHODS


def intended(job: Job) -> tuple[Item, ...]:
    """All items, those of one menu together and in the order they shall stand in."""
    parts = (
        routes.tables,
        clients.lists,
        local.local_networks,
        clients.pppoe_clients,
        clients.members,
        clients.own_addresses,
        leasing.own_routes,
        nat.translations,
        METHODS[job.site.method],
        clients.dhcp_clients,
        clearing.script,
        clearing.watches,
    )
    return tuple(item for part in parts for item in part(job))
