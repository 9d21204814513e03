"""Second step: the Internet lines, best first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from routerboard.language.survey import Survey
from wizards import addresses
from wizards.carrier import carrier_nat, modem_nat
from wizards.lines import lease
from wizards.rates import format_rate, parse_rate
from wizards.site import Env, Site, Speed, Wan
from wizards.steps.form import AnswerError, Field, Option
from wizards.validity import MOST_LINES
from wizards.weights import percentages, shares

TITLE = "Lines"
QUESTION = "Which sockets lead to the Internet? The best line first."
PREFIXES = ("wans",)

KINDS: tuple[Option, ...] = (
    ("dhcp", "DHCP from the modem"),
    ("static", "fixed address"),
    ("pppoe", "PPPoE, user + password"),
    ("lte", "LTE modem of the router"),
)
SOCKETS = frozenset({"ether", "sfp", "sfp-sfpplus", "vlan", "wlan", "wifi", "wifiwave2", "lte"})
"""Kinds of interface that a line can come in by."""


def fields(survey: Survey, site: Site, index: int) -> tuple[Field, ...]:
    """The questions about one line; which they are depends on its kind. None where there is no such line."""
    if not 0 <= index < len(site.wans):
        return ()
    wan = site.wans[index]
    return (
        Field(key(index, "name"), "Name", wan.name, help="Also names its marks and its routing table."),
        Field(key(index, "interface"), "Socket", wan.interface, _sockets(survey, site, wan)),
        Field(key(index, "kind"), "Kind", wan.kind, _kinds(wan)),
        *_of_kind(index, wan),
        *_share(index, site),
        *_far(survey, index, wan),
    )


def key(index: int, name: str) -> str:
    """The place of an answer in the site file."""
    return f"wans[{index}].{name}"


def _kinds(wan: Wan) -> tuple[Option, ...]:
    """What a line can be; a kind that only a site file gave stays an answer."""
    return KINDS if wan.kind in dict(KINDS) else ((wan.kind, wan.kind), *KINDS)


def _sockets(survey: Survey, site: Site, wan: Wan) -> tuple[Option, ...]:
    taken = {other.interface for other in site.wans if other is not wan}
    free = (one for one in survey.interfaces if one.kind in SOCKETS and one.name not in taken)
    options = tuple((one.name, _socket_text(one.name, one.running, one.bridge)) for one in free)
    return options if wan.interface in dict(options) else ((wan.interface, wan.interface), *options)


def _socket_text(name: str, running: bool, bridge: str) -> str:
    return f"{name}  {'up' if running else 'empty'}{f', in {bridge}' if bridge else ''}"


def _of_kind(index: int, wan: Wan) -> tuple[Field, ...]:
    if wan.kind == "static":
        return (
            Field(key(index, "address"), "Address", wan.address, sample="192.168.30.2/24", help="The router's own."),
            Field(key(index, "gateway"), "Gateway", wan.gateway, sample="192.168.30.1", help="The modem's."),
        )
    if wan.kind == "pppoe":
        variable = wan.password.name if wan.password else ""
        return (
            Field(key(index, "user"), "User", wan.user, sample="hotel@isp", help="As the provider gave it."),
            Field(key(index, "password"), "Password", variable, secret=True, help="Kept in memory only."),
        )
    return ()


FAR: tuple[Option, ...] = (("no", "inside the address's subnet"), ("yes", "outside, the provider wants it so"))


def _far(survey: Survey, index: int, wan: Wan) -> tuple[Field, ...]:
    """Asked only where the gateway may lie outside: it does, it was said to, or no lease tells."""
    net, gateway = addresses.network(wan.address), addresses.address(wan.gateway)
    outside = net is not None and gateway is not None and gateway not in net
    unknown = wan.kind == "dhcp" and not lease(survey, wan.interface)
    value = "yes" if wan.far_gateway else "no"
    asked = outside or unknown or wan.far_gateway
    return (Field(key(index, "far-gateway"), "Gateway is", value, FAR),) if asked else ()


def _share(index: int, site: Site) -> tuple[Field, ...]:
    if site.method == "failover":
        return ()
    wan = site.wans[index]
    text = f"{format_rate(wan.speed.down)}/{format_rate(wan.speed.up)}" if wan.speed else str(wan.weight)
    also = (key(index, "speed"), f"wans[{index}]")
    help_text = "Speed down/up such as 20M/5M, or a plain weight such as 2: the same kind on every line."
    return (Field(key(index, "weight"), "Share", text, sample="20M/5M or 2", help=help_text, also=also),)


def answer(site: Site, place: str, text: str) -> Site:
    """The site with one answer about one line changed; AnswerError where the text is no such value."""
    match = re.fullmatch(r"wans\[(\d+)\]\.([\w-]+)", place)
    if match is None:
        raise KeyError(place)
    index, name = int(match[1]), match[2]
    wan = _READERS[name](site.wans[index], text.strip())
    changed = tuple(wan if at == index else other for at, other in enumerate(site.wans))
    return replace(site, wans=changed)


def _kind(wan: Wan, text: str) -> Wan:
    kept = Wan(wan.name, wan.interface, text, weight=wan.weight, speed=wan.speed)
    if text == "dhcp":
        return replace(kept, far_gateway=wan.far_gateway)
    if text == "static":
        return replace(kept, address=wan.address, gateway=wan.gateway, far_gateway=wan.far_gateway)
    return replace(kept, user=wan.user, password=wan.password) if text == "pppoe" else kept


def _weight(wan: Wan, text: str) -> Wan:
    if text.isdecimal():
        return replace(wan, weight=int(text), speed=None)
    down, _, up = text.partition("/")
    rates = parse_rate(_mega(down)), parse_rate(_mega(up or down))
    if rates[0] is None or rates[1] is None:
        raise AnswerError(f"`{text}` is no share: a speed such as 20M/5M, or a weight such as 2")
    return replace(wan, speed=Speed(rates[0], rates[1]), weight=1)


def _mega(text: str) -> str:
    """`20` of `20/5` is 20 Mbit/s: nobody sells lines by the bit."""
    return f"{text.strip()}M" if text.strip().isdecimal() else text


def _password(wan: Wan, text: str) -> Wan:
    return replace(wan, password=Env(text) if text else None)


_READERS: Mapping[str, Callable[[Wan, str], Wan]] = {
    "name": lambda wan, text: replace(wan, name=text),
    "interface": lambda wan, text: replace(wan, interface=text),
    "address": lambda wan, text: replace(wan, address=text),
    "gateway": lambda wan, text: replace(wan, gateway=text),
    "far-gateway": lambda wan, text: replace(wan, far_gateway=text == "yes"),
    "user": lambda wan, text: replace(wan, user=text),
    "kind": _kind,
    "weight": _weight,
    "password": _password,
}


def password_variable(wan: Wan) -> str:
    """The environment variable that stands for this line's password in the site file."""
    return f"{re.sub('[^A-Z0-9]', '_', wan.name.upper())}_PASSWORD"


