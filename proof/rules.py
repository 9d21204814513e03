"""What a site's rules do and what they do not, in the owner's words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from routerboard.language.change import Severity
from routerboard.language.items import Row, is_true, role_of
from routerboard.language.survey import Survey
from wizards.checks import examine
from wizards.site import ExceptionRule, Forward, Site
from wizards.weights import shares

SPREAD = {
    "pcc": "New connections of guests are spread {ratio} over {lines}; a connection stays on its line.",
    "ecmp": "New connections of guests go {ratio} over equal routes by {lines}; a connection stays on its line.",
    "nth": "New connections of guests take turns {ratio} over {lines}; a connection stays on its line.",
}
WHOLE_PAIR = "A guest talks to one server over one line, so logins and banking hold."
WHOLE_GUEST = "A guest keeps one line for all that he does."
NOTICED = {
    "probe": "A line is judged by hosts beyond its modem: a dead modem is noticed, and so is a dead operator.",
    "gateway": "A line is judged by its gateway: a modem that is dead is noticed, an operator that is down is not.",
    "none": "A line is only left when its cable or its session is down.",
}
CERTAIN = (
    "One download uses one line; only many connections at once use all.",
    "When a line dies, the connections on it break and are begun anew over another; their public address changes.",
)
"""What no way of balancing on one router can do."""


def rules_of(site: Site) -> tuple[str, ...]:
    """What the router does, a sentence each."""
    return tuple(_rules(site))


def _rules(site: Site) -> Iterator[str]:
    names = [wan.name for wan in site.wans]
    if len(names) == 1:
        yield f"All traffic takes {names[0]}, the only line."
    elif site.method == "failover":
        yield f"All traffic takes {names[0]}; where it is down, {_then(names[1:])}."
    else:
        ratio = " : ".join(map(str, shares(site)))
        yield SPREAD[site.method].format(ratio=ratio, lines=_listed(names))
        yield from _kept(site)
        yield "A line that is down is left out, and taken in again when it is back."
    yield NOTICED[site.health.check]
    if site.lan.hotspot:
        yield "Guests log in at the HotSpot before they get a line."
    yield from map(_exception, site.exceptions)
    yield from map(_forward, site.forwards)
    if site.dns.servers:
        yield f"The router resolves names by {_listed(site.dns.servers)}."


def _kept(site: Site) -> Iterator[str]:
    if site.sticky or (site.method == "pcc" and site.classifier == "src-address"):
        yield WHOLE_GUEST
    elif site.method in ("pcc", "ecmp") and site.classifier == "both-addresses":
        yield WHOLE_PAIR


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _then(names: list[str]) -> str:
    return ", then ".join(names)


def _exception(rule: ExceptionRule) -> str:
    what = [f"to {rule.to}" if rule.to else "", f"from {rule.source}" if rule.source else ""]
    what.append(f"{rule.protocol} port {rule.port}".strip() if rule.port else rule.protocol)
    note = f" ({rule.note})" if rule.note else ""
    return f"Traffic {' '.join(part for part in what if part)} stays on {rule.via}{note}."


def _forward(rule: Forward) -> str:
    port = f" port {rule.to_port}" if rule.to_port and rule.to_port != rule.port else ""
    note = f" ({rule.note})" if rule.note else ""
    where = f"{rule.protocol.upper()} port {rule.port} of every line"
    return f"{where} leads to {rule.to}{port}{note}; it answers by that line."


def uncovered_of(survey: Survey, site: Site) -> tuple[str, ...]:
    """What is not covered: what no rules can do, and what was found on this router and left."""
    found = [one for one in examine(_uncommented(survey), site) if one.severity is not Severity.NOTE]
    limits = CERTAIN if len(site.wans) > 1 else ()
    return (*limits, *dict.fromkeys(f"{one.what}: {one.why}." for one in found))


def _uncommented(survey: Survey) -> Survey:
    """The router without what people wrote beside their rows: a key or a password may be among it."""
    return replace(survey, menus={menu: tuple(map(_bare, rows)) for menu, rows in survey.menus.items()})


def _bare(row: Row) -> Row:
    if role_of(row) is not None or is_true(row.get("dynamic")):
        return row
    return {name: value for name, value in row.items() if name != "comment"}
