"""Exceptions and port forwards, against what the router has already."""

from __future__ import annotations

from collections.abc import Iterator

from routerboard.language.change import Finding
from routerboard.language.items import Row
from wizards import addresses, local
from wizards.checks import packets
from wizards.checks.say import note, warning
from wizards.lines import Job
from wizards.rows import enabled
from wizards.site import Forward

NAT = "/ip/firewall/nat"


def findings(job: Job) -> Iterator[Finding]:
    """What is asked for and would not happen."""
    yield from _exceptions(job)
    for forward in job.site.forwards:
        yield from _taken(job, forward)
        yield from _unknown(job, forward)
    yield from _own_ports(job)
    if job.site.forwards:
        yield from _blocked(job)


def _exceptions(job: Job) -> Iterator[Finding]:
    for rule in job.site.exceptions:
        net = addresses.prefix(rule.to) if rule.to else None
        near = next((why for one, why in local.specific_networks(job) if net and net.overlaps(one)), "")
        if near:
            what = f"the exception to {rule.to} by {rule.via} never applies: {near}"
            yield warning("exception-local", what, "what is near is reached without a line", "remove it")


def _taken(job: Job, forward: Forward) -> Iterator[Finding]:
    """A rule of somebody else's that meets the same packets first."""
    for row in enabled(job.survey.rows(NAT)):
        if not packets.is_ours(row) and _same_port(row, forward) and row.get("to-addresses") != forward.to:
            what = (
                f"somebody else's rule sends {forward.protocol} {forward.port} to {row.get('to-addresses', 'itself')}"
            )
            fix = "remove that rule, or forward another port"
            yield warning("forward-taken", what, "the first rule that matches decides", fix)
            return


def _same_port(row: Row, forward: Forward) -> bool:
    turned = row.get("chain") == "dstnat" and row.get("action") in ("dst-nat", "redirect", "netmap")
    from_guests = row.get("in-interface-list") == "LAN"
    return (
        turned
        and not from_guests
        and row.get("protocol") == forward.protocol
        and _touch(row.get("dst-port", ""), forward.port)
    )


def _touch(listed: str, port: str) -> bool:
    first, last = _ends(port)
    return any(low <= last and first <= high for low, high in map(_ends, listed.split(",")) if listed)


def _ends(text: str) -> tuple[int, int]:
    low, _, high = text.partition("-")
    return (int(low), int(high or low)) if low.isdigit() and (high or low).isdigit() else (0, -1)


def _unknown(job: Job, forward: Forward) -> Iterator[Finding]:
    host = addresses.address(forward.to)
    nets = [net for net, _ in local.specific_networks(job)]
    if host is not None and not any(host in net for net in nets):
        what = f"{forward.to}, where port {forward.port} leads, is in no network of this router"
        yield warning("forward-nowhere", what, "nothing would answer", "the host's address on the LAN")


def _own_ports(job: Job) -> Iterator[Finding]:
    services = {row.get("port"): row.get("name", "") for row in enabled(job.survey.rows("/ip/service"))}
    for forward in job.site.forwards:
        name = services.get(forward.port) if forward.protocol == "tcp" else None
        if name:
            what = f"tcp {forward.port} is also the router's own {name}"
            why = f"from the Internet it then leads to {forward.to}, on the LAN it stays the router's"
            yield note("forward-service", what, why, "nothing to do")


def _blocked(job: Job) -> Iterator[Finding]:
    """Whether the firewall lets forwarded connections through, asked with the first of them."""
    forward = job.site.forwards[0]
    found = packets.rules(job)
    way = packets.forwarded(job, found, forward)
    if not way.passed and not any(gap.menu == "/ip/firewall/filter" for gap in found.unmodelled):
        step = next((step for step in reversed(way.steps) if step.menu == "/ip/firewall/filter"), None)
        rule = f": {step.comment or step.what}" if step else ""
        why = "a forward is only translated; it is the filter that lets it in"
        fix = "/ip/firewall/filter add chain=forward action=accept connection-nat-state=dstnat, before that rule"
        yield warning("forward-blocked", f"the firewall drops forwarded connections{rule}", why, fix)
