"""Addresses of the router against those of the site."""

from __future__ import annotations

from collections.abc import Iterator

from routerboard.language.change import Finding
from routerboard.language.survey import Address
from wizards.addresses import interface, network
from wizards.carrier import carrier_nat, modem_nat
from wizards.checks.say import error, note, warning
from wizards.leasing import Leasing
from wizards.lines import Job, Line, far_lease, subnet

PATIENCE = 20
"""Seconds that the proof waits for a line after the last write."""


def findings(job: Job) -> Iterator[Finding]:
    """Each line's addresses, then the LAN's."""
    for line in job.lines:
        yield from _gateway(job, line)
        yield from _overlaps(job, line)
        yield from _lease(job, line)
        yield from _translated(job, line)
    yield from _lan(job)
    yield from _same_gateway(job)


def _present(job: Job) -> list[Address]:
    return [one for one in job.survey.addresses if not one.disabled]


def _gateway(job: Job, line: Line) -> Iterator[Finding]:
    """The talk's own slip: `192.168.42.1/24` on Wan2, with that very address as the gateway."""
    own = {str(found.ip) for one in _present(job) if (found := interface(one.address))}
    if line.wan.gateway in own:
        what = f"{line.name}: the gateway {line.wan.gateway} is this router's own address"
        yield error("gateway-is-own", what, "the route would lead to itself", "the modem's address is the gateway")


def _overlaps(job: Job, line: Line) -> Iterator[Finding]:
    """The line's subnet, static or leased, against every other interface's."""
    lines = {one.interface for one in job.lines}
    for mine in _nets(job, line):
        net = network(mine)
        for one in _present(job):
            other = network(one.address)
            if net and other and one.interface not in lines and net.overlaps(other):
                what = f"{line.name}'s {net} overlaps {other} on {one.interface}"
                yield error(
                    "overlap", what, "the router could not tell modem and guests apart", "change the modem's LAN"
                )


def _nets(job: Job, line: Line) -> list[str]:
    if line.wan.kind == "static":
        return [line.wan.address]
    return [one.address for one in _present(job) if one.interface == line.interface]


def _lease(job: Job, line: Line) -> Iterator[Finding]:
    if line.leased and not line.gateway:
        what = f"{line.name} has no lease yet"
        fix = "plug the modem in; `far-gateway: true` where the provider gives a single address (/32)"
        until = f"apply takes all back unless the lease comes within {PATIENCE} s of the last write"
        yield note("no-lease", what, f"{Leasing(job).waiting(line)}; {until}", fix)
    if far_lease(job.survey, line.interface) and line.leased:
        what = f"{line.name}: the gateway {line.neighbour} lies outside of the lease"
        why = "a plain route would not find it; the plan adds the lease once more, towards the gateway"
        yield note("far-lease", what, why, "nothing to do")


def _translated(job: Job, line: Line) -> Iterator[Finding]:
    """Who else translates addresses on the way: what comes in from the Internet stops there."""
    say = warning if job.site.forwards else note
    lost = f"; {_forwards(job)} on it" if job.site.forwards else ""
    if address := carrier_nat(job.survey, line.wan):
        what = f"{line.name} is behind the provider's own NAT (CGNAT), at {address.partition('/')[0]}"
        why = f"nobody on the Internet can connect to it: no port forward, no VPN server, no remote access{lost}"
        yield say("cgnat", what, why, "ask the provider for a public address, or use another line for these")
    elif address := modem_nat(job.survey, line.wan):
        what = f"{line.name} has a private address, {address.partition('/')[0]}"
        why = f"the modem or provider translates addresses too, so what comes in stops there{lost}"
        yield say("private", what, why, "port forwards need the modem in bridge mode, or a forward of its own to us")


def _forwards(job: Job) -> str:
    ports = ", ".join(f"{one.protocol} {one.port}" for one in job.site.forwards)
    return f"not reached: {ports}"


def _lan(job: Job) -> Iterator[Finding]:
    lan = job.site.lan
    present = [one.address for one in _present(job) if one.interface == lan.interface]
    if present and lan.address not in present:
        what = f"{lan.interface} has {', '.join(present)}, the site says {lan.address}"
        yield warning(
            "lan-address", what, "the plan does not renumber a LAN", "write the router's address into the site"
        )


def _same_gateway(job: Job) -> Iterator[Finding]:
    """Modems that are called alike, or stand on one subnet: the routes manage, the rest of the router does not."""
    for first, second in job.alike:
        same = first.neighbour == second.neighbour
        shared = f"have the same gateway address, {first.neighbour}" if same else f"are both on {_net(job, first)}"
        what = f"{first.name} and {second.name} {shared}"
        yield warning("same-gateway", what, _alike(job), "change one modem's LAN, to 192.168.9.0/24 say")
        yield from _same_address(job, first, second)


def _alike(job: Job) -> str:
    routes = "both are ECMP" if job.version.can("routing-tables") else "only one is used"
    return (
        "the plan's routes name the interface, so each connection finds its line. But of the two connected routes to "
        f"that subnet {routes}: from the LAN one modem's page is reached by chance or not at all, and the router may "
        "answer one modem's ARP with the other's address"
    )


def _net(job: Job, line: Line) -> str:
    return str(subnet(job.survey, line) or "")


def _same_address(job: Job, first: Line, second: Line) -> Iterator[Finding]:
    both = sorted(
        {text.partition("/")[0] for text in _nets(job, first)} & {text.partition("/")[0] for text in _nets(job, second)}
    )
    if both and both[0]:
        what = f"{first.name} and {second.name} give the router the same address, {both[0]}"
        why = "by its address no connection tells which line it uses: the tables here may err, and when one of the "
        why += "two dies its connections cannot be told from the other's, so they hang until they end by themselves"
        yield warning("same-lease", what, why, "change one modem's LAN, or its reservation for this router")
