"""Whether this laptop would still reach the router after a plan: its packets are sent through the rules of both. Pure.

There and back: a new connection of ours to the API, the next packet of the one that writes, and the router's answers
to both. What passes now and does not pass then, or goes back another way, would strand us. Looked at are the moments
when our session must live, after each script that writes and at the end: as it is then, and once all lines are up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address

from routerboard.language.applied import applied
from routerboard.language.change import Plan
from routerboard.language.survey import Survey
from routerboard.link.batch import batches
from routerboard.link.picture import WAITING, Picture, pictures
from routerboard.link.way import Way, client_of, entrance, own_port, ways
from routerboard.packetflow import MENUS, Connection, Journey, Ruleset, Verdict, journey

_DECISIVE = frozenset({*MENUS, "/ip/dhcp-client"})
_DARK = (
    "/interface/bridge/filter", "/interface/bridge/nat", "/interface/bridge/vlan", "/interface/ethernet/switch",
    "/interface/vrrp", "/ip/firewall/layer7-protocol", "/ip/ipsec", "/ip/vrf", "/ipv6/",
)  # fmt: skip
"""Menus that can cut a session, and that packets are not sent through here."""

_TUNNELS = ("wg", "l2tp", "pptp", "sstp", "ovpn", "eoip", "gre", "ipip", "zerotier", "vxlan")
_CANNOT = "Whether this laptop would still reach the router cannot be told"
_LEGS = (
    "a new session of this laptop", "the router's answer to it", "this session", "the router's answer in this session",
)  # fmt: skip


@dataclass(frozen=True)
class Foresight:
    """cut: how the plan would cut our session, a sentence; "" where it would not. unsure: what cannot be told."""

    cut: str = ""
    unsure: tuple[str, ...] = ()


def lockout(survey: Survey, plan: Plan, host: str, port: int) -> Foresight:
    """Whether the plan would cut the session that the survey was made by, to this host and TCP port."""
    dark = tuple(_dark(plan))
    client = client_of(survey)
    if not isinstance(client, IPv4Address):
        return Foresight(unsure=(*dark, *_unseen(survey, plan, client, host)))
    if not any(change.menu in _DECISIVE for change in plan.changes):
        return Foresight(unsure=dark)
    try:
        found = _foreseen(survey, plan, client, host, port)
    except (LookupError, ValueError) as error:
        found = Foresight(unsure=(f"{_CANNOT}: {error}.",))
    return replace(found, unsure=(*dark, *found.unsure))


def _dark(plan: Plan) -> Iterator[str]:
    found = dict.fromkeys(change.menu for change in plan.changes if change.menu.startswith(_DARK))
    if found:
        yield f"{_CANNOT}: the plan changes {', '.join(found)}."


def _unseen(survey: Survey, plan: Plan, client: IPv6Address | None, host: str) -> Iterator[str]:
    """What cannot be told of a session that does not come by IPv4."""
    if client is None:
        yield f"{_CANNOT}: it does not say from where this session comes."
    elif not (entrance(survey, host) and own_port(survey, host)):
        moved = [change for change in plan.changes if change.menu.startswith("/interface") and change.verb != "add"]
        if moved:
            yield f"{_CANNOT}: the plan changes sockets, and it does not say in which this laptop is plugged."


def _foreseen(survey: Survey, plan: Plan, client: IPv4Address, host: str, port: int) -> Foresight:
    """LookupError where a change finds no row, ValueError where a row cannot be read."""
    now = tuple(pictures(survey, client))
    found = (_seen(now, way) for way in ways(survey, now[0].rules, host, port))
    before = next((one for one in found if one.sessions), None)
    if before is None:
        return Foresight(unsure=(f"{_CANNOT}: by the rules that it shows, {client} does not reach it even now.",))
    rising = _seen(pictures(survey, client, lines_up=True), before.way)
    before = replace(before, up=tuple(map(frozenset.union, before.ends, rising.ends)))
    later = _compared(survey, plan, before, frozenset(now[0].gaps()))
    return replace(later, unsure=(*_tunnel(survey, before.way), *later.unsure))


def _tunnel(survey: Survey, way: Way) -> Iterator[str]:
    found = survey.interface(way.socket)
    if found is not None and found.kind.startswith(_TUNNELS):
        yield f"{_CANNOT}: it comes through the tunnel {found.name}, whose own way is not looked at."


# Now


@dataclass(frozen=True)
class _End:
    """How a packet's way ends: in the router, or by which interface to which gateway."""

    here: bool
    interface: str
    gateway: str

    def __str__(self) -> str:
        return f"{self.interface} to {self.gateway}" if self.gateway else self.interface


