"""The story of a row: what took it, where it goes, and what becomes of it. Pure; the screen only shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from routerboard.language.items import Row, is_true, role_of, table_of
from routerboard.packetflow.account import CHOOSING, MANGLE, NAT, Account, Death, Router, account, death
from routerboard.packetflow.addresses import dotted
from routerboard.packetflow.packet import Journey, Step, end
from routerboard.packetflow.rules import FASTTRACK_DUMMY
from tui.watch.foreign import interface_of
from tui.watch.line import Line

Kind = Literal["fact", "good", "wrong", "doubt", "future"]
ROUTE = "/ip/route"
CONNECTIONS = "/ip/firewall/connection"
DEFAULT = "0.0.0.0/0"


class Sentence(NamedTuple):
    """One sentence under its heading: something that is so, is right, is wrong, is not known, or will be."""

    kind: Kind
    head: str
    text: str


@dataclass(frozen=True)
class Story:
    """A title and its sentences."""

    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Known:
    """What a story is told from.

    router    its rows and version; `lines` its lines
    reasons   (menu, role) -> why our plan has this row
    addresses the router's own addresses on each line -> the line's name
    partial   menus of which only a part was read, or nothing, with the reason
    cleared   whether the router clears connections whose line has died
    """

    router: Router
    lines: Sequence[Line] = ()
    reasons: Mapping[tuple[str, str], str] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    partial: Mapping[str, str] = field(default_factory=dict)
    connections: Sequence[Row] = ()

    def line_by(self, interface: str) -> str:
        """The line that leaves by this interface; the interface's own name where it is none."""
        return next((one.name for one in self.lines if one.interface == interface), interface)

    def line_of_mark(self, mark: str) -> str:
        """The line with this mark, "" for none."""
        return next((one.name for one in self.lines if one.mark == mark), "") if mark else ""

    @property
    def cleared(self) -> bool:
        """Whether a watch of ours clears the connections of a line that died."""
        return any((role_of(row) or "").startswith("watch:") for row in self.router.menus.get("/tool/netwatch", ()))

    def rows(self, menu: str) -> Sequence[Row]:
        """The rows of a menu."""
        return self.router.menus.get(menu, ())

    def row(self, menu: str, name: str) -> Row:
        """A row by its id, empty where it is gone."""
        return next((one for one in self.rows(menu) if one.get(".id") == name), {})

    def called(self, menu: str, row: Row, *, role: bool = True) -> str:
        """A rule as a technician finds it: table and number, then the reason of our plan or its comment.

        Beside the reason its comment stands, too, unless `role` is false.
        """
        rows = self.rows(menu)
        found = (str(at) for at, one in enumerate(rows) if one.get(".id") == row.get(".id"))
        number = row.get("#") or next(found, "?")
        named = role_of(row)
        why = self.reasons.get((menu, named), "") if named is not None else ""
        said = why or row.get("comment", "") or "no comment"
        return f"{menu.rpartition('/')[2]} #{number}: {said}" + (f" ({row['comment']})" if why and role else "")


def story_of(menu: str, row: Row, known: Known) -> Story:
    """The story of a row of this menu."""
    if menu == CONNECTIONS:
        return connection_story(row, known)
    if menu == ROUTE:
        return route_story(row, known)
    return rule_story(menu, row, known)


# a connection


def connection_story(row: Row, known: Known) -> Story:
    """Which rule marked it, its table and route, its address outside, whether that is true, and the line's death."""
    title = f"{_side(row, 'src')} → {_side(row, 'dst')}, {row.get('protocol', '')}"
    found = account(known.router, row)
    if found is None:
        return Story(title, (Sentence("doubt", "", "This row is no IPv4 connection that can be told about."),))
    parts: list[Sentence] = [_opened(found, known)]
    own = found.leaves not in {one.interface for one in known.lines}
    if found.inbound and own:
        text = f"It is for the router itself, by {found.leaves}: no line carries it, and no line's death touches it."
        return Story(title, (*parts, Sentence("fact", "way", text)))
    parts += _marked(found, known)
    parts += _routed(found, known)
    parts += _translated(found, known)
    parts += _true(found, known)
    if not own:
        parts += _dying(found, known)
    parts += _doubts(found, known)
    return Story(title, tuple(parts))


def _side(row: Row, side: str) -> str:
    host, port = row.get(f"{side}-address", ""), row.get(f"{side}-port", "")
    return f"{host}:{port}" if port and ":" not in host else host


