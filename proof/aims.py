"""What the router pings to know one line alone: a host beyond its modem, and how its pings leave by that line.

By the host's own route where the site has one, in version 6 by the line's table, else by a temporary rule like the
pin's. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from proof.pin import by_table
from routerboard.language.items import Row
from wizards.hosts import chosen_hosts, hosts
from wizards.lines import Job, Line


@dataclass(frozen=True)
class Aim:
    """`command` with `words` pings `host` ("" where there is none); `rules` have to stand meanwhile."""

    host: str
    command: str
    words: Row
    rules: tuple[Row, ...] = ()


def aim_at(job: Job, line: Line, host: str = "") -> Aim:
    """How this line is pinged; `host` in the place of the site's own."""
    ring = hosts(job).get(line.name, ())
    beyond = host or next(iter(ring or chosen_hosts(job.survey, job.site).get(line.name, ())), "")
    routed = bool(ring) and beyond in ring
    six = not job.version.can("routing-tables")
    command = "/ping" if job.version.can("root-ping") else "/tool/ping"
    rules = by_table(line.table, [beyond]) if beyond and not routed and not six else ()
    return Aim(beyond, command, {"routing-table": line.table} if six and not routed else {}, rules)
