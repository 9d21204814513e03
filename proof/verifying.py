"""One evening's verification of a site: what it begins with, and what keeps a router from being measured. Pure."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

from proof.facts import known
from proof.results import Verification
from proof.rules import rules_of, uncovered_of
from proof.streams import PUBLIC_SERVERS
from routerboard.language.beside import speed_port
from routerboard.language.change import Plan
from routerboard.language.survey import Survey
from routerboard.link.way import client_of
from wizards.lines import Job
from wizards.record import install_of
from wizards.site import Site


def begun(survey: Survey, site: Site, taken: str, earlier: Verification | None = None) -> Verification:
    """A verification without figures; of an earlier one of the same site, method and lines the figures stay."""
    kept = earlier if earlier is not None and _same(earlier, site) else Verification(site.name)
    lines = Job(survey, site).lines
    return replace(
        kept,
        router=survey.identity,
        version=str(survey.version),
        board=survey.board,
        method=site.method,
        install=install_of(survey),
        taken=taken,
        facts=kept.facts or tuple(known(survey, line) for line in lines),
        rules=rules_of(site),
        uncovered=uncovered_of(survey, site),
    )


def _same(earlier: Verification, site: Site) -> bool:
    """Whether what was measured then belongs to this site as it is now."""
    measured = (earlier.facts, earlier.speed.lines if earlier.speed is not None else ())
    names = [wan.name for wan in site.wans]
    lines = all([one.name for one in lines] == names for lines in measured if lines)
    return lines and (earlier.site, earlier.method) == (site.name, site.method)


def why_not(survey: Survey, plan: Plan) -> str:
    """Why this router cannot be measured as this site; "" where it can."""
    if plan.blocked or not plan.empty:
        many = len(plan.changes)
        return (
            f"The router is not as the site file says: {many} change{'s' if many != 1 else ''} would be written. "
            "Look with `plan`, then `apply`, then measure."
        )
    client = client_of(survey)
    if client is None or client.version != 4:
        return "The router does not say by which IPv4 address this laptop comes; connect by the router's IPv4 address."
    return ""


def keeps_one_line(site: Site) -> bool:
    """Whether one laptop meets one line only, whatever it opens."""
    return (site.method == "pcc" and site.classifier == "src-address") or (site.method == "nth" and site.sticky)


def url_of(site: Site, host: str, port: int) -> str:
    """Where the servers are: as the site says, beside a practice board, else the public ones."""
    if site.speed_test is not None:
        return site.speed_test.url
    return f"http://127.0.0.1:{speed_port(port)}/servers.json" if is_loopback(host) else PUBLIC_SERVERS


def is_loopback(host: str) -> bool:
    """Whether a router of this name can only be a practice board."""
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"
