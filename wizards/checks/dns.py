"""Names: whether they still resolve when a line dies, and who may ask this router for them."""

from __future__ import annotations

from collections.abc import Iterator

from routerboard.language.change import Finding
from routerboard.language.items import Row, is_true
from wizards.checks import packets
from wizards.checks.say import note, warning
from wizards.lines import Job


def findings(job: Job) -> Iterator[Finding]:
    """Whom the router asks, and who asks the router."""
    dns = next(iter(job.survey.rows("/ip/dns")), {})
    yield from _peers(job, dns)
    yield from _private(job, dns)
    yield from _open(job, dns)


def _peers(job: Job, dns: Row) -> Iterator[Finding]:
    if job.peer_dns and not dns.get("servers"):
        why = "a provider's own server often answers only inside its network; if that line dies, names are gone"
        yield note(
            "peer-dns", "names are asked from the providers' own servers", why, "dns: {servers: [1.1.1.1, 9.9.9.9]}"
        )


def _private(job: Job, dns: Row) -> Iterator[Finding]:
    """A modem as the name server: it is reached by its own line alone."""
    asked = job.site.dns.servers or tuple(filter(None, dns.get("servers", "").split(",")))
    modems = {line.gateway.partition("%")[0]: line.name for line in job.lines if line.gateway}
    for server in asked:
        name = modems.get(server.strip())
        if name:
            what = f"the name server {server} is {name}'s modem"
            yield warning("dns-modem", what, f"names are gone when {name} is", "servers of two operators beyond it")


def _open(job: Job, dns: Row) -> Iterator[Finding]:
    """A resolver that strangers may use is misused within hours."""
    if not is_true(dns.get("allow-remote-requests")) or not job.lines:
        return
    found = packets.rules(job)
    ways = [(line, packets.arriving(job, found, at, "udp", 53)) for at, line in enumerate(job.lines)]
    exposed = [line.name for line, way in ways if way.passed and way.to_router]
    if not exposed:
        return
    what = f"anybody in the Internet may ask this router for names, by {' and '.join(exposed)}"
    why = "it would be found and misused for attacks on others within hours, and that fills the lines"
    fix = "in /ip/firewall/filter, before what accepts it: "
    fix += "add chain=input action=drop in-interface-list=WAN protocol=udp dst-port=53, and the same for tcp"
    unsure = any(gap.menu == "/ip/firewall/filter" for gap in found.unmodelled)
    if unsure:
        yield note("open-resolver", f"perhaps {what}", "some of its rules cannot be judged from here", fix)
    else:
        yield warning("open-resolver", what, why, fix)
