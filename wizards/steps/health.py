"""Fifth step: how a dead line is noticed."""

from __future__ import annotations

from dataclasses import replace

from routerboard.language.survey import Survey
from wizards.site import Health, Site
from wizards.steps.form import Field
from wizards.steps.method import Told

TITLE = "Health"
QUESTION = "How is a dead line noticed?"
PREFIXES = ("health", "dns")

CHECKS: tuple[Told, ...] = (
    Told("gateway", "Ping the modem", "Every 10 s; given up after two misses. Sees a dead modem, not a dead provider."),
    Told("none", "Trust the cable", "A line is dead when its cable is. Fastest, and blind to everything beyond."),
)


def fields(survey: Survey, site: Site) -> tuple[Field, ...]:
    """The name servers, which must survive a dead line too."""
    servers = ", ".join(site.dns.servers)
    help_text = "Asked by the router, on any line. Empty: each provider's own, which die with their line."
    return (Field("dns.servers", "Name servers", servers, sample="1.1.1.1, 9.9.9.9", help=help_text),)


def answer(site: Site, key: str, text: str) -> Site:
    """The site with another check or other name servers."""
    if key == "dns.servers":
        servers = tuple(one for part in text.split(",") if (one := part.strip()))
        return replace(site, dns=replace(site.dns, servers=servers))
    return replace(site, health=Health(text, site.health.hosts if text == "probe" else {}))
