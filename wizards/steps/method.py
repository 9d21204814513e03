"""Fourth step: how connections are shared among the lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from routerboard.language.survey import Survey
from wizards.site import ECMP_CLASSIFIERS, Site
from wizards.steps.form import Field, Option
from wizards.weights import shares

TITLE = "Method"
QUESTION = "How are connections shared among the lines?"
PREFIXES = ("method", "classifier", "sticky")


@dataclass(frozen=True)
class Told:
    """A method: its name in RouterOS's world, in the technician's, and what it does to a guest."""

    name: str
    title: str
    summary: str


METHODS: tuple[Told, ...] = (
    Told(
        "pcc",
        "Balance with PCC",
        "Each connection picks a line once and keeps it; log-ins hold, weights work. With few guests the split is "
        "coarse. The usual choice.",
    ),
    Told(
        "ecmp",
        "Equal routes with ECMP",
        "The routes spread guests and servers by themselves: fewest rules. But guests change their line when one comes "
        "or goes, and RouterOS 7 has no weights.",
    ),
    Told(
        "nth",
        "Take turns with Nth",
        "New connections go round the lines, exactly by the weights even for few guests. One guest uses all lines at "
        "once, which some banks and games refuse.",
    ),
    Told(
        "failover",
        "Fail-over only",
        "Everything uses the first line; the next one takes over when it dies. Nothing to go wrong, nothing gained.",
    ),
)

_WORDS: Mapping[str, str] = {
    "both-addresses": "guest and server",
    "src-address": "guest only",
    "both-addresses-and-ports": "every connection",
    "dst-address": "server only",
    "src-address-and-port": "guest and its port",
    "dst-address-and-port": "server and service",
    "both-ports": "ports only",
    "src-port": "guest's port only",
    "dst-port": "service only",
}

CLASSIFIERS: tuple[Option, ...] = tuple(_WORDS.items())
"""What PCC can decide by, the sensible ones first."""

REASONS: Mapping[str, str] = {
    "both-addresses": "A guest keeps one line for each server: log-ins hold, and lines fill evenly.",
    "src-address": "Each guest has one line and one public address, as HotSpots and strict sites need.",
    "both-addresses-and-ports": "Fills the lines best; banks and games may object to two addresses at once.",
    "dst-address": "All guests reach one server by the same line; a popular server fills it alone.",
    "src-address-and-port": "As every connection: banks and games may object to two addresses at once.",
    "dst-address-and-port": "Web and mail of one server may part; a popular service fills one line alone.",
    "both-ports": "Spreads by chance of ports; banks and games may object to two addresses at once.",
    "src-port": "Spreads by chance of ports; banks and games may object to two addresses at once.",
    "dst-port": "All of the web takes one line, all mail another: seldom what is wanted.",
}
"""What a classifier means for a guest."""

TURNS: tuple[Option, ...] = (("no", "each connection"), ("yes", "each guest, and keeps the line"))

_TURN_REASONS: Mapping[bool, str] = {
    False: "Even with few guests; one guest has several public addresses at once.",
    True: "A guest's connections follow its first one, for a day after the last: log-ins hold.",
}


def fields(survey: Survey, site: Site) -> tuple[Field, ...]:
    """What PCC and ECMP decide by, and who takes turns with Nth."""
    if site.method == "nth":
        now = "yes" if site.sticky else "no"
        return (Field("sticky", "Turns of", now, TURNS, help=_TURN_REASONS[site.sticky]),)
    options = _classifiers(survey, site)
    if not options:
        return ()
    return (Field("classifier", "Decide by", site.classifier, options, help=REASONS.get(site.classifier, "")),)


def _classifiers(survey: Survey, site: Site) -> tuple[Option, ...]:
    """The classifiers to choose from; none where the router leaves no choice. What a file says stays an answer."""
    if site.method == "pcc":
        found = CLASSIFIERS
    elif site.method == "ecmp" and survey.version.can("multipath-hash-policy"):
        found = tuple(one for one in CLASSIFIERS if one[0] in ECMP_CLASSIFIERS)
    elif site.method == "ecmp" and site.classifier != ECMP_CLASSIFIERS[0]:
        found = CLASSIFIERS[:1]
    else:
        return ()
    return found if site.classifier in dict(found) else ((site.classifier, site.classifier), *found)


def notes(survey: Survey, site: Site) -> tuple[str, ...]:
    """What this router's version makes of the method."""
    if site.method != "ecmp" or len(site.wans) < 2:
        return ()
    if not survey.version.can("routing-tables"):
        return (f"RouterOS {survey.version} may move guests every ten minutes; running connections stay.",)
    if len(set(shares(site))) > 1:
        return (f"RouterOS {survey.version} shares evenly: these weights or speeds need PCC or Nth.",)
    return ()


def answer(site: Site, key: str, text: str) -> Site:
    """The site with another method or classifier; what means nothing to the method goes."""
    if key == "classifier":
        return replace(site, classifier=text)
    if key == "sticky":
        return replace(site, sticky=text == "yes")
    kept = replace(site, method=text, sticky=site.sticky and text == "nth")
    if text == "ecmp" and site.classifier not in ECMP_CLASSIFIERS:
        return replace(kept, classifier=ECMP_CLASSIFIERS[0])
    if text == "failover":
        return replace(kept, wans=tuple(replace(wan, weight=1) for wan in site.wans))
    return kept
