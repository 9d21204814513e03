"""Firewall rules that keep balancing from working."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from routerboard.language.change import Finding
from routerboard.language.views import Rule
from routerboard.packetflow import journey
from wizards.checks import packets
from wizards.checks.say import error, note, warning
from wizards.foreign.fasttrack import dangerous
from wizards.lines import Job, hosts_of
from wizards.rows import enabled


def findings(job: Job) -> Iterator[Finding]:
    """FastTrack, connection tracking, NAT that catches too much."""
    yield from _fasttrack(job)
    yield from _tracking(job)
    yield from _nat(job)


def _fasttrack(job: Job) -> Iterator[Finding]:
    if dangerous(job.survey):
        why = "it makes packets skip the marks that steer them to a line, so balancing would half work"
        fix = "consent: the rule keeps working for unmarked connections; running ones stay as they are until they end"
        yield warning("fasttrack", "FastTrack is on", why, fix)


def _tracking(job: Job) -> Iterator[Finding]:
    row = next(iter(job.survey.rows("/ip/firewall/connection/tracking")), {})
    if row.get("enabled") in ("no", "false"):
        why = "without it there are neither marks nor NAT"
        yield error(
            "no-tracking", "connection tracking is off", why, "/ip/firewall/connection/tracking set enabled=auto"
        )
    yield from _untracked(job)


def _untracked(job: Job) -> Iterator[Finding]:
    """Rules that keep what guests do out of tracking; of one that meets other packets only a note."""
    rules = [rule for rule in enabled(job.survey.rows("/ip/firewall/raw")) if rule.get("action") == "notrack"]
    if not rules:
        return
    named = ", ".join(rule["comment"] for rule in rules if rule.get("comment"))
    what = f"{len(rules)} raw rules keep connections from being tracked{f': {named}' if named else ''}"
    if len(rules) == 1:
        what = f"a raw rule keeps connections from being tracked{f': {named}' if named else ''}"
    found = packets.rules(job)
    opened = packets.opened(job)
    met = sum(journey(found, one).connection is None for one in opened)
    unsure = any(gap.menu == "/ip/firewall/raw" for gap in found.unmodelled)
    if met or not opened:
        part = "what guests open" if met == len(opened) else "some of what guests open"
        why = f"{part} is then neither marked nor translated: it gets no answer"
        yield warning("notrack", what, why, "disable it in /ip/firewall/raw, or let it spare the guests")
    else:
        spared = "perhaps some of what guests open is among it" if unsure else "what guests open to the Internet is not"
        why = f"what it meets is neither marked nor translated; {spared}{'' if unsure else ' among it'}"
        yield note("notrack-some", what, why, "look at /ip/firewall/raw")


def _nat(job: Job) -> Iterator[Finding]:
    own = {host: line.name for line in job.lines for host in hosts_of(job.survey, line)}
    for rule in job.survey.nat:
        if rule.ours or not rule.active:
            continue
        if rule.action == "masquerade" and not rule.goes_out:
            why = "it also translates between LANs and into tunnels, and hides who asks"
            yield warning(
                "masquerade-all", "a masquerade rule names no interface", why, "give it out-interface-list=WAN"
            )
        if rule.action == "dst-nat" and (only := _one_way_in(job, rule, own)):
            why = "the forward is not reached on the other lines"
            yield note("forward-one-line", f"a port forward only works on {only}", why, _REACHED)


_REACHED = "give it in-interface-list=WAN and no dst-address, or list it under `forwards`"


def _one_way_in(job: Job, rule: Rule, own: Mapping[str, str]) -> str:
    """The interface or line that a forward names as the only way in; "" where it works on all lines, or on none."""
    if len(job.lines) < 2:
        return ""
    if name := rule.row.get("in-interface"):
        return name if name in {one for line in job.lines for one in (line.interface, line.wan.interface)} else ""
    return own.get(rule.row.get("dst-address", "").removesuffix("/32"), "")
