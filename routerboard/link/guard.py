"""Whether a plan may be written to this router at all, and whether it would cut our own way to it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from routerboard.language.change import Change, Plan, Severity
from routerboard.language.items import Row, is_true
from routerboard.language.meaning import fits
from routerboard.language.secrets import variables
from routerboard.language.survey import Survey
from routerboard.link.writer import Secrets

_RIGHTS = ("read", "write")


def objections(survey: Survey, plan: Plan, host: str, secrets: Secrets) -> tuple[str, ...]:
    """Why the plan must not be written, one sentence each; `host` is where our session goes to. Empty where it may."""
    return (
        *_findings(plan),
        *_version(survey, plan),
        *_rights(survey),
        *(f"The secret {name} is not set." for name in sorted(variables(plan)) if secrets(name) is None),
        *(why for change in plan.changes if (why := cut(survey, change, host))),
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


def own_port(survey: Survey) -> str:
    """The socket that this computer is plugged into; "" where the router cannot tell.

    Our session comes in by an interface; where that is a bridge, its host table says behind which port.
    """
    through = survey.interface(survey.via_interface)
    if through is None or through.kind != "bridge":
        return survey.via_interface
    arp = (row for row in survey.rows("/ip/arp") if row.get("address") == survey.client_address)
    mac = next((row.get("mac-address") for row in arp), None)
    hosts = (row for row in survey.rows("/interface/bridge/host") if mac and row.get("mac-address") == mac)
    return next((row.get("on-interface") or row.get("interface", "") for row in hosts), "")


def cut(survey: Survey, change: Change, host: str) -> str:
    """How this change would end our own session; "" where it would not."""
    judge = _JUDGES.get(change.menu)
    if judge is None or not _takes_away(change):
        return ""
    rows = [row for row in survey.rows(change.menu) if fits(row, change.match)]
    return next((why for row in rows if (why := judge(survey, row, host))), "")


def _takes_away(change: Change) -> bool:
    return change.verb == "remove" or (change.verb == "set" and bool(_DECISIVE & set(change.args)) and _hurts(change))


_DECISIVE = frozenset({"disabled", "bridge", "interface", "address", "port", "name"})


def _hurts(change: Change) -> bool:
    """A change that only switches something on cuts nothing."""
    return is_true(change.args.get("disabled")) or bool((_DECISIVE - {"disabled"}) & set(change.args))


def _port(survey: Survey, row: Row, host: str) -> str:
    name, bridge = row.get("interface", ""), row.get("bridge", "the bridge")
    if name != own_port(survey):
        return ""
    return f"This laptop is plugged into {name}: taking it out of {bridge} cuts this session."


def _address(survey: Survey, row: Row, host: str) -> str:
    return f"This session goes to {host}: without that address it ends." if _is_at(row, host) else ""


def _interface(survey: Survey, row: Row, host: str) -> str:
    name = row.get("name", "")
    ours = name and name in (survey.via_interface, own_port(survey))
    return f"This session comes in by {name}: switching it off ends it." if ours else ""


def _lease(survey: Survey, row: Row, host: str) -> str:
    return f"This session goes to {host}, which is leased: without its client it ends." if _is_at(row, host) else ""


def _service(survey: Survey, row: Row, host: str) -> str:
    return "The API service carries this session." if row.get("name") in ("api", "api-ssl") else ""


def _is_at(row: Row, host: str) -> bool:
    return row.get("address", "").partition("/")[0] == host


_JUDGES: dict[str, Callable[[Survey, Row, str], str]] = {
    "/interface/bridge/port": _port,
    "/ip/address": _address,
    "/interface": _interface,
    "/interface/ethernet": _interface,
    "/interface/bridge": _interface,
    "/ip/dhcp-client": _lease,
    "/ip/service": _service,
}
"""For each menu by which a session can be cut: what losing one of its rows would do to ours."""
