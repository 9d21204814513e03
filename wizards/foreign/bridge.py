"""A socket that becomes a line is no longer a socket for guests."""

from __future__ import annotations

from routerboard.language.change import Change
from routerboard.language.items import role_of
from wizards.foreign.edit import removal
from wizards.lines import Job
from wizards.rows import enabled


def ports(job: Job) -> list[Change]:
    """Lines whose socket is still a port of a bridge leave it."""
    menu = "/interface/bridge/port"
    names = {line.wan.interface: line.name for line in job.lines}
    found = [row for row in enabled(job.survey.rows(menu)) if row.get("interface") in names]
    return [
        removal(
            job.survey,
            menu,
            row,
            f"bridge-port:{row['interface']}",
            "a line of its own, no longer LAN",
            f"Take {row['interface']} out of {row.get('bridge', 'the bridge')}? It becomes {names[row['interface']]}.",
        )
        for row in found
    ]


def list_members(job: Job) -> list[Change]:
    """A line that somebody put into the list LAN would be trusted as a guest network is."""
    menu = "/interface/list/member"
    lines = {line.wan.interface: line.name for line in job.lines} | {line.interface: line.name for line in job.lines}
    rows = (row for row in job.survey.rows(menu) if row.get("list") == "LAN" and role_of(row) is None)
    return [
        removal(
            job.survey,
            menu,
            row,
            f"list-member:LAN:{row['interface']}",
            "the Internet side must not be trusted as LAN",
            f"Take {row['interface']} out of the list LAN? It becomes {lines[row['interface']]}.",
        )
        for row in rows
        if row.get("interface") in lines
    ]
