"""What else runs on this router and does not know about lines."""

from __future__ import annotations

from collections.abc import Iterator

from routerboard.language.change import Finding
from routerboard.language.items import is_true
from wizards.checks.say import note, warning
from wizards.lines import Job
from wizards.rows import enabled


def findings(job: Job) -> Iterator[Finding]:
    """IPv6, UPnP, HotSpot, names."""
    yield from _ipv6(job)
    yield from _upnp(job)
    yield from _hotspot(job)
    yield from _dns(job)


def _ipv6(job: Job) -> Iterator[Finding]:
    rows = (row for row in job.survey.rows("/ipv6/address") if not is_true(row.get("disabled")))
    if any(row.get("address", "").startswith(("2", "3")) for row in rows):
        why = "it is not balanced and does not fail over; devices try it first"
        yield warning(
            "ipv6", "guests also get IPv6", why, "switch it off on the LAN, or know that it keeps to one line"
        )


def _upnp(job: Job) -> Iterator[Finding]:
    if any(is_true(row.get("enabled")) for row in job.survey.rows("/ip/upnp")):
        yield warning("upnp", "UPnP is on", "it opens ports on one line only, while guests are on all", "switch it off")


def _hotspot(job: Job) -> Iterator[Finding]:
    running = {row.get("interface") for row in enabled(job.survey.rows("/ip/hotspot"))}
    if job.site.lan.hotspot:
        why = "MikroTik calls it unsupported; it works for guests who are logged in, and the rules see to that"
        yield warning(
            "hotspot", "HotSpot and several lines together", why, "test log-in, payment page and walled garden"
        )
    elif running & {job.site.lan.interface, *job.site.lan.also}:
        why = "its log-in page and names would be sent to a line"
        yield warning(
            "hotspot-unsaid", "this LAN has a HotSpot, the site says it has none", why, "lan: {hotspot: true}"
        )


def _dns(job: Job) -> Iterator[Finding]:
    dns = next(iter(job.survey.rows("/ip/dns")), {})
    if job.peer_dns and not dns.get("servers"):
        why = "a provider's own server often answers only inside its network; if that line dies, names are gone"
        yield note(
            "peer-dns", "names are asked from the providers' own servers", why, "dns: {servers: [1.1.1.1, 9.9.9.9]}"
        )
