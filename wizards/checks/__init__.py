"""Findings: what is true about this router and this site that the technician should know before anything changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from routerboard.language.change import Finding
from routerboard.language.survey import Survey
from wizards.checks import (
    addresses,
    answers,
    dns,
    environment,
    firewall,
    handmade,
    health,
    hotspot,
    interfaces,
    ipv6,
    lans,
    method,
    offload,
    path,
    record,
    rights,
    routing,
    services,
    sources,
    vpn,
)
from wizards.lines import Job
from wizards.site import Site

Check = Callable[[Job], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    rights.findings,
    path.findings,
    interfaces.findings,
    addresses.findings,
    routing.findings,
    health.findings,
    firewall.findings,
    sources.findings,
    handmade.findings,
    offload.findings,
    hotspot.findings,
    lans.findings,
    services.findings,
    vpn.findings,
    ipv6.findings,
    environment.findings,
    dns.findings,
    record.findings,
    answers.notes,
)


def impossible(survey: Survey, site: Site) -> tuple[Finding, ...]:
    """Why no plan can be made at all: faults of the site, and what is not built yet. Empty where one can."""
    found = (*answers.impossible(site), *rights.too_old(survey.version))
    found = found or tuple(method.impossible(survey.version, site))
    return found or tuple(interfaces.missing(survey, site))


def check(survey: Survey, site: Site) -> tuple[Finding, ...]:
    """Every finding, the errors first; an error forbids applying."""
    stops = impossible(survey, site)
    return stops or examine(survey, site)


def examine(survey: Survey, site: Site) -> tuple[Finding, ...]:
    """Every finding about the router, whatever the site lacks; for a look at a router that has no lines."""
    job = Job(survey, site)
    found = [finding for one in CHECKS for finding in one(job)]
    return tuple(sorted(found, key=lambda finding: _ORDER.index(finding.severity)))


_ORDER = ("error", "warning", "note")
