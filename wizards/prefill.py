"""A site as good as the survey allows: what the wizard starts from, so that enter alone leads on where it is right."""

from __future__ import annotations

from presets.loader import Preset
from routerboard.language.items import Row
from routerboard.language.survey import Address, Survey
from wizards import addresses
from wizards.candidates import Candidate, candidates
from wizards.rows import enabled
from wizards.site import Dns, Health, Lan, Site, Wan


def prefill(survey: Survey, preset: Preset) -> Site:
    """The site that this router seems to be, with the preset's answers where the router says nothing."""
    found = candidates(survey)
    lan = _lan(survey, preset, frozenset(one.interface for one in found))
    lines = [one for one in found if one.interface != lan.interface]
    return Site(
        name=survey.identity or preset.title,
        wans=tuple(_wan(one, f"Wan{index}") for index, one in enumerate(lines, 1)),
        lan=lan,
        method=preset.method,
        classifier=preset.classifier if preset.method == "pcc" else "both-addresses",
        health=Health(preset.check),
        dns=Dns(preset.dns),
    )


def _wan(one: Candidate, name: str) -> Wan:
    if one.kind == "static":
        return Wan(name, one.interface, "static", one.address, one.gateway)
    if one.kind == "pppoe":
        return Wan(name, one.interface, "pppoe", user=one.user)
    return Wan(name, one.interface, one.kind)


def _lan(survey: Survey, preset: Preset, lines: frozenset[str]) -> Lan:
    """Where our session came in, else where the router gives leases, else its first private address."""
    held = [one for one in survey.addresses if one.interface not in lines and not one.disabled and not one.dynamic]
    best = min(held, key=lambda one: _rank(survey, one), default=None)
    interface = best.interface if best else preset.lan_interface
    return Lan(
        interface=interface,
        address=best.address if best else preset.lan_address,
        hotspot=preset.hotspot or interface in {row.get("interface") for row in _hotspots(survey)},
    )


def _hotspots(survey: Survey) -> tuple[Row, ...]:
    return enabled(survey.rows("/ip/hotspot"))


def _rank(survey: Survey, one: Address) -> tuple[bool, bool, bool]:
    serving = {row.get("interface") for row in enabled(survey.rows("/ip/dhcp-server"))}
    through = one.interface == survey.via_interface
    return (not through, one.interface not in serving, not addresses.is_private(one.address))
