"""Third step: where the guests are."""

from __future__ import annotations

from dataclasses import replace

from routerboard.language.survey import Survey
from wizards.checks.hotspot import warned
from wizards.site import Lan, Site, usual_classifier
from wizards.steps.form import Field, Option

TITLE = "LAN"
QUESTION = "Where are the guests?"
PREFIXES = ("lan",)
YES_NO: tuple[Option, ...] = (("no", "no"), ("yes", "yes"))


def fields(survey: Survey, site: Site) -> tuple[Field, ...]:
    """Interface, address, HotSpot, further interfaces."""
    lan = site.lan
    return (
        Field("lan.interface", "Interface", lan.interface, _interfaces(survey, site), help="A bridge, most often."),
        Field("lan.address", "Address", lan.address, sample="192.168.88.1/24", help="The router's own address there."),
        Field("lan.hotspot", "HotSpot", "yes" if lan.hotspot else "no", YES_NO, help="Guests log in on a page."),
        Field("lan.also", "Also", ", ".join(lan.also), sample="none", help="Further guest interfaces, with commas."),
    )


def _of_a_hotspot(site: Site) -> tuple[str, ...]:
    """What a HotSpot means for the method, MikroTik's own warning for PCC, and why the wizard goes on all the same."""
    one_line = ", each on one line" if site.classifier == "src-address" or site.sticky else ""
    balanced = "" if site.method == "failover" else f": only they are balanced{one_line}"
    known = warned(site.method)
    return f"{known[0].upper()}{known[1:]}.", f"It works for guests who are logged in{balanced}; test the log-in page."


def _interfaces(survey: Survey, site: Site) -> tuple[Option, ...]:
    lines = {wan.interface for wan in site.wans}
    found = (one for one in survey.interfaces if one.name not in lines and not one.bridge and one.kind != "loopback")
    ordered = sorted(found, key=lambda one: one.kind != "bridge")
    options = tuple((one.name, one.name if one.kind == "bridge" else f"{one.name}, {one.kind}") for one in ordered)
    return options if site.lan.interface in dict(options) else ((site.lan.interface, site.lan.interface), *options)


def answer(site: Site, key: str, text: str) -> Site:
    """The site with one answer about its LAN changed; a HotSpot, or none, changes what PCC usually decides by."""
    lan = _changed(site.lan, key, text.strip())
    usual = site.classifier == usual_classifier(site.method, site.lan.hotspot)
    classifier = usual_classifier(site.method, lan.hotspot) if usual else site.classifier
    return replace(site, lan=lan, classifier=classifier)


def _changed(lan: Lan, key: str, text: str) -> Lan:
    if key == "lan.hotspot":
        return replace(lan, hotspot=text == "yes")
    if key == "lan.also":
        return replace(lan, also=tuple(name for part in text.split(",") if (name := part.strip())))
    return replace(lan, interface=text) if key == "lan.interface" else replace(lan, address=text)


def notes(survey: Survey, site: Site) -> tuple[str, ...]:
    """What the router has today on that interface."""
    held = [one.address for one in survey.addresses if one.interface == site.lan.interface and not one.disabled]
    ports = [one.name for one in survey.interfaces if one.bridge == site.lan.interface]
    lines = {wan.interface for wan in site.wans}
    staying = [name for name in ports if name not in lines]
    return tuple(
        text
        for text in (
            f"The router has {held[0]} there now."
            if held
            else f"{site.lan.interface} has no address yet: the plan adds it.",
            f"Sockets of the LAN: {', '.join(staying)}." if staying else "",
            *(_of_a_hotspot(site) if site.lan.hotspot else ()),
        )
        if text
    )
