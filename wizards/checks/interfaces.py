"""Sockets: whether they are there, have link, and are free to become a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from routerboard.language.change import Finding
from routerboard.language.items import is_true
from routerboard.language.survey import Interface, Survey
from wizards import names
from wizards.checks.say import error, note, warning
from wizards.foreign.mobile import profiles_of
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
    elif not found.running and _says_link(job, found):
        yield _no_link(line, found)
    yield from _mobile(job, line, found)
    yield from _tagged(job, line, found)
    if found.kind == "bridge":
        what = f"{found.name} of {line.name} is a bridge"
        yield warning("line-is-bridge", what, "its ports are guests' sockets as a rule", "name the socket of the modem")
    if found.bridge:
        what = f"{found.name} is still a LAN port"
        why = f"the plan takes it out of {found.bridge}{_offloaded(job, found)}"
        yield note("bridge-port", what, why, "consent to that change")
    yield from _listed(job, line)
    yield from _dials(job, line)


def _says_link(job: Job, found: Interface) -> bool:
    """An export does not say what is plugged in."""
    return any("running" in row for row in job.survey.rows("/interface") if row.get("name") == found.name)


def _no_link(line: Line, found: Interface) -> Finding:
    if found.kind == "lte":
        what = f"{line.name}: {found.name} is in no network"
        return warning("no-link", what, "the line stays dead", "look at SIM, PIN, APN and antenna")
    what = f"{line.name}: nothing is plugged into {found.name}"
    return warning("no-link", what, "the line stays dead", "look at cable and modem")


def _offloaded(job: Job, found: Interface) -> str:
    """A port that the switch chip serves goes over to the processor; while it does, its neighbours may blink."""
    rows = (row for row in job.survey.rows("/interface/bridge/port") if row.get("interface") == found.name)
    offloaded = any(is_true(row.get("hw-offload")) or is_true(row.get("hw")) for row in rows)
    return "; the switch chip lets it go, and the link of its ports may blink for a second" if offloaded else ""


def _mobile(job: Job, line: Line, found: Interface) -> Iterator[Finding]:
    if line.wan.kind != "lte":
        return
    if found.kind != "lte":
        what = f"{found.name} of {line.name} is no LTE modem of the router: its type is {found.kind}"
        why = "with the interface as the gateway the router would ask the wire for every address of the Internet"
        yield error("not-lte", what, why, "`kind: dhcp` for a modem that is plugged in by cable")
    elif not profiles_of(job.survey, found.name):
        what = f"no APN profile of {found.name} can be seen"
        why = "a default route that its network brings would join the site's routes unasked"
        yield warning("no-apn", what, why, "look at /interface/lte, and let the modem add no default route")
    for profile in profiles_of(job.survey, found.name):
        guest = profile.get("passthrough-interface", "none")
        if guest not in ("", "none"):
            what = f"the APN profile {profile.get('name')} passes {line.name}'s address through to {guest}"
            why = "then the router itself has no address there, and no guest goes out by this line"
            yield error("passthrough", what, why, "/interface/lte/apn set passthrough-interface=none")


def _tagged(job: Job, line: Line, found: Interface) -> Iterator[Finding]:
    """A VLAN on a port of a bridge gets no frames: the bridge takes them."""
    row = next((one for one in job.survey.rows("/interface/vlan") if one.get("name") == found.name), {})
    below = job.survey.interface(row.get("interface", ""))
    if below is not None and below.bridge:
        what = f"{found.name} of {line.name} runs over {below.name}, which is a port of {below.bridge}"
        why = "the bridge takes its frames, so the line stays dead"
        yield warning("vlan-on-port", what, why, f"take {below.name} out of {below.bridge}")


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
