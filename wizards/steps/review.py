"""Last step: the answers once more, in sentences."""

from __future__ import annotations

from routerboard.language.survey import Survey
from wizards.rates import format_rate
from wizards.site import Site, Wan
from wizards.steps import health, lines, method

TITLE = "Review"
QUESTION = "Is this the site? Nothing has been written to the router."
PREFIXES = ("",)

Line = tuple[str, str]
"""What it is about, and the sentence."""


def told(survey: Survey, site: Site) -> tuple[Line, ...]:
    """Every answer: its name and its sentence, in the order of the steps."""
    return (
        ("Site", site.name),
        *((wan.name, _line(wan)) for wan in site.wans),
        ("LAN", _lan(site)),
        ("Method", _titles(method.METHODS, site.method) + _by(site)),
        ("Shares", lines.sharing(site)),
        ("Health", _titles(health.CHECKS, site.health.check)),
        ("DNS", ", ".join(site.dns.servers) or "each provider's own servers"),
    )


def _by(site: Site) -> str:
    """What a method decides by."""
    if site.method in ("pcc", "ecmp"):
        return f", {site.classifier}"
    return ", each guest keeps its line" if site.sticky else ""


def _titles(options: tuple[method.Told, ...], name: str) -> str:
    return next((one.title for one in options if one.name == name), name)


def _line(wan: Wan) -> str:
    how = {
        "static": f"fixed {wan.address}, modem {wan.gateway}",
        "pppoe": f"PPPoE as {wan.user}",
        "dhcp": "DHCP",
        "lte": "LTE modem of the router",
    }.get(wan.kind, wan.kind)
    speed = f", {format_rate(wan.speed.down)}/{format_rate(wan.speed.up)}" if wan.speed else ""
    return f"{wan.interface}, {how}{speed}"


def _lan(site: Site) -> str:
    also = f" and {', '.join(site.lan.also)}" if site.lan.also else ""
    return f"{site.lan.interface}{also}, {site.lan.address}{', HotSpot' if site.lan.hotspot else ''}"