def _opened(found: Account, known: Known) -> Sentence:
    if not found.entry:
        return Sentence("fact", "opened", "The router itself opened it.")
    if found.inbound:
        line = known.line_by(found.entry)
        host = known.router.around
        inside = found.connection.reply.source not in host.local
        to = f", for {end(*found.connection.reply[:2])} inside" if inside and found.connection.dstnat else ""
        return Sentence("fact", "opened", f"It came in by {line}{to}.")
    source = dotted(found.connection.original.source)
    if found.stranger:
        text = f"{source} opened it, by {found.entry}. The HotSpot has not let it in: what it sends is not marked."
        return Sentence("fact", "opened", text)
    return Sentence("fact", "opened", f"{source} opened it, by {found.entry}.")


def _marked(found: Account, known: Known) -> list[Sentence]:
    mark = found.connection.mark
    others = " or ".join(sorted(one or "no mark" for one in found.possible))
    if not mark:
        if found.fits:
            return [Sentence("fact", "mark", "It has no mark: no rule of mangle takes it.")]
        text = (
            f"It has no mark, but the rules of now would give it {others}. It began before these rules, or while "
            f"they were off."
        )
        return [Sentence("doubt", "mark", text)]
    if not found.fits:
        took = _rules_that_mark(found.first, known)
        because = f" by {took}" if took and len(found.possible) == 1 else ""
        text = (
            f"The row says {mark}, but the rules of now would give it {others}{because}. They changed since it began, "
            f"or a list or a line was different then."
        )
        return [Sentence("wrong", "mark", text)]
    step = found.marking[-1] if found.marking else None
    rule = known.called(MANGLE, known.row(MANGLE, step.rule)) if step is not None else ""
    taken = ", which took its first answer" if found.answered else ""
    parts = [Sentence("fact", "mark", f"{mark}: {rule}{taken}" if rule else mark)]
    if found.chosen:
        parts.append(Sentence("fact", "choice", _choice(found, known)))
    elif len(found.possible) > 1:
        parts.append(Sentence("fact", "choice", _left_over(others, known)))
    return parts


def _rules_that_mark(way: Journey, known: Known) -> str:
    steps = [one for one in way.steps if one.menu == MANGLE and one.what.startswith("marks the connection")]
    return known.called(MANGLE, known.row(MANGLE, steps[-1].rule)) if steps else ""


def _choice(found: Account, known: Known) -> str:
    row = known.row(MANGLE, found.chosen[-1].rule)
    hashed = row.get("per-connection-classifier", "")
    if hashed:
        which = f"; it may be any of the {len(found.rivals)} rules for this mark" if len(found.rivals) > 1 else ""
        return f"Hashed by {hashed}. RouterOS keeps its hash to itself, so it is the row's mark that tells{which}."
    what = next((f"{name}={row[name]}" for name in CHOOSING if row.get(name)), "")
    return f"It was its turn by {what}; turns are not kept, so it is the row's mark that tells."


def _left_over(others: str, known: Known) -> str:
    chosen = any(row.get(name) for row in known.rows(MANGLE) for name in CHOOSING if not is_true(row.get("disabled")))
    how = "rules before this one choose by hash or by turns" if chosen else "the router chose among equal routes"
    return f"It could have become {others}: {how}, which nobody can redo; the row tells what came of it."


def _routed(found: Account, known: Known) -> list[Sentence]:
    way, known_as = found.running, found.connection
    if known_as.fasttrack:
        text = (
            f"Fasttracked: its packets skip raw, mangle and filter, so no mark is looked at. They take table main, "
            f"and leave by {known.line_by(way.out_interface) or 'nothing'}."
        )
        if way.out_interface == found.leaves or not way.out_interface:
            return [Sentence("fact", "way", text)]
        return [Sentence("wrong", "way", f"{text} But its address belongs to {known.line_by(found.leaves)}.")]
    if not way.passed:
        return [Sentence("wrong", "way", f"Its next packet would end here: {_end_of(way)}.")]
    if way.to_router:
        return [Sentence("fact", "way", "The router itself answers it: no line carries it.")]
    step = next((one for one in reversed(way.steps) if "to table" in one.what), None)
    by_rule = (
        f" ({known.called(MANGLE, known.row(MANGLE, step.rule), role=False)})" if step is not None and step.rule else ""
    )
    route = known.row(ROUTE, way.route)
    to = route.get("dst-address", "") or "its route"
    gateway = route.get("gateway", "") or way.gateway
    distance = f", distance {route['distance']}" if route.get("distance") else ""
    by = known.line_by(way.out_interface)
    return [Sentence("fact", "way", f"Table {way.table}{by_rule}, there {to} by {gateway}{distance}: by {by}.")]


