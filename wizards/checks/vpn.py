"""Tunnels: their networks are left alone, and they themselves go by the main table."""

from __future__ import annotations

from collections.abc import Iterator

from routerboard.language.change import Finding
from routerboard.language.items import is_true, role_of
from routerboard.language.survey import Survey
from wizards.checks.say import note, warning
from wizards.lines import Job
from wizards.rows import enabled

TUNNELS = ("l2tp", "pptp", "sstp", "ovpn", "gre", "ipip", "eoip", "wg", "zerotier", "6to4", "vxlan")
"""How RouterOS's types of tunnel interfaces begin."""


def findings(job: Job) -> Iterator[Finding]:
    """Which tunnels there are, whether one brings a default route, and whether NAT spoils one."""
    tunnels = interfaces(job.survey)
    policies = [row for row in enabled(job.survey.rows("/ip/ipsec/policy")) if not is_true(row.get("template"))]
    if tunnels or policies:
        yield from _found(job, tunnels, bool(policies))
    yield from _defaults(job, tunnels)
    yield from _translated(job, bool(policies))


def interfaces(survey: Survey) -> tuple[str, ...]:
    """The tunnel interfaces of a router, those of callers aside."""
    found = (one for one in survey.interfaces if one.kind.startswith(TUNNELS) and not one.disabled)
    return tuple(one.name for one in found if not one.kind.endswith("-in") and not one.name.startswith("<"))


def _found(job: Job, tunnels: tuple[str, ...], ipsec: bool) -> Iterator[Finding]:
    named = ", ".join((*tunnels, *(["IPsec"] if ipsec else [])))
    first = f", by {job.lines[0].name} while it lives" if job.lines else ""
    why = f"what they lead to is not balanced and not translated; they themselves go by the main table{first}, "
    why += "or answer by the line that their other end called on"
    fix = "nothing to do; a tunnel that some device on the LAN holds stays on a line by `exceptions`"
    yield note("vpn", f"this router holds tunnels: {named}", why, fix)


def _defaults(job: Job, tunnels: tuple[str, ...]) -> Iterator[Finding]:
    for row in job.survey.rows("/ip/route"):
        bare = row.get("dst-address") == "0.0.0.0/0" and is_true(row.get("dynamic"))
        if bare and row.get("gateway") in tunnels and int(row.get("distance") or 0) <= len(job.lines):
            what = f"the tunnel {row['gateway']} brings a default route at distance {row.get('distance', '')}"
            why = "it competes with the site's own: equal distances are ECMP in version 7, and one idles in version 6"
            fix = f"give {row['gateway']} add-default-route=no, or default-route-distance={len(job.lines) + 1}"
            yield warning("vpn-default", what, why, fix)


def _translated(job: Job, ipsec: bool) -> Iterator[Finding]:
    """A foreign masquerade that takes what a policy wants: the policy then matches nothing."""
    for row in enabled(job.survey.rows("/ip/firewall/nat")):
        source = row.get("chain") == "srcnat" and row.get("action") in ("masquerade", "src-nat")
        if ipsec and source and role_of(row) is None and not row.get("ipsec-policy"):
            why = "it gives packets of the tunnel a line's address, and then no policy takes them"
            fix = "give it ipsec-policy=out,none"
            yield warning("vpn-nat", "a rule translates what belongs into the IPsec tunnel", why, fix)
            return
