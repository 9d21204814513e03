"""The site with the speeds that were measured, so that its plan gives each line the share that it can carry."""

from __future__ import annotations

from dataclasses import replace

from proof.results import Speed
from proof.speedtest import capacity
from wizards import weights
from wizards.site import Site
from wizards.site import Speed as Known

ROUNDED = 100_000
"""Bit/s to which what was measured is rounded, as nobody measures the same twice."""


def measured(site: Site, speed: Speed) -> Site | None:
    """The same site whose lines have these speeds; None where not every line was measured."""
    known = {one.name: capacity(one) for one in speed.lines if one.down and not one.trouble}
    if set(known) != {wan.name for wan in site.wans}:
        return None
    wans = tuple(replace(wan, speed=Known(*map(_rounded, known[wan.name]))) for wan in site.wans)
    return replace(site, wans=wans)


def useful(site: Site) -> bool:
    """Whether its lines have shares at all: with fail-over one of them carries everything."""
    return site.method != "failover" and len(site.wans) > 1


def ratio(site: Site) -> tuple[int, ...]:
    """The shares that the lines of this site get, in their order: the smallest whole numbers within 5 %."""
    return weights.shares(site)


def _rounded(rate: float) -> int:
    return max(ROUNDED, round(rate / ROUNDED) * ROUNDED)
