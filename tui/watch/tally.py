"""What the connections tell of the lines: how many each has, who talks most, and which draws they were. Pure.

One pass over the rows, since there may be many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address
from itertools import islice
from typing import NamedTuple

from proof.balance import Draws, judge, key
from proof.results import Balance
from routerboard.language.items import Row, is_true, role_of
from routerboard.packetflow.matchers import NotModelledError, compile_matchers
from routerboard.packetflow.surroundings import Surroundings
from routerboard.packetflow.walk import Memory, Walk
from tui.watch.foreign import Menus, classifier_of
from tui.watch.line import Line

MOST = 5_000
"""Rows that are counted at most in one go; a longer table is counted beside the screen, or told as a part."""

PIECE = 100
"""Rows that are counted without a pause: a millisecond or so."""

_ASKED = ("src-address", "dst-address", "protocol", "src-port", "dst-port")
_CHOOSING = ("per-connection-classifier", "nth", "random")


class Ends(NamedTuple):
    """Both ends of a connection as its opener sent it."""

    source: str
    source_port: str
    destination: str
    destination_port: str


class Talker(NamedTuple):
    """A guest on one line, with bits a second now."""

    guest: str
    line: str
    down: float
    up: float


@dataclass(frozen=True)
class Tally:
    """What was counted in one reading of the connections.

    connections   of each line, by where replies really come to; `astray` are marked for another line than they use
    counted, total   rows that were counted, and how many the router has
    """

    connections: Mapping[str, int] = field(default_factory=dict)
    astray: int = 0
    talkers: tuple[Talker, ...] = ()
    counted: int = 0
    total: int = 0

    @property
    def whole(self) -> bool:
        """Whether every connection was counted."""
        return self.counted >= self.total


def ends_of(row: Row) -> Ends:
    """Addresses and ports, which newer versions may print apart."""
    source, _, source_port = row.get("src-address", "").partition(":")
    destination, _, destination_port = row.get("dst-address", "").partition(":")
    return Ends(
        source, source_port or row.get("src-port", ""), destination, destination_port or row.get("dst-port", "")
    )


@dataclass
class Spread:
    """The draws since the rules were last seen to change, and what they are held against.

    laptop   our own address: where it measures a rule pins it, so its connections are never draws
    """

    laptop: str = ""
    expected: Mapping[str, float] = field(default_factory=dict)
    draws: Draws = field(default_factory=lambda: Draws(""))
    _rules: tuple[str, tuple[tuple[str, float], ...]] = ("", ())

    def follow(self, lines: Sequence[Line], menus: Menus) -> None:
        """Begin anew where the rules spread otherwise than before."""
        expected = {one.name: one.share for one in lines if one.share is not None}
        rules = classifier_of(menus), tuple(expected.items())
        if rules != self._rules:
            self._rules = rules
            self.expected = expected if rules[0] and len(expected) > 1 and sum(expected.values()) > 0.999 else {}
            self.draws = Draws(rules[0])

    def copy(self) -> Spread:
        """The same, to count on beside the screen."""
        return replace(self, draws=self.draws.copy())

    def take_over(self, now: Spread) -> bool:
        """Go on in the place of the one that this was copied of; False where that has begun anew since."""
        if self._rules != now._rules:
            return False
        self.draws.miss(now.draws)
        return True

    def balance(self, *, part: bool, down: Sequence[str], unsettled: bool = False) -> Balance | None:
        """The verdict so far; None where nothing spreads. While a line is away there is none.

        A part of the table gives no draws: what is told beside it rests on those of when all of it was here.
        """
        if not self.expected:
            return None
        found = judge(self.expected, self.draws.counts, self.draws.classifier)
        if down:
            return _unjudged(found, f"not judged: {' and '.join(down)} is down")
        if unsettled and not self.draws.total:
            return _unjudged(found, "not judged: a line was away within half an hour")
        if part and not self.draws.total:
            return _unjudged(found, "not judged: only a part of the connections is here")
        return replace(found, words=f"{found.words}, of when all were read") if part else found


def _unjudged(balance: Balance, words: str) -> Balance:
    return Balance(balance.lines, balance.connections, balance.guests, "unknown", words)


def tally(
    rows: Sequence[Row],
    total: int,
    lines: Sequence[Line],
    addresses: Mapping[str, str],
    spread: Spread,
    by_rule: Callable[[Row, Ends], bool],
    *,
    steady: bool | None,
    most: int = MOST,
    pause: Callable[[], None] = lambda: None,
) -> Tally:
    """Count the connections, `most` of them, and take those that nobody has seen before as draws.

    addresses   the router's own addresses on each line -> the line's name
    by_rule     whether a rule without any draw puts this connection onto its line
    steady      whether all lines live and every row is here; else what is new is no fair draw. None: not known yet
    pause       is called now and then, for whoever counts in a thread beside the screen
    """
    marks = {one.mark: one.name for one in lines if one.mark}
    spreading = {one.mark: one.name for one in lines if one.mark and one.share is not None}
    connections = dict.fromkeys((one.name for one in lines), 0)
    rates: dict[tuple[str, str], list[float]] = {}
    astray = counted = 0
    for row in islice(rows, most):
        counted += 1
        if counted % PIECE == 0:
            pause()
        line = addresses.get(row.get("reply-dst-address", "").partition(":")[0], "")
        ends = ends_of(row)
        inbound = ends.destination in addresses
        line = addresses[ends.destination] if inbound else line
        mark = row.get("connection-mark", "")
        if line:
            _add_rates(rates, row, line, ends, inbound)
            if not spreading or mark in spreading:
                connections[line] += 1
            astray += mark in marks and marks[mark] != line
        own = ends.source in addresses or ends.source == spread.laptop
        if steady is not None and mark in spreading and not inbound and not own:
            _draw(spread.draws, row, ends, spreading[mark], by_rule, steady)
    talkers = (Talker(guest, line, down, up) for (guest, line), (down, up) in rates.items() if down + up > 0)
    ordered = tuple(sorted(talkers, key=lambda one: (-(one.down + one.up), one.guest)))
    return Tally(connections, astray, ordered, counted, max(total, counted))


def _add_rates(rates: dict[tuple[str, str], list[float]], row: Row, line: str, ends: Ends, inbound: bool) -> None:
    """Of what a guest opened, the replies are his download; of what came in, the requests are the host's."""
    sent, answered = _rate(row, "orig-rate"), _rate(row, "repl-rate")
    if not sent and not answered:
        return
    guest = row.get("reply-src-address", "").partition(":")[0] if inbound else ends.source
    if not guest:
        return
    held = rates.setdefault((guest, line), [0.0, 0.0])
    held[0] += sent if inbound else answered
    held[1] += answered if inbound else sent


