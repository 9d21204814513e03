"""Sockets: whether they are there, have link, and are free to become a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from routerboard.language.change import Finding
from routerboard.language.survey import Interface, Survey
from wizards import names
from wizards.checks.say import error, note, warning
from wizards.lines import Job, Line, pppoe_client
from wizards.site import Site


def findings(job: Job) -> Iterator[Finding]:
    """Each line's socket, then the LAN's interfaces."""
    for line in job.lines:
        found = job.survey.interface(line.wan.interface)
        if found is not None:
            yield from _line(job, line, found)
    for name in (job.site.lan.interface, *job.site.lan.also):
        lan = job.survey.interface(name)
        if lan is not None:
            yield from _lan(lan)


def missing(survey: Survey, site: Site) -> Iterator[Finding]:
    """Interfaces that the site names and the router lacks: no plan can be made with them."""
    named = {f"wans[{at}].interface": (wan.interface, f"the line {wan.name}") for at, wan in enumerate(site.wans)}
    named["lan.interface"] = (site.lan.interface, "the LAN")
    named |= {f"lan.also[{at}]": (name, "the LAN") for at, name in enumerate(site.lan.also)}
    taken = {name for name, _ in named.values()}
    free = [one.name for one in survey.interfaces if one.name not in taken]
    for key, (name, what) in named.items():
        if survey.interface(name) is None:
            remedy = f"one that is free: {', '.join(free)}" if free else "every interface of it is named already"
            told = error("no-interface", f"this router has no {name} for {what}", "rules would never match", remedy)
            yield replace(told, key=key)


def _line(job: Job, line: Line, found: Interface) -> Iterator[Finding]:
    if found.disabled:
        yield warning(
            "disabled", f"{found.name} of {line.name} is disabled", "the line stays dead", f"enable {found.name}"
        )
    elif not found.running:
        yield warning(
            "no-link",
            f"{line.name}: nothing is plugged into {found.name}",
            "the line stays dead",
            "look at cable and modem",
        )
    if found.kind == "bridge":
        what = f"{found.name} of {line.name} is a bridge"
        yield warning("line-is-bridge", what, "its ports are guests' sockets as a rule", "name the socket of the modem")
    if found.bridge:
        what = f"{found.name} is still a LAN port"
        yield note("bridge-port", what, f"the plan takes it out of {found.bridge}", "consent to that change")
    yield from _listed(job, line)
    yield from _dials(job, line)


def _listed(job: Job, line: Line) -> Iterator[Finding]:
    if line.interface not in job.survey.lists.get(names.WAN_LIST, frozenset()):
        why = "outside of it the firewall neither protects nor translates; the plan adds it"
        yield note("wan-list", f"{line.name} is not in the interface list {names.WAN_LIST}", why, "nothing to do")


def _dials(job: Job, line: Line) -> Iterator[Finding]:
    if line.wan.kind == "pppoe" and not line.wan.password and pppoe_client(job.survey, line.wan.interface) is None:
        what = f"{line.name} has no password, and this router has no session over {line.wan.interface}"
        yield error("no-password", what, "it could not dial in", "password: {env: WAN1_PASSWORD}")


def _lan(found: Interface) -> Iterator[Finding]:
    if found.bridge:
        what = f"the LAN's {found.name} is a port of {found.bridge}"
        yield error(
            "lan-is-port", what, "rules for a bridge port never match", f"name the bridge: `interface: {found.bridge}`"
        )
