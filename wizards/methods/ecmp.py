"""ECMP: equal default routes, among which the router picks one for each new connection.

Version 6 has one route with all gateways, version 7 one route a line at the same distance. By itself neither holds a
connection: version 6 picks anew for a pair of addresses whenever its route cache is flushed, version 7 whenever a line
comes or goes, and the translated address belongs to one line only. So the line that a connection first left by is
written into its mark, and from then on it takes that line's table, as with the other methods.

A list of gateways is one value, which no lease's script could mend in part. So in version 6 a leased line stands in it
as an address that exists nowhere (RFC 5737) and is resolved through a host route of the line's own: that one the
script keeps, with all other routes of the line, and the check that it carries takes the line out of the list. Then the
list itself must not be checked, since nobody answers at such an address; fixed gateways in it are checked all the same,
because in version 6 a check on any route counts for all routes by that gateway, and the tables have one. Where hosts
beyond the modems are asked, their virtual hops stand in the list.
"""

from __future__ import annotations

from routerboard.language.items import Item
from wizards import lease, probes
from wizards.lines import Job, Line
from wizards.methods.marks import MANGLE, bypass, inbound, outbound, pins, steer
from wizards.names import LOCAL

MAIN = "ecmp:main"
"""The role of version 6's route by all lines."""


def rules(job: Job) -> list[Item]:
    """Nothing chooses here; what the routes have chosen is written down as the connection leaves."""
    return [*bypass(job), *inbound(job), *pins(job), *steer(job), *outbound(job), *held(job)]


def held(job: Job) -> list[Item]:
    """A connection keeps the line that its first packet left by: guests' ones, and the router's own but for its pings.

    Pings of the router tell which lines live: they must go where the main table sends them, and never be led around.
    """
    guests = {"chain": "forward", **job.guests, "dst-address-list": f"!{LOCAL}"}
    own = {"chain": "output", "protocol": "!icmp"}
    return [
        *(_held(line, f"ecmp:{line.name}", guests, "what guests sent") for line in job.lines),
        *(_held(line, f"ecmp-own:{line.name}", own, "what the router itself sent") for line in job.lines),
    ]


def _held(line: Line, role: str, whose: dict[str, str], what: str) -> Item:
    values = {
        "chain": whose["chain"],
        "action": "mark-connection",
        **whose,
        "out-interface": line.interface,
        "connection-state": "new",
        "connection-mark": "no-mark",
        "new-connection-mark": line.mark,
        "passthrough": "yes",
    }
    return Item(MANGLE, role, values, f"{what} by {line.name} stays with {line.name}")


def routes(job: Job) -> list[Item]:
    """Version 6: the route by all lines, a line as often as it has shares, and the host routes of leased lines."""
    numbered = tuple(enumerate(job.lines, 1))
    gateways = [_element(job, line, number) for number, line in numbered for _ in range(line.share)]
    hops = [] if probes.depends(job) else [_hop(job, line, number) for number, line in numbered if line.leased]
    check = {} if hops or probes.depends(job) else _check(job)
    values = {"dst-address": "0.0.0.0/0", "gateway": ",".join(gateways), **check, "distance": "1"}
    why = f"guests: {' : '.join(str(line.share) for line in job.lines)}, by pairs of guest and server"
    return [*hops, Item("/ip/route", MAIN, values, why)]


def _check(job: Job) -> dict[str, str]:
    return {"check-gateway": "ping"} if job.site.health.check != "none" else {}


def _element(job: Job, line: Line, number: int) -> str:
    """What stands for a line: the hop that lives while its hosts answer, else its gateway, or what finds that one."""
    if probes.depends(job):
        return probes.virtual_hop(job, line)
    return _stand_in(number) if line.leased else line.gateway


def _stand_in(number: int) -> str:
    return f"192.0.2.{200 + number}"


def _hop(job: Job, line: Line, number: int) -> Item:
    waiting = {} if line.gateway else {"disabled": "yes"}
    values = {
        "dst-address": f"{_stand_in(number)}/32",
        "gateway": line.gateway or lease.WAITING,
        **_check(job),
        "scope": "10",
        "distance": "1",
        **waiting,
    }
    why = f"stands for {line.name} in the route by all lines, wherever its lease moves the gateway"
    return Item("/ip/route", f"{lease.role_prefix(line)}hop", values, why)
