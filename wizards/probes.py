"""Routes to the hosts that tell whether a line lives, and what depends on them.

    host       /32 by the line's own gateway, so that a ping of it can leave by this line alone
    hole       a black hole behind it: with the line down the ping must not wander off by another one
    default    points at the host, so the router finds the way through the /32 (recursion), and gives it up when the
               host is silent; with two hosts only when both are

How far such a look-up may go is a number. A route serves as a step where its scope is not greater than the target scope
of the route that looks. In version 6 a /32 of scope 10 serves the usual target scope 10. Version 7 lifts the scope of
a route with a gateway above its own target scope, so the default must look as far as 11.

Two hosts: version 7 takes two defaults of one distance for equal, over the same line, and drops the one whose host is
silent (its manual's own way). In version 6 only one of two equal routes is ever used, in every table anew. So there the
hosts stand behind one address that exists nowhere (RFC 5737), the virtual hop, and every default points at that one.
"""

from __future__ import annotations

from collections.abc import Mapping

from routerboard.language.items import Item
from wizards import clearing, lease
from wizards.lines import Job, Line

SCOPE = "10"
LOOKS_6, LOOKS_7 = "10", "11"
HOLE_DISTANCE = "20"
_VIRTUAL = "192.0.2.{}"
_FIRST_VIRTUAL = 211


def depends(job: Job) -> bool:
    """Whether defaults depend on hosts; with one line there is nothing to fall back to, and a silent host no reason."""
    return job.site.health.check == "probe" and len(job.lines) > 1


def routes(job: Job, watched: Mapping[str, tuple[str, ...]]) -> list[Item]:
    """The way to each host of each line, and in version 6 the virtual hops; none where nobody would look at them."""
    if not (depends(job) or clearing.wanted(job)):
        return []
    seven = job.version.can("routing-tables")
    found: list[Item] = []
    for line in job.lines:
        numbered = tuple(enumerate(watched.get(line.name, ()), 1))
        found += [_host(line, number, host) for number, host in numbered]
        found += [_hole(line, number, host, seven) for number, host in numbered]
        found += [_hop(job, line, number, host) for number, host in numbered if depends(job) and not seven]
    return found


def _host(line: Line, number: int, host: str) -> Item:
    waiting = {} if line.gateway else {"disabled": "yes"}
    values = {"dst-address": f"{host}/32", "gateway": line.gateway or lease.WAITING, "scope": SCOPE, **waiting}
    waits = "" if line.gateway else "; waits for the lease, whose script fills the gateway in"
    why = f"{host} is reached by {line.name} alone: while it answers, the Internet behind {line.name} lives{waits}"
    return Item("/ip/route", f"{lease.role_prefix(line)}probe:{number}", values, why)


def _hole(line: Line, number: int, host: str, seven: bool) -> Item:
    kind = {"blackhole": ""} if seven else {"type": "blackhole"}
    values = {"dst-address": f"{host}/32", **kind, "distance": HOLE_DISTANCE}
    why = f"with {line.name} down, {host} must not answer by another line"
    return Item("/ip/route", f"hole:{line.name}:{number}", values, why)


def _hop(job: Job, line: Line, number: int, host: str) -> Item:
    values = {
        "dst-address": f"{virtual_hop(job, line)}/32",
        "gateway": host,
        "check-gateway": "ping",
        "distance": str(number),
        "scope": SCOPE,
        "target-scope": LOOKS_6,
    }
    why = f"stands for {line.name} in its default routes while {host} answers"
    return Item("/ip/route", f"hop:{line.name}:{number}", values, why)


def virtual_hop(job: Job, line: Line) -> str:
    """Version 6: the address that stands for all hosts of a line; no packet is ever sent to it."""
    return _VIRTUAL.format(_FIRST_VIRTUAL + job.lines.index(line))


def gateways(job: Job, line: Line, watched: Mapping[str, tuple[str, ...]]) -> list[dict[str, str]]:
    """How the defaults of a line that depends on its hosts (`watched`) name their gateway, one after the other."""
    if not job.version.can("routing-tables"):
        return [{"gateway": virtual_hop(job, line), "target-scope": LOOKS_6}]
    watching = {"check-gateway": "ping", "target-scope": LOOKS_7}
    return [{"gateway": host, **watching} for host in watched.get(line.name, ())]
