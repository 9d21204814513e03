"""A site as good as the survey allows: what the wizard starts from, so that enter alone leads on where it is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from presets.loader import Preset
from routerboard.language.controls import GONE
from routerboard.language.survey import Address, Survey
from wizards import addresses
from wizards.candidates import Candidate, candidates
from wizards.record import built_from
from wizards.rows import enabled
from wizards.site import Dns, Health, Lan, Site, Wan, usual_classifier


def prefill(survey: Survey, preset: Preset) -> Site:
    """The site that this router was built from, where it can still be used; else the one that it seems to be."""
    return _built(survey) or guess(survey, preset)


def likeliest(survey: Survey, presets: Mapping[str, Preset], usual: str) -> str:
    """The name of the preset that the router's own site is most like; the usual one where it has none."""
    built = _built(survey)
    return _nearest(built, presets, usual) if built else usual


def started(survey: Survey, presets: Mapping[str, Preset], name: str) -> Site:
    """The answers to start from with this preset: those of `prefill`, in its way where the router's own differ."""
    built = _built(survey)
    if built is None:
        return guess(survey, presets[name])
    return built if _nearest(built, presets, name) == name else _in_the_way_of(survey, built, presets[name])


def _built(survey: Survey) -> Site | None:
    built = built_from(survey)
    return built.site if built is not None else None


def _nearest(site: Site, presets: Mapping[str, Preset], usual: str) -> str:
    return max((usual, *presets), key=lambda name: _agreements(site, presets[name]))


def _agreements(site: Site, preset: Preset) -> tuple[bool, int]:
    """Whether the method is the same, and how many other answers are."""
    same = (site.classifier == preset.classifier, site.health.check == preset.check, site.dns.servers == preset.dns)
    return site.method == preset.method, sum((*same, site.lan.hotspot == preset.hotspot))


def guess(survey: Survey, preset: Preset) -> Site:
    """The site that this router seems to be, with the preset's answers where the router says nothing."""
    found = candidates(survey)
    lan = _lan(survey, preset, frozenset(one.interface for one in found))
    lines = [one for one in found if one.interface != lan.interface]
    wans = tuple(_wan(one, f"Wan{index}") for index, one in enumerate(lines, 1))
    return _in_the_way_of(survey, Site(survey.identity.translate(GONE) or preset.title, wans, lan), preset)


def _in_the_way_of(survey: Survey, site: Site, preset: Preset) -> Site:
    """The same lines and guests with all other answers of this preset."""
    hotspots = {one.interface for one in survey.hotspots if not one.disabled}
    hotspot = preset.hotspot or not hotspots.isdisjoint((site.lan.interface, *site.lan.also))
    plain = preset.method != "pcc" or preset.classifier == "both-addresses"
    return replace(
        site,
        lan=replace(site.lan, hotspot=hotspot),
        method=preset.method,
        classifier=usual_classifier(preset.method, hotspot) if plain else preset.classifier,
        health=Health(preset.check),
        dns=Dns(preset.dns),
    )


def _wan(one: Candidate, name: str) -> Wan:
    if one.kind == "static":
        return Wan(name, one.interface, "static", one.address, one.gateway, one.far)
    if one.kind == "pppoe":
        return Wan(name, one.interface, "pppoe", user=one.user)
    return Wan(name, one.interface, one.kind)


def _lan(survey: Survey, preset: Preset, lines: frozenset[str]) -> Lan:
    """Where our session came in, else where the router gives leases, else its first private address; then others."""
    held = [one for one in survey.addresses if one.interface not in lines and not one.disabled and not one.dynamic]
    best = min(held, key=lambda one: _rank(survey, one), default=None)
    if best is None:
        return Lan(preset.lan_interface, preset.lan_address)
    return Lan(best.interface, best.address, also=_further(survey, lines | {best.interface}))


def _further(survey: Survey, taken: frozenset[str]) -> tuple[str, ...]:
    """Other interfaces with an address where the router gives leases: more guests."""
    held = {one.interface for one in survey.addresses if not one.disabled}
    serving = (row.get("interface", "") for row in enabled(survey.rows("/ip/dhcp-server")))
    return tuple(name for name in dict.fromkeys(serving) if name in held - taken and survey.interface(name))


def _rank(survey: Survey, one: Address) -> tuple[bool, bool, bool]:
    serving = {row.get("interface") for row in enabled(survey.rows("/ip/dhcp-server"))}
    through = one.interface == survey.via_interface
    return (not through, one.interface not in serving, not addresses.is_private(one.address))