_Ends = frozenset[_End | None]


@dataclass(frozen=True)
class _Now:
    """Our way before the plan: what the router knows of our session, and how each of _LEGS may end.

    Where chance decides there are several; our session works, so only those count by which one does.
    `up` is how they may end once all lines are up: what is amiss then already is not the plan's doing.
    """

    way: Way
    sessions: frozenset[Connection | None] = frozenset()
    ends: tuple[_Ends, ...] = (frozenset(),) * len(_LEGS)
    up: tuple[_Ends, ...] = ()


def _seen(now: Iterable[Picture], way: Way) -> _Now:
    """`sessions` is empty where none works by this way."""
    seen = _Now(way)
    for picture in now:
        opened = _opened(journey(picture.rules, way.packet))
        inward, back, *later = map(_end, _legs(picture.rules, way, opened))
        if inward and inward.here and back:
            ends = tuple(old | {new} for old, new in zip(seen.ends, (inward, back, *later), strict=True))
            seen = replace(seen, sessions=seen.sessions | {opened}, ends=ends)
    return seen


def _opened(first: Journey) -> Connection | None:
    """What tracking knows of a session once it is answered; None where it does not track it."""
    return first.connection.answered() if first.connection else None


def _legs(rules: Ruleset, way: Way, session: Connection | None) -> Iterator[Journey]:
    """The journeys of _LEGS."""
    first = journey(rules, way.packet)
    yield first
    yield _answered(rules, way, _opened(first))
    yield journey(rules, way.packet, session)
    yield _answered(rules, way, session)


def _answered(rules: Ruleset, way: Way, known: Connection | None) -> Journey:
    return journey(rules, known.answer("") if known else way.answer, known)


def _end(found: Journey) -> _End | None:
    """None where the packet does not pass."""
    return _End(found.to_router, found.out_interface, found.gateway) if found.passed else None


# Later


def _compared(survey: Survey, plan: Plan, before: _Now, gaps: frozenset[str]) -> Foresight:
    unsure: dict[str, None] = {}
    for picture in _later(survey, plan, IPv4Address(before.way.client)):
        for cut in _cuts(picture, before, before.up if picture.lines_up else before.ends):
            if before.way.direct or WAITING not in cut:
                return Foresight(f"After this plan {cut}.")
            unsure[f"{_CANNOT}: {cut}."] = None
        unsure |= dict.fromkeys(f"{_CANNOT}: {gap}." for gap in picture.gaps() if gap not in gaps)
    return Foresight(unsure=tuple(unsure))


def _later(survey: Survey, plan: Plan, client: IPv4Address) -> Iterator[Picture]:
    """The router after each script that writes. LookupError where a change finds no row."""
    for changes in batches(plan.changes):
        survey = applied(survey, replace(plan, changes=changes))
        if any(change.menu in _DECISIVE for change in changes):
            yield from pictures(survey, client)
            yield from pictures(survey, client, lines_up=True)


def _cuts(later: Picture, before: _Now, allowed: Iterable[_Ends]) -> Iterator[str]:
    """What is worse than before, and by which row."""
    for session in before.sessions:
        legs = _legs(later.rules, before.way, session)
        for name, ends, found in zip(_LEGS, allowed, legs, strict=True):
            if _end(found) not in ends:
                yield f"{name} {_how(_end(found), ends)}: {_blame(found, later)}"


def _how(now: _End | None, before: _Ends) -> str:
    if now is None:
        return "would not pass"
    if not now.here:
        return f"would leave by {now} and not reach the router"
    return f"would leave by {now}, not by {' or '.join(sorted(map(str, before)))}"


def _blame(found: Journey, later: Picture) -> str:
    """The row that stopped a packet, or those that turned it elsewhere."""
    rules = [step for step in found.steps if step.rule]
    stopped = found.verdict in (Verdict.DROP, Verdict.REJECT)
    turned = rules[-1:] if stopped else [step for step in rules if step.what.startswith("sends it to")][-1:]
    said = [f"{later.named(step.menu, step.rule)} {step.what}" for step in turned]
    if found.route and not stopped:
        said.append(f"{later.route(found.route)} takes it")
    return ", ".join(said) or "no route leads there"