def _end_of(way: Journey) -> str:
    step = next((one for one in reversed(way.steps)), Step("", "no route"))
    return f"{step.where} {step.what}, {way.verdict.value}"


def _translated(found: Account, known: Known) -> list[Sentence]:
    one = found.connection
    parts: list[Sentence] = []
    step = {chain: step for step in found.first.steps if step.menu == NAT for chain in [step.where.rpartition(" ")[2]]}
    if one.dstnat:
        rule = _nat_rule(step.get("dstnat"), known)
        parts.append(Sentence("fact", "nat", f"Sent on to {end(*one.reply[:2])}: {rule}"))
    if one.srcnat:
        own, after = dotted(one.reply.destination), found.first.source_after_nat
        if found.inbound or not found.first.passed or after == own:
            parts.append(Sentence("fact", "nat", f"Leaves as {own}: {_nat_rule(step.get('srcnat'), known)}"))
        else:
            text = (
                f"Leaves as {own}. The rules of now would let it leave as {after}: they, or the lines, changed since."
            )
            parts.append(Sentence("doubt", "nat", text))
    if not one.srcnat and not one.dstnat:
        parts.append(Sentence("fact", "nat", "No address is translated."))
    return parts


def _nat_rule(step: Step | None, known: Known) -> str:
    return known.called(NAT, known.row(NAT, step.rule), role=False) if step is not None else "no rule of now does that"


def _true(found: Account, known: Known) -> list[Sentence]:
    address = found.connection.original.destination if found.inbound else found.connection.reply.destination
    line = known.addresses.get(dotted(address), "")
    meant = known.line_of_mark(found.connection.mark)
    what = "The called address" if found.inbound else "The address that replies come to"
    if not line and found.connection.original.source == found.connection.reply.destination and found.stranger:
        return [Sentence("fact", "truth", "It was let out by no line.")]
    if not line:
        return [Sentence("doubt", "truth", f"{what}, {dotted(address)}, is on none of the lines.")]
    said = f"{what}, {dotted(address)}, is {line}'s"
    way = known.line_by(found.running.out_interface)
    if found.running.passed and way != line:
        text = (
            f"{said}, but its packets leave by {way} now, with an address that {way} does not carry. It is stale: "
            f"nobody answers, until it is cleared or times out."
        )
        return [Sentence("wrong", "truth", text)]
    if meant and meant != line:
        text = f"{said}, though it is marked for {meant}: it began while {meant} could not carry it."
        end = "is cleared then" if known.cleared else "falls silent then"
        back = f"Its packets go by {meant} again, with {line}'s address: it {end} and must be opened anew."
        return [Sentence("doubt", "truth", text), Sentence("future", f"{meant} back", back)]
    return [Sentence("good", "truth", f"{said}: it really is on {line}.")]


def _dying(found: Account, known: Known) -> list[Sentence]:
    line = known.line_by(found.leaves)
    cable, behind = (death(known.router, found, behind=one) for one in (False, True))
    head = f"if {line} dies"
    parts = [Sentence("future", head, f"Cable or modem: noticed at once. {_fate(found, cable, line, known)}")]
    if not behind.noticed and not found.entry:
        text = f"Internet behind its modem: it stays on {line}, without an answer. A probe must do so, others suffer."
        return [*parts, Sentence("future", head, text)]
    if not behind.noticed:
        text = f"Internet behind its modem: nothing here notices that. New ones go on to {line} and get no answer."
        return [*parts, Sentence("wrong", head, text)]
    if _where(behind.new, known) == _where(cable.new, known) and behind.survives == cable.survives:
        text = "Internet behind its modem: noticed after 11 to 21 seconds, by the check of the route; then the same."
        return [*parts, Sentence("future", head, text)]
    text = f"Internet behind its modem: noticed after 11 to 21 seconds. {_fate(found, behind, line, known)}"
    return [*parts, Sentence("future", head, text)]


