"""What the answers alone tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from routerboard.language.change import Finding
from wizards.checks.say import error, note, warning
from wizards.lines import Job
from wizards.site import Site
from wizards.validity import faults
from wizards.weights import MANY, TOLERANCE, deviations, percentages, speeds


def impossible(site: Site) -> Iterator[Finding]:
    """Faults of the site: an error each, never a silent substitute."""
    for fault in faults(site):
        told = error("site", f"{fault.key}: {fault.what}", "a site with this fault cannot work", fault.remedy)
        yield replace(told, key=fault.key)


def notes(job: Job) -> Iterator[Finding]:
    """What follows from the answers and is easily overlooked."""
    yield from _shares(job)
    yield from _health(job)
    yield from _classifier(job)
    yield from _secrets(job)


def _shares(job: Job) -> Iterator[Finding]:
    total = sum(line.share for line in job.lines)
    if job.site.method in ("pcc", "nth", "ecmp") and total > MANY:
        ratio = " : ".join(str(line.share) for line in job.lines)
        made = "gateways of one route" if job.site.method == "ecmp" else "rules for new connections"
        what = f"the weights {ratio} make {total} {made}"
        yield note("many-shares", what, "guests are too few to be balanced any finer", "rounder weights")
    yield from _off(job)
    if job.site.method == "nth" and not job.site.sticky and len(job.lines) > 1:
        why = "banks, games and log-ins may object to one guest with several addresses"
        remedy = "`method: pcc` keeps a guest and a server on one line"
        yield note("turns", "with Nth a guest's connections use all lines, whatever server they go to", why, remedy)
    if job.site.method == "ecmp" and len(job.lines) > 1:
        yield from _equal_routes(job)


def _off(job: Job) -> Iterator[Finding]:
    """Speeds so far apart that no few shares fit them: the slowest line gets more than it can carry."""
    measured, given = speeds(job.site), tuple(line.share for line in job.lines)
    if job.site.method not in ("pcc", "nth", "ecmp") or len(job.lines) < 2 or not measured:
        return
    off = deviations(given, measured)
    worst = max(range(len(off)), key=lambda at: abs(off[at]))
    if abs(off[worst]) > TOLERANCE:
        line, has, part = job.lines[worst], percentages(measured)[worst], percentages(given)[worst]
        what = f"{line.name} has {has} % of the speed and gets {part} % of new connections"
        why = f"its share is off by {abs(off[worst]):.0%}: the speeds are too far apart for few shares"
        remedy = "weights by hand, or without a line that is that slow" if off[worst] > 0 else "weights by hand"
        yield note("rough-shares", what, why, remedy)


def _equal_routes(job: Job) -> Iterator[Finding]:
    why = "only new ones: each connection's first line is held by its mark, as its translated address is"
    remedy = "`method: pcc` keeps a guest and a server on one line"
    if job.version.can("routing-tables"):
        what = "with ECMP many guests change their line whenever one comes or goes"
    else:
        what = "with ECMP guests may change their line every ten minutes, when the route cache is flushed"
    yield note("equal-routes", what, why, remedy)


def _health(job: Job) -> Iterator[Finding]:
    if job.site.health.check == "none" and len(job.lines) > 1:
        why = "while its cable is in, a dead line keeps its share of the guests"
        yield warning("no-health", "nothing watches whether a line lives", why, "`health: {check: probe}`")
    elif job.site.health.check == "gateway" and any(not line.session for line in job.lines):
        why = "a modem may answer while the provider behind it is dead"
        yield note("gateway-only", "the check pings the modem, not the Internet", why, "`health: {check: probe}`")


def _classifier(job: Job) -> Iterator[Finding]:
    if job.site.method in ("pcc", "ecmp") and "port" in job.site.classifier:
        why = "connections of one guest to one server take several lines: banks, telephony and log-ins break"
        yield warning(
            "ports-in-hash",
            f"the classifier {job.site.classifier} looks at ports",
            why,
            "`both-addresses` or `src-address`",
        )


def _secrets(job: Job) -> Iterator[Finding]:
    for wan in job.site.wans:
        if wan.password:
            what = f"{wan.name}'s password comes from the environment variable {wan.password.name}"
            yield note(
                "secret", what, "it is filled in when the plan is written, and shown nowhere", "set it before applying"
            )
