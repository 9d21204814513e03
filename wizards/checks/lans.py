"""Several LANs: whether each has an address, and may ask the router what guests ask."""

from __future__ import annotations

from collections.abc import Iterator

from routerboard.language.change import Finding
from routerboard.language.items import is_true
from wizards.checks.say import note, warning
from wizards.lines import Job
from wizards.rows import enabled


def findings(job: Job) -> Iterator[Finding]:
    """Each further LAN, then those that give leases and are not in the site."""
    for name in job.site.lan.also:
        yield from _address(job, name)
    yield from _trusted(job)
    yield from _left_out(job)


def _address(job: Job, name: str) -> Iterator[Finding]:
    if not any(one.interface == name and not one.disabled for one in job.survey.addresses):
        why = "its guests have no gateway here, and other LANs would be sent to a line to reach them"
        yield warning("lan-bare", f"{name} has no address of the router", why, f"/ip/address add interface={name} …")


def _trusted(job: Job) -> Iterator[Finding]:
    """The factory firewall lets only the list LAN ask the router itself."""
    filters = enabled(job.survey.rows("/ip/firewall/filter"))
    closed = any(row.get("chain") == "input" and row.get("in-interface-list") == "!LAN" for row in filters)
    trusted = job.survey.lists.get("LAN", frozenset())
    for name in job.site.lan.also:
        if closed and name not in trusted:
            why = "the firewall drops what its guests ask the router: names, leases' renewal, the log-in page"
            fix = f"/interface/list/member add list=LAN interface={name}"
            yield warning("lan-untrusted", f"{name} is not in the interface list LAN", why, fix)


def _left_out(job: Job) -> Iterator[Finding]:
    named = {job.site.lan.interface, *job.site.lan.also, *(line.wan.interface for line in job.lines)}
    serving = [row for row in job.survey.rows("/ip/dhcp-server") if not is_true(row.get("disabled"))]
    for name in sorted({row.get("interface", "") for row in serving} - named - {""}):
        if job.survey.interface(name) is not None:
            why = "what its guests do is not marked: all of it goes by the first line that lives"
            yield note(
                "lan-left-out", f"{name} gives leases and is no LAN of this site", why, f"lan: {{also: [{name}]}}"
            )
