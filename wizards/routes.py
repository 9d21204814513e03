"""Tables and default routes: one table a line, its neighbour as backup in it, and all lines in the main table.

Roles: `route:Wan1:…` are the routes by the line's own gateway, which the script of its lease keeps; `default:Wan1:…`
are default routes that point at hosts on the Internet instead, and find the gateway through those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from routerboard.language.items import Item
from routerboard.language.version import Version
from wizards import addresses, lease, probes
from wizards.hosts import hosts
from wizards.lines import Job, Line
from wizards.methods import ecmp


def tables(job: Job) -> list[Item]:
    """Version 7 wants a table to exist before a mark or a route names it; version 6 makes it on first use."""
    if not job.version.can("routing-tables"):
        return []
    taken = {table.name for table in job.survey.tables if not table.ours}
    return [_table(line) for line in job.lines if line.table not in taken]


def _table(line: Line) -> Item:
    why = f"the way out by {line.name}, for connections that belong to it"
    return Item("/routing/table", f"table:{line.name}", {"name": line.table, "fib": ""}, why)


def routes(job: Job) -> list[Item]:
    """The routes to watched hosts, then the default routes.

    main     every line, in priority order, at distances that differ: equal ones would silently be ECMP in version 7.
             For ECMP they are equal, and in version 6 one route has all gateways
    tables   the line itself, then the next line round; if both are dead the lookup falls through to main
    """
    watched = hosts(job)
    ringed = [
        item
        for owner, lines in _rings(job)
        for distance, line in enumerate(lines, 1)
        for item in _defaults(job, line, owner, distance, watched)
    ]
    return [*probes.routes(job, watched), *ringed, *_main(job, watched)]


def _main(job: Job, watched: Mapping[str, tuple[str, ...]]) -> list[Item]:
    """In turn, or for ECMP all equal: then as many for each line, so that one with more hosts gets no more traffic."""
    if not _is_ecmp(job):
        return [item for at, line in enumerate(job.lines, 1) for item in _defaults(job, line, None, at, watched)]
    if not job.version.can("routing-tables"):
        return ecmp.routes(job)
    found = [_defaults(job, line, None, 1, watched) for line in job.lines]
    return [item for items in found for item in items[: min(map(len, found))]]


def _is_ecmp(job: Job) -> bool:
    return job.site.method == "ecmp" and len(job.lines) > 1


def _rings(job: Job) -> Iterator[tuple[Line, tuple[Line, ...]]]:
    """Each line with those that its table leads to, the next one round as backup."""
    for index, owner in enumerate(job.lines):
        yield owner, (*job.lines[index:], *job.lines[:index])[:2]


def _defaults(
    job: Job, line: Line, owner: Line | None, distance: int, watched: Mapping[str, tuple[str, ...]]
) -> list[Item]:
    """The default routes by one line in one table: one, or in version 7 one for each host that it depends on."""
    table = {} if owner is None else {table_property(job.version): owner.table}
    place = "main" if owner is None else f"table:{owner.name}"
    if not probes.depends(job):
        why = _why(job, line, owner, distance) + _waits(line)
        return [_default(f"{lease.role_prefix(line)}{place}", _gateway(job, line), distance, table, why, job, owner)]
    why = _why(job, line, owner, distance)
    return [
        _default(f"default:{line.name}:{place}{_number(at)}", gateway, distance, table, _told(why, at), job, owner)
        for at, gateway in enumerate(probes.gateways(job, line, watched), 1)
    ]


def _number(at: int) -> str:
    return "" if at == 1 else f":{at}"


def _told(why: str, at: int) -> str:
    return why if at == 1 else f"{why}; for as long as this one of its hosts answers"


def _default(
    role: str, gateway: dict[str, str], distance: int, table: dict[str, str], why: str, job: Job, owner: Line | None
) -> Item:
    named = gateway["gateway"] + _resolved_in(job, gateway["gateway"], owner)
    values = {"dst-address": "0.0.0.0/0", **gateway, "gateway": named, "distance": str(distance), **table}
    return Item("/ip/route", role, values, why)


def table_property(version: Version) -> str:
    """What a route calls the table it belongs to."""
    return "routing-table" if version.can("routing-tables") else "routing-mark"


def _gateway(job: Job, line: Line) -> dict[str, str]:
    """How a route names this line; a session has nobody to ping, an unknown lease waits for the script."""
    if line.session:
        return {"gateway": line.gateway}
    checked = {"check-gateway": "ping"} if job.site.health.check != "none" else {}
    if not line.gateway:
        return {"gateway": lease.WAITING, **checked, "disabled": "yes"}
    return {"gateway": line.gateway, **checked}


def _resolved_in(job: Job, gateway: str, owner: Line | None) -> str:
    """`@main`: in version 7 a table's gateway is looked up in main; one with its interface needs no look-up."""
    plain = addresses.address(gateway) is not None and gateway != lease.WAITING
    return "@main" if owner and plain and job.version.can("routing-tables") else ""


def _why(job: Job, line: Line, owner: Line | None, distance: int) -> str:
    if owner is None and _is_ecmp(job):
        return f"{line.name}: an equal among equals, new connections spread over all that live"
    if owner is None:
        order = (
            "unmarked traffic and the router itself go out here"
            if distance == 1
            else f"choice {distance} if better lines are dead"
        )
        return f"{line.name}: {order}"
    if owner is line:
        return f"connections of {line.name} leave by {line.name}"
    return f"if {owner.name} dies, its connections take {line.name}"


def _waits(line: Line) -> str:
    return "" if line.gateway else "; waits for the lease, whose script fills the gateway in"
