"""Whether this laptop would still reach the router after a plan: its packets are sent through the rules of both. Pure.

There and back: a new connection of ours to the API, the next packet of it, and the router's answers. What passed before
and does not pass afterwards, or goes back by another interface, would strand us.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Interface

from routerboard.language.applied import MissingRowError, applied
from routerboard.language.change import Plan
from routerboard.language.items import Row, is_true
from routerboard.language.survey import Survey
from routerboard.packetflow import Journey, Packet, Ruleset, journey

OUR_PORT = 49_152
"""Any port that a laptop may use for its own end."""


@dataclass(frozen=True)
class Way:
    """The way of our session: from the laptop's address to one of the router's, by an interface."""

    client: str
    router: str
    port: int
    interface: str


def way_of(survey: Survey, host: str, port: int) -> Way | None:
    """The way of the session that a survey was made by; None where it cannot be told, or is no IPv4."""
    try:
        client = IPv4Address(survey.client_address)
    except AddressValueError:
        return None
    own = _own_address(survey, host, client)
    return Way(str(client), own, port, survey.via_interface) if own and survey.via_interface else None


def _own_address(survey: Survey, host: str, client: IPv4Address) -> str:
    """The router's address that we talk to: the one we dialled, else the one in our subnet."""
    found = [address for row in survey.rows("/ip/address") if (address := _interface(row))]
    if any(str(address.ip) == host for address in found):
        return host
    return next((str(address.ip) for address in found if client in address.network), "")


def _interface(row: Row) -> IPv4Interface | None:
    try:
        return None if is_true(row.get("disabled")) else IPv4Interface(row.get("address", ""))
    except ValueError:
        return None


def lockout(survey: Survey, plan: Plan, way: Way) -> str:
    """How the plan would cut our session, in a sentence; "" where it would not. LookupError where it cannot be told."""
    try:
        later = applied(survey, plan)
    except MissingRowError as error:
        raise LookupError(str(error)) from None
    before, after = _there_and_back(_rules(survey), way), _there_and_back(_rules(later), way)
    for name, then, now in zip(_LEGS, before, after, strict=True):
        if _arrives(then) and not _arrives(now):
            return f"After this plan {name} would not pass: {_why(now)}."
        if then is not None and now is not None and then.out_interface != now.out_interface:
            return f"After this plan {name} would leave by {now.out_interface or 'nothing'}: {_why(now)}."
    return ""


_LEGS = ("a new session of this laptop", "this session", "the router's answer to this laptop")


def _rules(survey: Survey) -> Ruleset:
    menus = {
        menu: [{".id": f"*{at:X}", **row} for at, row in enumerate(rows, 1)] for menu, rows in survey.menus.items()
    }
    return Ruleset.build(menus, survey.version)


def _there_and_back(rules: Ruleset, way: Way) -> tuple[Journey | None, ...]:
    asked = Packet.of(f"{way.client}:{OUR_PORT}", f"{way.router}:{way.port}", in_interface=way.interface)
    answer = Packet.of(f"{way.router}:{way.port}", f"{way.client}:{OUR_PORT}")
    first = journey(rules, asked)
    if not _arrives(first) or first.connection is None:
        return first, first, first
    known = first.connection.answered()
    return first, journey(rules, asked, known), journey(rules, answer, known)


def _arrives(found: Journey | None) -> bool:
    return found is not None and found.passed


def _why(found: Journey | None) -> str:
    """The last rule or route that decided."""
    said = [step for step in found.steps if step.rule] if found else []
    if not said:
        return "no rule or route lets it through"
    last = said[-1]
    return f"{last.menu} {last.comment or last.rule} ({last.what})"