def add_line(survey: Survey, site: Site) -> Site:
    """One more line, on the first socket that is none yet: a plugged one outside the bridges if there is one."""
    taken = {wan.interface for wan in site.wans} | {site.lan.interface, *site.lan.also}
    free = [one for one in survey.interfaces if one.kind in SOCKETS and one.name not in taken]
    if len(site.wans) >= MOST_LINES or not free:
        raise AnswerError(f"no socket is left: {MOST_LINES} lines are the most, each on a socket of its own")
    best = min(free, key=lambda one: (bool(one.bridge), not one.running))
    kind = "lte" if best.kind == "lte" else "dhcp"
    return replace(site, wans=(*site.wans, Wan(_next_name(site), best.name, kind)))


def _next_name(site: Site) -> str:
    taken = {wan.name.lower() for wan in site.wans}
    return next(name for at in range(1, MOST_LINES + 2) if (name := f"Wan{at}").lower() not in taken)


def remove_line(site: Site, index: int) -> Site:
    """One line fewer, and what was said about it alone; the last one stays."""
    if len(site.wans) <= 1:
        raise AnswerError("one line must stay")
    gone = site.wans[index].name
    hosts = {name: found for name, found in site.health.hosts.items() if name != gone}
    return replace(
        site,
        wans=tuple(wan for at, wan in enumerate(site.wans) if at != index),
        health=replace(site.health, hosts=hosts),
        exceptions=tuple(rule for rule in site.exceptions if rule.via != gone),
    )


def notes(survey: Survey, site: Site, index: int) -> tuple[str, ...]:
    """What is worth knowing about a line as it is answered."""
    if not 0 <= index < len(site.wans):
        return ("Plug a modem into a free socket, or press n and name the socket.",)
    wan = site.wans[index]
    found = survey.interface(wan.interface)
    return tuple(
        text
        for text in (
            f"{wan.interface} is a LAN port now: the plan takes it out of {found.bridge}."
            if found and found.bridge
            else "",
            _empty(wan) if found and not found.running else "",
            _translated(survey, wan),
            _twin(survey, site, wan),
        )
        if text
    )


def _empty(wan: Wan) -> str:
    return f"{wan.interface} is in no network." if wan.kind == "lte" else f"Nothing is plugged into {wan.interface}."


def _translated(survey: Survey, wan: Wan) -> str:
    if carrier_nat(survey, wan):
        return "Behind the provider's own NAT (CGNAT): nothing can be reached from outside by this line."
    if modem_nat(survey, wan):
        return "Private address: the modem does NAT too. Port forwards need it in bridge mode."
    return ""


def _twin(survey: Survey, site: Site, wan: Wan) -> str:
    mine = _gateway(survey, wan)
    others = (_gateway(survey, one) for one in site.wans if one is not wan)
    shared = bool(mine) and mine in others
    return f"Another line has a modem at {mine} too: better change one modem's LAN." if shared else ""


def _gateway(survey: Survey, wan: Wan) -> str:
    return wan.gateway if wan.kind == "static" else lease(survey, wan.interface).get("gateway", "")


def sharing(site: Site) -> str:
    """How the guests spread over the lines, in one sentence."""
    names = [wan.name for wan in site.wans]
    if not names:
        return "There is no line yet."
    if len(names) == 1:
        return f"All guests use {names[0]}."
    if site.method == "failover":
        return f"All guests use {names[0]}; {' then '.join(names[1:])} when it dies."
    parts = percentages(shares(site))
    return (
        "Of 100 new connections, "
        + ", ".join(f"{part} use {name}" for part, name in zip(parts, names, strict=True))
        + "."
    )
