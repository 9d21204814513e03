"""The leased lines of one site: which routes are ours, and what their DHCP clients are told."""

from __future__ import annotations

from routerboard.language.items import Item
from wizards import lease, routes
from wizards.lines import Job, Line


def own_routes(job: Job) -> list[Item]:
    """All routes of the site but those that DHCP clients make by themselves."""
    every = routes.routes(job)
    theirs = {item.role for line in by_themselves(job) for item in lease.routes_of(line, every)}
    return [item for item in every if item.role not in theirs]


def by_themselves(job: Job) -> tuple[Line, ...]:
    """The lines whose DHCP client makes its routes by itself."""
    every = routes.routes(job)
    return tuple(line for line in job.lines if line.leased and not lease.why_script(job, line, every))


def client_settings(job: Job, line: Line) -> dict[str, str]:
    """What a leased line's client must be told: its routes, or that it adds none and the script that keeps ours."""
    dns = {} if job.peer_dns else {"use-peer-dns": "no"}
    every = routes.routes(job)
    if lease.why_script(job, line, every):
        return {"add-default-route": "no", **dns, "script": lease.script(job, line)}
    return {**lease.tables(job, line, every), **dns}


def waiting(job: Job, line: Line) -> str:
    """What becomes of the routes of a line that has no lease yet."""
    if lease.why_script(job, line, routes.routes(job)):
        return "its routes wait disabled; the lease's script fills the gateway in and enables them"
    return "its routes come with the lease"


def why(job: Job, line: Line) -> str:
    """How the routes of a leased line stay right, and why so."""
    reason = lease.why_script(job, line, routes.routes(job))
    if reason:
        return f"a script writes the leased gateway into the site's routes: {reason}"
    return f"RouterOS {job.version} puts its routes into the tables by itself, and takes them out with the lease"
