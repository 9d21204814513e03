"""Fifth step: how a dead line is noticed."""

from __future__ import annotations

from dataclasses import replace

from routerboard.language.survey import Survey
from wizards.hosts import OPERATORS, chosen_hosts, servers_of_guests
from wizards.site import Health, Site
from wizards.steps.form import Field
from wizards.steps.method import Told

TITLE = "Health"
QUESTION = "How is a dead line noticed?"
PREFIXES = ("health", "dns")

CHECKS: tuple[Told, ...] = (
    Told(
        "probe",
        "Probe the Internet",
        "Pings two hosts beyond each modem, every 10 s. Sees a dead provider too; takes 11 to 21 s.",
    ),
    Told(
        "gateway", "Ping the modem", "Every 10 s; given up after two misses, in 11 to 21 s. Blind to a dead provider."
    ),
    Told("none", "Trust the cable", "A line is dead when its cable is: at once, and blind to everything beyond."),
)
HOSTS = "health.hosts"


def fields(survey: Survey, site: Site) -> tuple[Field, ...]:
    """The hosts of each line where hosts are probed; the name servers, which must survive a dead line too."""
    servers = ", ".join(site.dns.servers)
    help_text = "Asked by the router, on any line. Empty: each provider's own, which die with their line."
    asked = Field("dns.servers", "Name servers", servers, sample="1.1.1.1, 9.9.9.9", help=help_text)
    return (*_hosts(survey, site), asked)


def _hosts(survey: Survey, site: Site) -> tuple[Field, ...]:
    if site.health.check != "probe":
        return ()
    chosen = chosen_hosts(survey, site)
    return tuple(
        Field(
            f"{HOSTS}.{wan.name}",
            f"Hosts of {wan.name}",
            ", ".join(chosen[wan.name]),
            sample="8.8.4.4, 208.67.222.222",
            help=_help(survey, chosen[wan.name]),
        )
        for wan in site.wans
    )


def _help(survey: Survey, hosts: tuple[str, ...]) -> str:
    """What is to be known of these hosts: a server of guests first, then whose they are."""
    served = [host for host in hosts if host in servers_of_guests(survey)]
    if served:
        return f"{served[0]} is the guests' name server: it would be gone with this line. Another one."
    owners = [OPERATORS[host] for host in hosts if host in OPERATORS]
    told = f"{' and '.join(owners)}. " if len(owners) == len(hosts) else ""
    return f"{told}Reached by this line alone; it is dead when all are silent."


def answer(site: Site, key: str, text: str) -> Site:
    """The site with another check, other hosts of a line (none: the usual ones), or other name servers."""
    words = tuple(one for part in text.split(",") if (one := part.strip()))
    if key == "dns.servers":
        return replace(site, dns=replace(site.dns, servers=words))
    if key.startswith(f"{HOSTS}."):
        line = key.removeprefix(f"{HOSTS}.")
        others = {name: hosts for name, hosts in site.health.hosts.items() if name != line}
        return replace(site, health=Health("probe", others | ({line: words} if words else {})))
    return replace(site, health=Health(text, site.health.hosts if text == "probe" else {}))
