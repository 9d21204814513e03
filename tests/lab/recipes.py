"""Configurations for the lab: the product's own plan for a site, and by hand only what recipes do wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.lab.bench import Lab, a_site, probing
from wizards.site import CLASSIFIERS, Site


def configured(lab: Lab, method: str, weights: Sequence[int] = (), *, probes: bool = False, **given: object) -> Site:
    """Configure the lab as the product plans this method, and wait until all lines are up; the site.

    With `probes` lines are checked by hosts beyond them, else by their gateways.
    """
    site = a_site(lab.kinds, method, weights, **given)
    site = probing(site) if probes else site
    lab.configure(site)
    lab.until(lab.up, _COMES_UP)
    return site


_COMES_UP = 30.0
"""The board's seconds in which leases and sessions come, and hosts have answered."""


def defaults(lab: Lab, table: str = "") -> list[dict[str, str]]:
    """The configured default routes, of one table where it is named."""
    rows = [
        row
        for row in lab.rows("/ip/route")
        if row.get("dst-address") == "0.0.0.0/0" and "simplifi" in row.get("comment", "")
    ]
    return [
        row for row in rows if not table or (row.get("routing-table") or row.get("routing-mark") or "main") == table
    ]


def plain_ecmp(lab: Lab) -> None:
    """ECMP as the talk has it: nothing but equal routes, and no mark that ties a connection to its line."""
    configured(lab, "failover")
    equal_routes(lab)


def equal_routes(lab: Lab) -> None:
    """Make main's default routes equal: version 7 groups them by itself, version 6 wants one route by all gateways."""
    rows = defaults(lab, "main")
    with lab.at_once():
        if lab.version_seven:
            for row in rows:
                lab.say("/ip/route/set", _id=row[".id"], distance="1")
        else:
            for row in rows[1:]:
                lab.say("/ip/route/remove", _id=row[".id"])
            lab.say("/ip/route/set", _id=rows[0][".id"], gateway=",".join(row["gateway"] for row in rows))
    lab.settled()


KEYS: Mapping[str, tuple[str, ...]] = {
    "both-addresses": ("source", "destination"),
    "src-address": ("source",),
    "dst-address": ("destination",),
    "both-addresses-and-ports": ("source", "destination", "source_port", "port"),
    "both-ports": ("source_port", "port"),
    "src-address-and-port": ("source", "source_port"),
    "dst-address-and-port": ("destination", "port"),
    "src-port": ("source_port",),
    "dst-port": ("port",),
}
"""What each classifier looks at, as parts of a `Call`."""

assert set(KEYS) == set(CLASSIFIERS)
