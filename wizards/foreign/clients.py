"""DHCP and PPPoE clients that were there before us: they keep the line, we keep the routes."""

from __future__ import annotations

from routerboard.language.change import Change
from routerboard.language.items import Row, is_true, role_of
from routerboard.language.leasing import MAIN, default_routes
from wizards import lease
from wizards.foreign.edit import edit
from wizards.leasing import Leasing
from wizards.lines import Job, Line

DHCP = "/ip/dhcp-client"
PPPOE = "/interface/pppoe-client"


def adjusted(job: Job) -> list[Change]:
    """Every foreign client that would add a default route beside ours."""
    leasing = Leasing(job)
    leases = [change for row in _theirs(job, DHCP) for change in _dhcp(leasing, row)]
    return [*leases, *(change for row in _theirs(job, PPPOE) for change in _pppoe(job, row))]


def _theirs(job: Job, menu: str) -> list[Row]:
    return [row for row in job.survey.rows(menu) if role_of(row) is None]


def _line_on(job: Job, row: Row) -> Line | None:
    return next((line for line in job.lines if line.wan.interface == row.get("interface")), None)


def _dhcp(leasing: Leasing, row: Row) -> list[Change]:
    job = leasing.job
    line = _line_on(job, row)
    if line is None:
        return _stranger(job, DHCP, row, row.get("interface", ""))
    return _leased(leasing, row, line) if line.wan.kind == "dhcp" else _unwanted(job, row, line)


def _leased(leasing: Leasing, row: Row, line: Line) -> list[Change]:
    settings = leasing.settings(line)
    if not leasing.by_itself(line):
        consent = f"Let the DHCP client on {line.interface} serve {line.name} and add no default route of its own?"
    else:
        tables = settings["default-route-tables"].replace(",", ", ")
        consent = f"Let the DHCP client on {line.interface} serve {line.name}, with its default route in {tables}?"
        if _has_a_script(row) and not leasing.keeps_routes(line):
            settings.pop("script")
    values = {**settings, "disabled": "no"}
    why = f"its lease serves {line.name}; {leasing.why(line)}"
    return edit(leasing.job.survey, DHCP, row, values, f"dhcp-client:{line.interface}", why, consent)


def _has_a_script(row: Row) -> bool:
    """One that somebody else wrote, which is not worth losing for the sake of an address list."""
    script = row.get("script", "")
    return bool(script) and not lease.is_ours(script)


def _unwanted(job: Job, row: Row, line: Line) -> list[Change]:
    why = f"{line.name} is {line.wan.kind}: a lease beside it would add a second address and route"
    consent = f"Switch the DHCP client on {line.wan.interface} off? {line.name} is {line.wan.kind}."
    return edit(job.survey, DHCP, row, {"disabled": "yes"}, f"dhcp-client:{line.wan.interface}", why, consent)


def _stranger(job: Job, menu: str, row: Row, name: str) -> list[Change]:
    """A client that serves no line of the site: its default route may only be the last resort."""
    behind = len(job.lines) + 1
    usual = "yes" if menu == DHCP else "no"
    silent = is_true(row.get("disabled")) or row.get("add-default-route", usual) in ("no", "false")
    values = {} if silent else _behind(job, row, behind)
    why = f"{name} is no line of this site; its default route waits behind all of them"
    consent = f"Put the default route that {name} gets behind the site's lines?"
    return edit(job.survey, menu, row, values, f"{menu.rpartition('/')[2]}:{name}", why, consent)


def _behind(job: Job, row: Row, behind: int) -> Row:
    """What puts a stranger's default route behind ours, and out of our tables; {} where it is."""
    if row.get("default-route-tables", "default") == "default":
        distance = int(row.get("default-route-distance") or 1)
        return {"default-route-distance": str(behind)} if distance < behind else {}
    ours = {one.get("name") for one in job.survey.rows("/routing/table") if role_of(one)}
    places = [(table, distance) for table, distance in default_routes(row) if table not in ours] or [(MAIN, behind)]
    told = [f"{table}:{max(distance, behind) if table == MAIN else distance}" for table, distance in places]
    return {"default-route-tables": ",".join(told)}


def _pppoe(job: Job, row: Row) -> list[Change]:
    line, name = _line_on(job, row), row.get("name", "")
    if line is None or line.interface != name:
        return _stranger(job, PPPOE, row, name)
    dns = {} if job.peer_dns else {"use-peer-dns": "no"}
    why = "its session carries our routes; a default route of its own would join them unasked"
    consent = f"Let {name} serve {line.name} and add no default route of its own?"
    values = {"add-default-route": "no", **dns, "disabled": "no"}
    return edit(job.survey, PPPOE, row, values, f"pppoe-client:{name}", why, consent)
