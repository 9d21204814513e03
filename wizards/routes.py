"""Tables and default routes: one table a line, its neighbour as backup in it, and all lines in the main table."""

from __future__ import annotations

from routerboard.language.items import Item
from routerboard.language.version import Version
from wizards import lease
from wizards.lines import Job, Line


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
    """The default routes.

    main     every line, in priority order, at distances that differ: equal ones would silently become ECMP in version 7
    tables   the line itself, then the next line round; if both are dead the lookup falls through to main
    """
    main = [_route(job, line, None, distance) for distance, line in enumerate(job.lines, 1)]
    return [*_in_tables(job), *main]


def _in_tables(job: Job) -> list[Item]:
    found = []
    for index, owner in enumerate(job.lines):
        ring = (*job.lines[index:], *job.lines[:index])[:2]
        found += [_route(job, line, owner, distance) for distance, line in enumerate(ring, 1)]
    return found


def _route(job: Job, line: Line, owner: Line | None, distance: int) -> Item:
    values = {"dst-address": "0.0.0.0/0", **_gateway(job, line, owner), "distance": str(distance)}
    if owner is not None:
        values[table_property(job.version)] = owner.table
    role = f"{lease.role_prefix(line)}{'main' if owner is None else f'table:{owner.name}'}"
    return Item("/ip/route", role, values, _why(line, owner, distance))


def table_property(version: Version) -> str:
    """What a route calls the table it belongs to."""
    return "routing-table" if version.can("routing-tables") else "routing-mark"


def _gateway(job: Job, line: Line, owner: Line | None) -> dict[str, str]:
    """How a route names this line; a session has nobody to ping, an unknown lease waits for the script."""
    if line.wan.kind == "pppoe":
        return {"gateway": line.gateway}
    checked = {"check-gateway": "ping"} if job.site.health.check != "none" else {}
    if not line.gateway:
        return {"gateway": lease.WAITING, **checked, "disabled": "yes"}
    return {"gateway": line.gateway + _resolved_in(job, line, owner), **checked}


def _resolved_in(job: Job, line: Line, owner: Line | None) -> str:
    """`@main`: in version 7 a table's gateway is looked up in main; one with its interface needs no look-up."""
    return "@main" if owner and job.version.can("routing-tables") and "%" not in line.gateway else ""


def _why(line: Line, owner: Line | None, distance: int) -> str:
    waits = "" if line.gateway else "; waits for the lease, whose script fills the gateway in"
    if owner is None:
        order = (
            "unmarked traffic and the router itself go out here"
            if distance == 1
            else f"choice {distance} if better lines are dead"
        )
        return f"{line.name}: {order}{waits}"
    if owner is line:
        return f"connections of {line.name} leave by {line.name}{waits}"
    return f"if {owner.name} dies, its connections take {line.name}{waits}"
