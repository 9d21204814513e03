"""Configurations for the lab: the product's own plan for a site, and by hand what it does not plan (yet)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.lab.bench import Lab, a_site, canaries, probing
from wizards.methods import METHODS
from wizards.site import CLASSIFIERS, Site

ALL_METHODS = tuple(dict.fromkeys((*METHODS, "ecmp")))
BALANCED = tuple(method for method in ALL_METHODS if method != "failover")


def configured(lab: Lab, method: str, weights: Sequence[int] = (), *, probes: bool = False, **given: object) -> Site:
    """Configure the lab for this method; by probes of hosts beyond each line where asked for. Returns the site."""
    by_hand = method not in METHODS
    site = a_site(lab.kinds, "failover" if by_hand else method, weights, **given)
    wanted = probing(site) if probes and not lab.plan(probing(site)).blocked else site
    lab.configure(wanted)
    with lab.at_once():
        if probes and wanted is site:
            recursive(lab)
        if by_hand:
            ecmp(lab)
    lab.settled()
    return site


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
    with lab.at_once():
        ecmp(lab)
    lab.settled()


def ecmp(lab: Lab) -> None:
    """Equal default routes: version 7 groups them by itself, version 6 wants one route with all gateways."""
    rows = defaults(lab, "main")
    if lab.version_seven:
        for row in rows:
            lab.say("/ip/route/set", _id=row[".id"], distance="1")
        return
    gateways = ",".join(row["gateway"] for row in rows)
    for row in rows[1:]:
        lab.say("/ip/route/remove", _id=row[".id"])
    lab.say("/ip/route/set", _id=rows[0][".id"], gateway=gateways)


def recursive(lab: Lab) -> None:
    """Each line's default routes lead to a host beyond it, which is reached by a route of its own (facts §3.2)."""
    gateways = {f"192.168.{100 + line}.1": line for line in range(1, lab.lines + 1)}
    for gateway, line in gateways.items():
        lab.say("/ip/route/add", dst_address=f"{canaries(line)[0]}/32", gateway=gateway, scope="10")
    for row in defaults(lab):
        plain, at, table = row["gateway"].partition("@")
        hosts = ",".join(canaries(gateways[one])[0] for one in plain.split(","))
        scope = "11" if lab.version_seven else "10"
        lab.say(
            "/ip/route/set", _id=row[".id"], gateway=f"{hosts}{at}{table}", target_scope=scope, check_gateway="ping"
        )


def sticky_nth(lab: Lab) -> None:
    """Guests keep the line of their first connection, by address lists (facts §1.3)."""
    turns = [row for row in lab.rows("/ip/firewall/mangle") if row.get("comment", "").startswith("simplifi:nth:")]
    common = {"chain": "prerouting", "in-interface": "bridge", "connection-state": "new"}
    for row in turns:
        name = row["new-connection-mark"]
        known = {**common, "action": "mark-connection", "src-address-list": name, "new-connection-mark": name}
        lab.command("/ip/firewall/mangle/add", {**known, "connection-mark": "no-mark", "dst-address-type": "!local",
                                                "place-before": turns[0][".id"]})  # fmt: skip
    first_steer = lab.id_of("/ip/firewall/mangle", {"comment": "simplifi:route:Wan1"})
    for row in turns:
        name = row["new-connection-mark"]
        listed = {**common, "action": "add-src-to-address-list", "connection-mark": name, "address-list": name}
        lab.command("/ip/firewall/mangle/add", {**listed, "address-list-timeout": "1d", "place-before": first_steer})


def hotspot(lab: Lab) -> None:
    """A HotSpot on the LAN, as far as packets meet it."""
    lab.say("/ip/hotspot/add", name="hotspot1", interface="bridge", disabled="no")


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
