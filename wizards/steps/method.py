"""Fourth step: how connections are shared among the lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from routerboard.language.survey import Survey
from wizards.site import Site
from wizards.steps.form import Field, Option

TITLE = "Method"
QUESTION = "How are connections shared among the lines?"
PREFIXES = ("method", "classifier")


@dataclass(frozen=True)
class Told:
    """A method: its name in RouterOS's world, in the technician's, and what it does to a guest."""

    name: str
    title: str
    summary: str


METHODS: tuple[Told, ...] = (
    Told("pcc", "Balance with PCC", "Each connection picks a line once and keeps it. Weights work. The usual choice."),
    Told("nth", "Take turns with Nth", "New connections go round the lines, evenly. One guest uses all lines at once."),
    Told("failover", "Fail-over only", "Everything uses the first line; the next one takes over when it dies."),
)

CLASSIFIERS: tuple[Option, ...] = (
    ("both-addresses", "guest and server"),
    ("src-address", "guest only"),
    ("both-addresses-and-ports", "every connection"),
)

REASONS: Mapping[str, str] = {
    "both-addresses": "A guest keeps one line for each server: log-ins hold, and lines fill evenly.",
    "src-address": "Each guest has one line and one public address, as HotSpots and strict sites need.",
    "both-addresses-and-ports": "Fills the lines best; banks and games may object to two addresses at once.",
}
"""What a classifier means for a guest."""


def fields(survey: Survey, site: Site) -> tuple[Field, ...]:
    """What PCC decides by; nothing to ask for the other methods."""
    if site.method != "pcc":
        return ()
    known = dict(CLASSIFIERS)
    options = CLASSIFIERS if site.classifier in known else ((site.classifier, site.classifier), *CLASSIFIERS)
    return (Field("classifier", "Decide by", site.classifier, options, help=REASONS.get(site.classifier, "")),)


def answer(site: Site, key: str, text: str) -> Site:
    """The site with another method or classifier; where only one line is used, weights mean nothing and go."""
    if key == "classifier":
        return replace(site, classifier=text)
    if text != "failover":
        return replace(site, method=text)
    return replace(site, method=text, wans=tuple(replace(wan, weight=1) for wan in site.wans))
