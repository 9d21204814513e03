"""Hosts by which lines are watched: nobody may depend on one, and each must lie beyond its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from routerboard.language.change import Finding
from routerboard.language.items import Row
from wizards import addresses, clearing
from wizards.checks.say import error, note, warning
from wizards.hosts import A_LINE, OPERATORS, chosen_hosts, routed, servers_of_guests, servers_of_router, within
from wizards.lines import Job

_PINNED = "a watched host is reached by its line alone, and by nobody while that line is down"


def findings(job: Job) -> Iterator[Finding]:
    """Hosts that are name servers or local, too few or too alike, and lines that cannot be cleared after."""
    if job.site.health.check == "none" or len(job.lines) < 2:
        return
    if job.site.health.check == "probe":
        for line, given in job.site.health.hosts.items():
            yield from (replace(one, key=f"health.hosts.{line}") for one in _given(job, line, given))
        yield from _lacking(job)
    yield from _not_cleared(job)


def _given(job: Job, line: str, hosts: tuple[str, ...]) -> Iterator[Finding]:
    for host in hosts:
        yield from _host(job, line, host)
    operators = [OPERATORS.get(host, host) for host in hosts]
    if len(hosts) < A_LINE:
        why = "when that host is down, so is the line, however well it works"
        yield note("one-host", f"{line} depends on one host, {hosts[0]}", why, "a second host, of another operator")
    elif len(set(operators)) == 1:
        why = f"when {operators[0]} has a bad day, so has the line"
        yield note("one-operator", f"all hosts of {line} are {operators[0]}'s", why, "hosts of different operators")


def _host(job: Job, line: str, host: str) -> Iterator[Finding]:
    other = "another host, such as the second address of its operator"
    if host in servers_of_guests(job.survey):
        yield error("host-serves", f"{host}, by which {line} is watched, is the name server of guests", _PINNED, other)
    elif host in servers_of_router(job.survey):
        yield warning("host-serves", f"{host}, by which {line} is watched, is a name server here", _PINNED, other)
    if near := within(job.survey, host):
        why = "it answers while the line is dead, and its /32 would lead the traffic for it out to the line"
        yield error("host-near", f"{host} lies in {near}, on this side of {line}", why, "a host on the Internet")
    elif (route := routed(job.survey, host)) is not None:
        yield _routed(line, host, route)


def _routed(line: str, host: str, route: Row) -> Finding:
    """Somebody's own route, such as an older fail-over's."""
    to, by, named = route["dst-address"], route.get("gateway") or "a black hole", route.get("comment", "")
    what = f"{host}, by which {line} is watched, has a route already: {to} by {by}{f' ({named})' if named else ''}"
    why = "two equal routes share the pings, so another line's answers keep this one alive"
    if addresses.prefix(to) != addresses.prefix(host):
        why = f"a /32 by {line} would take the host out of that route"
    return error("host-routed", what, why, f'another host, or remove it: /ip/route remove [find dst-address="{to}"]')


def _lacking(job: Job) -> Iterator[Finding]:
    for line, hosts in chosen_hosts(job.survey, job.site).items():
        if not hosts:
            why = "all that we know are name servers here, have routes of others, or are taken"
            finding = error("no-host", f"there is no host to watch {line} by", why, "name two in `health.hosts`")
            yield replace(finding, key="health.hosts")


def _not_cleared(job: Job) -> Iterator[Finding]:
    if not clearing.possible(job):
        why = "connections of a line that dies, or is back, hang until they end by themselves"
        fix = "netwatch (package advanced-tools in version 6) and the right `policy`"
        yield note("not-cleared", "stale connections cannot be cleared on this router", why, fix)
