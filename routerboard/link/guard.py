"""Whether a plan may be written to this router at all, and which of its changes would cut our own session. Pure.

Here each change is read by itself, as a technician would; `lockout` sends packets through all of them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from routerboard.language.change import Change, Plan, Severity
from routerboard.language.items import Row, is_true
from routerboard.language.meaning import fits
from routerboard.language.secrets import variables
from routerboard.language.survey import Survey
from routerboard.link.target import API_PORT
from routerboard.link.way import entrance, own_port
from routerboard.link.writer import Secrets

_RIGHTS = ("read", "write")


def objections(survey: Survey, plan: Plan, host: str, secrets: Secrets, *, port: int = API_PORT) -> tuple[str, ...]:
    """Why the plan must not be written, one sentence each; empty where it may. We came in by `host` and `port`."""
    return (
        *_findings(plan),
        *_version(survey, plan),
        *_rights(survey),
        *(f"The secret {name} is not set." for name in sorted(variables(plan)) if secrets(name) is None),
        *(why for change in plan.changes if (why := cut(survey, change, host, port))),
    )


def _findings(plan: Plan) -> Iterator[str]:
    for finding in plan.findings:
        if finding.severity is Severity.ERROR:
            yield f"{finding.what[:1].upper()}{finding.what[1:]}: {finding.fix}."


def _version(survey: Survey, plan: Plan) -> Iterator[str]:
    if plan.version != survey.version:
        yield f"The plan was made for RouterOS {plan.version}; this router runs {survey.version}."


def _rights(survey: Survey) -> Iterator[str]:
    """A router that does not show our group's policies is asked by trying."""
    lacking = [right for right in _RIGHTS if survey.policies and right not in survey.policies]
    if lacking:
        yield f"The user {survey.user} lacks the right to {' and '.join(lacking)}; log in as one of the group full."


@dataclass(frozen=True)
class _Ours:
    """Our session: who, where it goes to, which service answers, by which interface and socket it comes; "" unknown."""

    user: str
    group: str
    host: str
    service: str
    interface: str
    socket: str


def _ours(survey: Survey, host: str, port: int) -> _Ours:
    answering = (one.name for one in survey.services if one.port == port and one.name in _SERVICES)
    service = next(answering, "")
    group = next((row.get("group", "") for row in survey.rows("/user") if row.get("name") == survey.user), "")
    return _Ours(survey.user, group, host, service, entrance(survey, host), own_port(survey, host))


def cut(survey: Survey, change: Change, host: str, port: int = API_PORT) -> str:
    """How this change would end our own session; "" where it would not."""
    ours = _ours(survey, host, port)
    if change.menu == "/ip/hotspot":
        return _hotspot(change, survey, ours)
    judge = _judge(change.menu)
    if judge is None or not _takes_away(change):
        return ""
    rows = [row for row in survey.rows(change.menu) if fits(row, change.match)]
    return next((why for row in rows if (why := judge(row, ours))), "")


def _takes_away(change: Change) -> bool:
    return change.verb == "remove" or (change.verb == "set" and _hurts(change))


_DECISIVE = frozenset({
    "address", "arp", "bridge", "certificate", "group", "interface", "name", "password", "policy", "port", "pvid",
    "vlan-filtering", "vrf",
})  # fmt: skip


def _hurts(change: Change) -> bool:
    """A change that only switches something on cuts nothing."""
    return is_true(change.args.get("disabled")) or bool(_DECISIVE & set(change.args))


def _port(row: Row, ours: _Ours) -> str:
    name, bridge = row.get("interface", ""), row.get("bridge", "the bridge")
    if not name or name != ours.socket:
        return ""
    return f"This laptop is plugged into {name}: taking it out of {bridge} cuts this session. Use another socket."


def _address(row: Row, ours: _Ours) -> str:
    return f"This session goes to {ours.host}: without that address it ends." if _is_at(row, ours.host) else ""


def _interface(row: Row, ours: _Ours) -> str:
    name = row.get("name", "")
    return f"This session comes in by {name}: changing that ends it." if name in (ours.interface, ours.socket) else ""


def _lease(row: Row, ours: _Ours) -> str:
    leased = _is_at(row, ours.host)
    return f"This session goes to {ours.host}, which is leased: without its client it ends." if leased else ""


def _service(row: Row, ours: _Ours) -> str:
    carries = row.get("name") in ((ours.service,) if ours.service else _SERVICES)
    return f"The service {row['name']} carries this session." if carries else ""


def _user(row: Row, ours: _Ours) -> str:
    if row.get("name") != ours.user:
        return ""
    return f"This session is logged in as {ours.user}: the fresh login that has to prove the plan would fail."


def _group(row: Row, ours: _Ours) -> str:
    if row.get("name") != ours.group:
        return ""
    return f"{ours.user} is of the group {ours.group}: without its rights the plan could be neither proven nor undone."


def _hotspot(change: Change, survey: Survey, ours: _Ours) -> str:
    """A HotSpot asks everybody on its interface to log in before they reach the router."""
    opens = change.verb == "add" or (change.verb == "set" and {"disabled", "interface"} & set(change.args))
    there = [row for row in survey.rows(change.menu) if change.verb == "set" and fits(row, change.match)]
    where = change.args.get("interface") or next((row.get("interface") for row in there), "")
    if not opens or is_true(change.args.get("disabled")) or not ours.interface or where != ours.interface:
        return ""
    todo = "Let it pass first: /ip hotspot ip-binding add type=bypassed, with its address."
    return f"HotSpot on {ours.interface} would let this laptop reach nothing before it logs in. {todo}"


def _is_at(row: Row, host: str) -> bool:
    return row.get("address", "").partition("/")[0] == host


_SERVICES = ("api", "api-ssl")
_JUDGES: dict[str, Callable[[Row, _Ours], str]] = {
    "/interface/bridge/port": _port,
    "/ip/address": _address,
    "/ip/dhcp-client": _lease,
    "/ip/service": _service,
    "/user": _user,
    "/user/group": _group,
}
"""For each menu by which a session can be cut: what losing one of its rows would do to ours."""


def _judge(menu: str) -> Callable[[Row, _Ours], str] | None:
    """Whoever judges a menu: the menus of interfaces are many, and a list of interfaces is none of them."""
    named = menu.startswith("/interface") and not menu.startswith("/interface/list")
    return _JUDGES.get(menu) or (_interface if named else None)
