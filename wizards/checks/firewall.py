"""Firewall rules that keep balancing from working."""

from __future__ import annotations

from collections.abc import Iterator

from routerboard.language.change import Finding
from wizards import addresses
from wizards.checks import packets
from wizards.checks.say import error, note, warning
from wizards.foreign.fasttrack import dangerous
from wizards.lines import Job
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
    if _meets_guests(job):
        why = "what guests open is then neither marked nor translated: it gets no answer"
        yield warning("notrack", what, why, "disable it in /ip/firewall/raw, or let it spare the guests")
    else:
        why = "what it meets is neither marked nor translated; what guests open to the Internet is not among it"
        yield note("notrack-some", what, why, "look at /ip/firewall/raw")


def _meets_guests(job: Job) -> bool:
    own = addresses.interface(job.site.lan.address)
    if own is None:
        return True
    return packets.leaving(packets.rules(job), str(own.ip + 1), job.site.lan.interface).connection is None


def _nat(job: Job) -> Iterator[Finding]:
    for rule in job.survey.nat:
        if rule.ours or not rule.active:
            continue
        if rule.action == "masquerade" and not rule.goes_out:
            why = "it also translates between LANs and into tunnels, and hides who asks"
            yield warning(
                "masquerade-all", "a masquerade rule names no interface", why, "give it out-interface-list=WAN"
            )
        if rule.action == "dst-nat" and rule.row.get("in-interface"):
            why = "the forward is not reached on the other lines"
            what = f"a port forward only works on {rule.comes_in}"
            yield note("forward-one-line", what, why, "give it in-interface-list=WAN, or list it under `forwards`")
