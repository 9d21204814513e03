"""What this router's version cannot do for the method that was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from routerboard.language.change import Finding
from routerboard.language.version import Version
from wizards.checks.say import error
from wizards.site import Site
from wizards.weights import shares


def impossible(version: Version, site: Site) -> Iterator[Finding]:
    """Equal routes have no weights in version 7, and look at ports from 7.16 on only."""
    if site.method != "ecmp" or len(site.wans) < 2:
        return
    yield from _weights(version, site)
    if site.classifier != "both-addresses" and not version.can("multipath-hash-policy"):
        what = f"ECMP of RouterOS {version} looks at addresses only"
        told = error("ecmp-ports", what, "a policy that looks at ports came with 7.16", "`classifier: both-addresses`")
        yield replace(told, key="classifier")


def _weights(version: Version, site: Site) -> Iterator[Finding]:
    parts = shares(site)
    uneven = next((at for at, part in enumerate(parts) if part != parts[0]), None)
    if uneven is None or not version.can("routing-tables"):
        return
    measured = all(wan.speed for wan in site.wans)
    place = min(range(len(parts)), key=lambda at: site.wans[at].weight == 1)
    ratio = " : ".join(map(str, parts))
    what = f"ECMP of RouterOS 7 has no weights, these lines want {ratio}"
    remedy = f"`method: pcc` or `nth`; or remove the {'speeds' if measured else 'weights'}"
    told = error("ecmp-weights", what, "every line would get the same share, the slow one too", remedy)
    yield replace(told, key=f"wans[{uneven if measured else place}].{'speed' if measured else 'weight'}")
