"""Addresses of the router against those of the site."""

from __future__ import annotations

from collections.abc import Iterator

from routerboard.language.change import Finding
from routerboard.language.survey import Address
from wizards.addresses import interface, is_private, network
from wizards.checks.say import error, note, warning
from wizards.lines import Job, Line


def findings(job: Job) -> Iterator[Finding]:
    """Each line's addresses, then the LAN's."""
    for line in job.lines:
        yield from _gateway(job, line)
        yield from _overlaps(job, line)
        yield from _lease(job, line)
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
        why = "its routes wait disabled; the lease's script fills the gateway in and enables them"
        yield note("no-lease", what, why, "plug the modem in, and look again after applying")
    told = [one.address for one in _present(job) if one.interface == line.interface] or [line.wan.address]
    if any(is_private(address) for address in told):
        what = f"{line.name} has a private address"
        yield note(
            "private",
            what,
            "the modem or provider translates addresses too",
            "port forwards need the modem in bridge mode",
        )


def _lan(job: Job) -> Iterator[Finding]:
    lan = job.site.lan
    present = [one.address for one in _present(job) if one.interface == lan.interface]
    if present and lan.address not in present:
        what = f"{lan.interface} has {', '.join(present)}, the site says {lan.address}"
        yield warning(
            "lan-address", what, "the plan does not renumber a LAN", "write the router's address into the site"
        )


def _same_gateway(job: Job) -> Iterator[Finding]:
    shared = [line for line in job.lines if "%" in line.gateway]
    if shared:
        what = f"{' and '.join(line.name for line in shared)} have the same gateway address"
        why = "routes name the interface too, but the modems' pages and ARP entries still collide"
        yield warning("same-gateway", what, why, "change one modem's LAN")
