"""The mangle rules that every method shares.

The order is the meaning: local traffic leaves the chain, a connection gets its mark once, each of its packets from
the guests' side then takes the mark's table. Packets for the router itself are never marked: version 7 looks a mark up
before the router's own addresses, so a marked packet for the router would leave by a line, this session's included.
"""

from __future__ import annotations

from routerboard.language.items import Item, Row, role_of
from wizards import hotspot, local
from wizards.lines import Job, Line
from wizards.names import LOCAL, PRIVATE
from wizards.rows import enabled
from wizards.site import ExceptionRule

MANGLE = "/ip/firewall/mangle"


def bypass(job: Job) -> list[Item]:
    """What guests send to local networks, and what the router itself answers in their name, is left alone."""
    values = {"chain": "prerouting", "action": "accept", "dst-address-list": LOCAL, **job.guests}
    here = Item(MANGLE, "bypass", values, "modem pages and LAN stay reachable")
    return [*_inside_providers(job), here, *_private(job), *hotspot.bypass(job), *_redirected(job)]


def _private(job: Job) -> list[Item]:
    """What guests begin; an answer to who asked by a line has its mark, and goes back by that line."""
    if not any(line.leased for line in job.lines):
        return []
    values = {"chain": "prerouting", "action": "accept", "dst-address-list": PRIVATE, **job.guests,
              "connection-mark": "no-mark"}  # fmt: skip
    why = "modems that give leases: their pages stay reachable wherever they move"
    return [Item(MANGLE, "bypass:private", values, why)]


def _redirected(job: Job) -> list[Item]:
    """What somebody's NAT rule turns to the router itself must stay unmarked, as what is for the router anyway."""
    rows = [row for row in enabled(job.survey.rows("/ip/firewall/nat")) if _redirects(row)]
    found = {(row["protocol"], row["dst-port"]) for row in rows}
    return [_port_bypass(job, f"redirect:{protocol}:{port}", protocol, port) for protocol, port in sorted(found)]


def _redirects(row: Row) -> bool:
    redirect = row.get("chain") == "dstnat" and row.get("action") == "redirect" and role_of(row) is None
    return redirect and row.get("protocol") in ("tcp", "udp") and bool(row.get("dst-port"))


def _port_bypass(job: Job, role: str, protocol: str, port: str) -> Item:
    values = {"chain": "prerouting", "action": "accept", "protocol": protocol, "dst-port": port, **job.guests}
    return Item(
        MANGLE, f"bypass:{role}", values, f"{protocol} {port} is answered by the router itself, whoever was asked"
    )


def inbound(job: Job) -> list[Item]:
    """Prerouting, not input: so port forwards are remembered too."""
    return [_came_in(line) for line in job.lines]


def _came_in(line: Line) -> Item:
    values = {
        "chain": "prerouting",
        "action": "mark-connection",
        "in-interface": line.interface,
        "connection-state": "new",
        "connection-mark": "no-mark",
        "new-connection-mark": line.mark,
        "passthrough": "yes",
    }
    return Item(MANGLE, f"in:{line.name}", values, f"came in by {line.name}, answer by {line.name}")


def pins(job: Job) -> list[Item]:
    """Exceptions: marked before the method gets to choose."""
    return [_pin(job, *one) for one in _exceptions(job) if not local.only_by_rule(job, one[0].to)]


def _inside_providers(job: Job) -> list[Item]:
    """Exceptions to private addresses in a provider's network, which the bypass would otherwise keep from its line."""
    inside = [one for one in _exceptions(job) if local.only_by_rule(job, one[0].to)]
    return [item for one in inside for item in (_pin(job, *one), _take(job, *one))]


def _exceptions(job: Job) -> list[tuple[ExceptionRule, Line, int]]:
    lines = {line.name: line for line in job.lines}
    return [(rule, lines[rule.via], index) for index, rule in enumerate(job.site.exceptions, 1)]


def _take(job: Job, rule: ExceptionRule, line: Line, index: int) -> Item:
    """Its packets take the table at once, since the bypass behind it would let them go without."""
    values = {
        "chain": "prerouting",
        "action": "mark-routing",
        **job.guests,
        "dst-address": rule.to,
        "connection-mark": line.mark,
        "new-routing-mark": line.table,
        "passthrough": _passthrough(job, "prerouting"),
    }
    return Item(MANGLE, f"exception:{index}:route", values, f"{rule.note or 'exception'}: by the table {line.table}")


def _pin(job: Job, rule: ExceptionRule, line: Line, index: int) -> Item:
    given = {"dst-address": rule.to, "src-address": rule.source, "protocol": rule.protocol, "dst-port": rule.port}
    values = {
        "chain": "prerouting",
        "action": "mark-connection",
        **job.guests,
        "connection-state": "new",
        "connection-mark": "no-mark",
        "dst-address-type": "!local",
        **hotspot.logged_in(job),
        **{name: value for name, value in given.items() if value},
        "new-connection-mark": line.mark,
        "passthrough": "yes",
    }
    return Item(MANGLE, f"exception:{index}", values, f"{rule.note or 'exception'}: always by {line.name}")


def steer(job: Job) -> list[Item]:
    """Every packet from the guests' side takes the table of its connection's mark; the way back needs none."""
    return [_steer(job, line) for line in job.lines]


def _steer(job: Job, line: Line) -> Item:
    values = {
        "chain": "prerouting",
        "action": "mark-routing",
        **job.guests,
        "connection-mark": line.mark,
        "dst-address-type": "!local",
        "new-routing-mark": line.table,
        "passthrough": _passthrough(job, "prerouting"),
    }
    return Item(MANGLE, f"route:{line.name}", values, f"connections of {line.name} take the table {line.table}")


def outbound(job: Job) -> list[Item]:
    """The router's own answers leave where the question came in, unless the asker is on a local network."""
    values = {"chain": "output", "action": "accept", "dst-address-list": LOCAL}
    here = Item(MANGLE, "bypass:output", values, "the router answers local askers directly, this laptop included")
    return [here, *(_answer(job, line) for line in job.lines)]


def _answer(job: Job, line: Line) -> Item:
    values = {
        "chain": "output",
        "action": "mark-routing",
        "connection-mark": line.mark,
        "new-routing-mark": line.table,
        "passthrough": _passthrough(job, "output"),
    }
    return Item(MANGLE, f"out:{line.name}", values, f"the router answers by {line.name} what came in by {line.name}")


def _passthrough(job: Job, chain: str) -> str:
    """A routed packet needs no further rule of ours; where others have rules in the chain they still get their turn."""
    rows = enabled(job.survey.rows(MANGLE))
    return "yes" if any(row.get("chain") == chain and role_of(row) is None for row in rows) else "no"
