"""What the overview shows, put together from what was read. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from routerboard.language.items import Row
from routerboard.language.survey import Survey
from tui.watch.overview import Seen
from tui.watch.state import CONNECTIONS, Watched

DRAWN = ("/interface", CONNECTIONS)
"""Menus whose readings draw the overview anew: the others are shown with the next of these, a second later at most."""
LEASES = "/ip/dhcp-server/lease"


def seen(watched: Watched, survey: Survey) -> Seen:
    """Everything as it is now; guests' names come from their leases as the survey, or a later look, found them."""
    return Seen(
        watched.lines,
        watched.states,
        watched.histories,
        watched.tally(),
        watched.balance(),
        watched.events,
        names_of([*survey.rows(LEASES), *watched.menus.get(LEASES, ())]),
        counted=CONNECTIONS in watched.snapshots,
    )


def names_of(leases: Iterable[Row]) -> dict[str, str]:
    """Address -> what the leased device calls itself, or what the technician has written beside it."""
    found = {}
    for row in leases:
        name = row.get("comment") or row.get("host-name", "")
        address = row.get("active-address") or row.get("address", "")
        if name and address:
            found[address] = name
    return found
