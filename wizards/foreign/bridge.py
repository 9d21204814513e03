"""A socket that becomes a line is no longer a socket for guests."""

from __future__ import annotations

from routerboard.language.change import Change
from routerboard.language.items import is_true, role_of
from wizards.foreign.edit import edit, removal
from wizards.lines import Job
from wizards.names import WAN_LIST
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


def sleeping_members(job: Job) -> list[Change]:
    """A line's place in the list WAN that somebody has switched off: a second row for it is refused."""
    menu = "/interface/list/member"
    rows = job.survey.rows(menu)
    return [
        change
        for line in job.lines
        for row in rows
        if (row.get("list"), row.get("interface")) == (WAN_LIST, line.interface)
        and role_of(row) is None
        and is_true(row.get("disabled"))
        for change in edit(
            job.survey,
            menu,
            row,
            {"disabled": "no"},
            f"list-member:{WAN_LIST}:{line.interface}",
            "outside of the list WAN the firewall neither protects nor translates",
            f"Switch {line.interface} in the list {WAN_LIST} on again? It becomes {line.name}.",
        )
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
