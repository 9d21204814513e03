"""What the answers alone tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from routerboard.language.change import Finding
from wizards.checks.say import error, note, warning
from wizards.lines import Job
from wizards.methods import METHODS
from wizards.site import Site
from wizards.validity import faults
from wizards.weights import MANY


def impossible(site: Site) -> Iterator[Finding]:
    """Faults of the site, and answers that cannot be planned yet: an error each, never a silent substitute."""
    for fault in faults(site):
        told = error("site", f"{fault.key}: {fault.what}", "a site with this fault cannot work", fault.remedy)
        yield replace(told, key=fault.key)
    yield from _not_yet(site)


def _not_yet(site: Site) -> Iterator[Finding]:
    why = "this version of the program cannot plan it yet, and would not plan something else instead"
    if site.method in ("ecmp", "nth") and site.method not in METHODS:
        remedy = "use `method: pcc` or `method: failover`"
        yield replace(error("not-yet", f"method {site.method} is not available yet", why, remedy), key="method")
    if site.health.check == "probe":
        what = "probing hosts beyond the modem is not available yet"
        yield replace(error("not-yet", what, why, "use `health: {check: gateway}`"), key="health.check")


def notes(job: Job) -> Iterator[Finding]:
    """What follows from the answers and is easily overlooked."""
    yield from _shares(job)
    yield from _health(job)
    yield from _classifier(job)
    yield from _secrets(job)


def _shares(job: Job) -> Iterator[Finding]:
    total = sum(line.share for line in job.lines)
    if job.site.method in ("pcc", "nth") and total > MANY:
        ratio = " : ".join(str(line.share) for line in job.lines)
        what = f"the weights {ratio} make {total} rules for new connections"
        yield note("many-shares", what, "guests are too few to be balanced any finer", "rounder weights")
    if job.site.method == "nth" and len(job.lines) > 1:
        why = "banks, games and log-ins may object to one guest with several addresses"
        remedy = "`method: pcc` keeps a guest and a server on one line"
        yield note("turns", "with Nth a guest's connections use all lines, whatever server they go to", why, remedy)


def _health(job: Job) -> Iterator[Finding]:
    if job.site.health.check == "none" and len(job.lines) > 1:
        why = "while its cable is in, a dead line keeps its share of the guests"
        yield warning("no-health", "nothing watches whether a line lives", why, "`health: {check: gateway}`")
    elif any(not line.session for line in job.lines):
        why = "a modem may answer while the provider behind it is dead"
        yield note(
            "gateway-only", "the check pings the modem, not the Internet", why, "look at the lines when guests complain"
        )


def _classifier(job: Job) -> Iterator[Finding]:
    if job.site.method == "pcc" and "port" in job.site.classifier:
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