def _fate(found: Account, then: Death, line: str, known: Known) -> str:
    if found.inbound:
        return f"This one breaks, and nobody outside can call {line}'s address until it is back."
    where = _where(then.new, known)
    new = f"New ones go by {where}." if where else "New ones have no way out."
    if then.survives:
        return f"{new} This one goes on: its address is not {line}'s."
    how = (
        "is cleared and must be opened anew" if known.cleared else "hangs until it times out, then must be opened anew"
    )
    return f"{new} This one {how}: its address belongs to {line}."


def _where(ways: Iterable[Journey], known: Known) -> str:
    """The lines that new ones go by, each with the tables that lead them there; "" for none."""
    tables: dict[str, dict[str, None]] = {}
    for way in ways:
        if way.passed:
            tables.setdefault(known.line_by(way.out_interface), {})[way.table] = None
    return " or ".join(f"{line} (table {' or '.join(found)})" for line, found in tables.items())


def _doubts(found: Account, known: Known) -> Iterable[Sentence]:
    for gap in found.gaps[:3]:
        rule = known.called(gap.menu, known.row(gap.menu, gap.rule))
        yield Sentence("doubt", "not judged", f"{rule} asks {gap.what}, which is not modelled; taken as no match.")
    if len(found.gaps) > 3:
        yield Sentence("doubt", "not judged", f"{len(found.gaps) - 3} more rules are not judged.")
    for menu, why in known.partial.items():
        yield Sentence("doubt", "not read", f"{menu}: {why}.")


# a rule


def rule_story(menu: str, row: Row, known: Known) -> Story:
    """What a rule is for, what it asks, where it leads, and which connections it has now."""
    title = known.called(menu, row)
    if row.get("comment") == FASTTRACK_DUMMY:
        return Story(
            title, (Sentence("fact", "does", "Nothing: no packet meets it. It shows what FastTrack carried."),)
        )
    parts = [Sentence("fact", "does", _does(row))]
    asks = ", ".join(f"{name}={row[name]}" for name in row if name not in _NO_CONDITION and row[name] != "")
    parts.append(Sentence("fact", "asks", asks or f"nothing: every packet that comes to it in {row.get('chain', '')}"))
    if is_true(row.get("disabled")) or is_true(row.get("invalid")):
        word = "disabled" if is_true(row.get("disabled")) else "invalid"
        return Story(title, (*parts, Sentence("wrong", "takes", f"Nothing: it is {word}.")))
    count = int(row.get("packets") or 0)
    parts.append(Sentence("fact" if count else "doubt", "took", f"{count} packets since its counter was reset."))
    mark = row.get("new-connection-mark") or row.get("connection-mark", "")
    if mark and mark != "no-mark":
        parts.append(_carriers(mark, known))
    table = row.get("new-routing-mark", "")
    tables = [table] if table else _tables_of(mark, known)
    parts += [_ways(one, known) for one in tables]
    if menu == NAT and row.get("chain") == "srcnat" and row.get("out-interface"):
        line = known.line_by(row["out-interface"])
        own = {address for address, name in known.addresses.items() if name == line}
        having = [one for one in known.connections if one.get("reply-dst-address", "").partition(":")[0] in own]
        parts.append(Sentence("fact", "has", f"{len(having)} connections have an address of {line} now."))
    return Story(title, tuple(parts))


_NO_CONDITION = frozenset({
    ".id", "#", ".nextid", ".about", "chain", "action", "comment", "disabled", "dynamic", "invalid", "inactive",
    "bytes", "packets", "log", "log-prefix", "creation-time", "new-connection-mark", "new-packet-mark", "passthrough",
    "new-routing-mark", "to-addresses", "to-ports", "jump-target", "address-list", "address-list-timeout",
})  # fmt: skip


def _does(row: Row) -> str:
    action = row.get("action") or "accept"
    given = ("new-connection-mark", "new-packet-mark", "new-routing-mark", "to-addresses", "to-ports", "jump-target",
             "address-list")  # fmt: skip
    more = [row[name] for name in given if row.get(name)]
    stays = " and goes on" if row.get("passthrough") in ("yes", "true") else ""
    return f"chain {row.get('chain', '')}: {' '.join([action, *more])}{stays}"