def _rate(row: Row, name: str) -> int:
    text = row.get(name, "")
    return int(text) if text.isdecimal() else 0


def _draw(
    draws: Draws, row: Row, ends: Ends, line: str, by_rule: Callable[[Row, Ends], bool], steady: bool
) -> None:  # fmt: skip
    found = key(draws.classifier, *ends)
    if draws.knows(found):
        return
    if not steady:
        draws.ignore(found)
    elif not by_rule(row, ends):
        draws.take(found, line)


def rule_test(mangle: Sequence[Row]) -> Callable[[Row, Ends], bool]:
    """A test whether an exception marks a connection: a rule that asks for addresses and ports, and draws nothing."""
    asked = [
        {name: row[name] for name in _ASKED if row.get(name)}
        for row in mangle
        if row.get("action") == "mark-connection" and not is_true(row.get("disabled")) and _is_exception(row)
    ]
    rules = [compiled for conditions in asked if (compiled := _compiled(conditions)) is not None]

    def test(row: Row, ends: Ends) -> bool:
        if not rules:
            return False
        try:
            walk = Walk(
                int(IPv4Address(ends.source)), int(IPv4Address(ends.destination)), row.get("protocol", ""),
                int(ends.source_port or 0), int(ends.destination_port or 0), "", "", frozenset(), Memory(),
            )  # fmt: skip
        except ValueError:
            return False
        return any(all(match(walk) for match in matches) for matches in rules)

    return test


def _is_exception(row: Row) -> bool:
    role = role_of(row)
    if role is not None:
        return role.startswith("exception:")
    return any(row.get(name) for name in _ASKED) and not any(row.get(name) for name in _CHOOSING)


def _compiled(conditions: Row) -> tuple[Callable[[Walk], bool], ...] | None:
    try:
        return compile_matchers(conditions, Surroundings(), frozenset(), "")
    except NotModelledError:
        return None


def chosen(talkers: Sequence[Talker], lines: Sequence[str], room: int) -> list[Talker]:
    """Who is shown: of each line as many of the first as there is room for in all lines, else simply the first."""
    each = room // max(1, len(lines))
    if each < 1:
        return list(talkers[:room])
    first = [one for name in lines for one in [talker for talker in talkers if talker.line == name][:each]]
    more = [one for one in talkers if one not in first][: room - len(first)]
    order = {name: at for at, name in enumerate(lines)}
    return sorted([*first, *more], key=lambda one: order.get(one.line, len(order)))