def _carriers(mark: str, known: Known) -> Sentence:
    having = [one for one in known.connections if one.get("connection-mark") == mark]
    lines: dict[str, int] = {}
    for one in having:
        line = known.addresses.get(one.get("reply-dst-address", "").partition(":")[0], "no line")
        lines[line] = lines.get(line, 0) + 1
    where = ", ".join(f"{count} really on {line}" for line, count in sorted(lines.items()))
    part = f", {known.partial[CONNECTIONS]}" if CONNECTIONS in known.partial else ""
    return Sentence(
        "fact", "has", f"{len(having)} connections have the mark {mark} now{part}{': ' if where else ''}{where}."
    )


def _tables_of(mark: str, known: Known) -> list[str]:
    rows = (
        row for row in known.rows(MANGLE) if row.get("action") == "mark-routing" and not is_true(row.get("disabled"))
    )
    return list(
        dict.fromkeys(row.get("new-routing-mark", "") for row in rows if mark and row.get("connection-mark") == mark)
    )


def _defaults(table: str, known: Known) -> list[Row]:
    rows = [row for row in known.rows(ROUTE) if row.get("dst-address") == DEFAULT and table_of(row) == table]
    return sorted(rows, key=lambda row: int(row.get("distance") or 1))


def _ways(table: str, known: Known) -> Sentence:
    """Where a table leads, its routes from the nearest to the furthest."""
    ways = []
    for row in _defaults(table, known):
        state = "active" if is_true(row.get("active")) else "waits" if not is_true(row.get("disabled")) else "disabled"
        ways.append(f"{_named(row, known)} ({row.get('gateway', '')} {state}, distance {row.get('distance') or 1})")
    return Sentence("fact" if ways else "wrong", "leads", f"Table {table}: {', then '.join(ways) or 'has no way out'}.")


def _named(row: Row, known: Known) -> str:
    return line_of_route(row, known) or row.get("gateway", "") or "nowhere"


def line_of_route(row: Row, known: Known) -> str:
    """The line that a route leaves by, also one that is not reached now; "" where nothing tells."""
    leaves = interface_of(row, known.router.menus)
    found = next((one.name for one in known.lines if one.interface == leaves), "")
    if found:
        return found
    named = (role_of(row) or "").split(":")[1:2]
    return next((one.name for one in known.lines if [one.name] == named), "")


# a route


def route_story(row: Row, known: Known) -> Story:
    """Whether a route is used and why, what is sent to its table, and what comes after it."""
    table, gateway = table_of(row), row.get("gateway", "") or row.get("type", "")
    title = f"{row.get('dst-address', '')} by {gateway or 'nothing'}, table {table}"
    role = role_of(row)
    why = known.reasons.get((ROUTE, role), "") if role is not None else ""
    said = why or row.get("comment", "")
    parts = [Sentence("fact", "for", said)] if said else []
    parts.append(_used(row, known))
    if row.get("check-gateway", "none") not in ("none", ""):
        parts.append(Sentence("fact", "checked", f"By {row['check-gateway']}, every 10 s; two misses take it out."))
    marks = [
        one for one in known.rows(MANGLE) if one.get("new-routing-mark") == table and not is_true(one.get("disabled"))
    ]
    for rule in marks[:4]:
        parts.append(Sentence("fact", "sent here", known.called(MANGLE, rule)))
        if rule.get("connection-mark"):
            parts.append(_carriers(rule["connection-mark"], known))
    if table == "main":
        parts.append(
            Sentence("fact", "sent here", "What has no routing mark, fasttracked packets, and the router itself.")
        )
    elif not marks:
        parts.append(Sentence("doubt", "sent here", "No rule of mangle sends anything to this table."))
    if row.get("dst-address") == DEFAULT:
        parts.append(_ways(table, known))
    return Story(title, tuple(dict.fromkeys(parts)))


def _used(row: Row, known: Known) -> Sentence:
    line = line_of_route(row, known)
    by = f", by {line}" if line else ""
    if is_true(row.get("disabled")):
        return Sentence("wrong", "used", "No: it is disabled.")
    if is_true(row.get("active")):
        return Sentence("good", "used", f"Yes, it is active{by}.")
    nearer = [
        one
        for one in known.rows(ROUTE)
        if one.get("dst-address") == row.get("dst-address") and table_of(one) == table_of(row)
        if is_true(one.get("active")) and int(one.get("distance") or 1) < int(row.get("distance") or 1)
    ]
    if nearer:
        return Sentence("fact", "used", f"Not now{by}: {nearer[0].get('gateway', '')} is nearer. It waits.")
    return Sentence("wrong", "used", f"No{by}: its gateway is not reached, or its check fails.")
