"""What a table shows of the rows that came: filtered and sorted, by place. Pure; 100,000 rows in small pieces.

Rows stay as they are; a view holds places. It is worked out in pieces of some thousand rows, between which another
thread may run: what one types must not wait for it. Who needs the result no more says so, and it ends (`Superseded`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, Protocol, overload, runtime_checkable

from routerboard.language.items import Row
from routerboard.link.rows import RawRows
from tui.watch.columns import Column, TableForm
from tui.watch.filter import Test, read

PIECE = 500
"""Rows that are worked on without a pause: a millisecond or two."""
RUN = 2000
"""Places that are sorted, or merged with as many, without a pause."""
SMALL = 2000
"""Rows up to which a table is worked out at once, and measured whole."""
SAMPLED = 80
"""Rows, spread over the whole table, whose texts decide how wide a column is."""


class Superseded(Exception):  # noqa: N818 (nothing went wrong)
    """Nobody waits for this view any more."""


@runtime_checkable
class Columnar(Protocol):
    """Rows that give one property of all of them faster than each row can."""

    def column(self, name: str) -> list[str]:
        """That property of every row, "" where it is absent."""
        ...


class Derived(Sequence[Row]):
    """Rows with one property more, which follows from another one: worked out where somebody looks."""

    def __init__(self, rows: Sequence[Row], name: str, source: str, follow: Callable[[str], str]) -> None:
        self.rows, self.name, self.source, self.follow = rows, name, source, follow

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Derived: ...
    def __getitem__(self, at: int | slice) -> Row | Derived:
        if isinstance(at, slice):
            return Derived(self.rows[at], self.name, self.source, self.follow)
        row = self.rows[at]
        return {**row, self.name: self.follow(row.get(self.source, ""))}

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> list[str]:
        """One property of every row."""
        if name == self.name:
            return list(map(self.follow, values_of(self.rows, self.source)))
        return values_of(self.rows, name)


def values_of(rows: Sequence[Row], name: str) -> list[str]:
    """One property of every row, "" where it is absent."""
    return rows.column(name) if isinstance(rows, Columnar) else [row.get(name, "") for row in rows]


@dataclass(frozen=True)
class View:
    """Rows in the order of the screen: the place of each among those that came.

    held    where the row stands whose id was asked for, None where it is gone
    widest  how wide the texts of each column of the form are, in a sample of the rows that are shown
    """

    rows: Sequence[Row] = ()
    order: Sequence[int] = ()
    held: int | None = None
    widest: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, at: int) -> Row:
        return self.rows[self.order[at]]

    def __iter__(self) -> Iterator[Row]:
        return (self.rows[at] for at in self.order)


@dataclass(frozen=True)
class Wanted:
    """What is to be shown: the filter as typed, the column to sort by (None: the router's order), the held row's id."""

    words: str = ""
    sort: int | None = None
    down: bool = False
    held: str = ""


def view(
    form: TableForm,
    rows: Sequence[Row],
    wanted: Wanted = Wanted(),
    pause: Callable[[], None] = lambda: None,
) -> View:
    """The rows that pass, sorted. BadFilter for a filter that makes no sense; what `pause` raises ends it."""
    order = _filtered(rows, read(form, wanted.words), pause)
    if wanted.sort is not None:
        order = _sorted(rows, order, form.columns[wanted.sort], wanted.down, pause)
    held = _place(rows, order, wanted.held, pause) if wanted.held else None
    pause()
    return View(rows, order, held, _widest(form, rows, order))


def _filtered(rows: Sequence[Row], tests: Sequence[Test], pause: Callable[[], None]) -> Sequence[int]:
    if not tests:
        return range(len(rows))
    kept: list[int] = []
    for begin in range(0, len(rows), PIECE):
        piece = rows[begin : begin + PIECE]
        places: list[int] = list(range(len(piece)))
        for test in tests:
            if not places:
                break
            places = _passing(piece, places, test)
        kept += [begin + at for at in places]
        pause()
    return kept


def _passing(piece: Sequence[Row], places: list[int], test: Test) -> list[int]:
    """The places of the piece whose rows pass."""
    places = _possible(piece, places, test)
    if len(places) * 3 > len(piece):
        values = zip(*(values_of(piece, name) for name in test.props), strict=True)
        passed = [test.passes(*one) for one in values]
        return [at for at in places if passed[at]]
    found = []
    for at in places:
        row = dict(piece[at])
        if test.passes(*[row.get(name, "") for name in test.props]):
            found.append(at)
    return found


def _possible(piece: Sequence[Row], places: list[int], test: Test) -> list[int]:
    """Of rows that are still bytes, those that have all pieces of a word somewhere: far fewer have to be read."""
    hints: list[bytes] = []
    if isinstance(piece, Derived):
        values = {piece.follow(one): one for one in set(values_of(piece.rows, piece.source))}
        hints = [source.encode() for value, source in values.items() if source and test.sought in value.lower()]
        piece = piece.rows
    if not test.solid or not isinstance(piece, RawRows):
        return places
    solid = [one.encode() for one in test.solid]
    sentences = piece.sentences

    def may(sentence: bytes) -> bool:
        low = sentence.lower()
        return all(one in low for one in solid) or any(hint in sentence for hint in hints)

    return [at for at in places if may(sentences[at])]


def _sorted(
    rows: Sequence[Row], order: Sequence[int], column: Column, down: bool, pause: Callable[[], None]
) -> Sequence[int]:
    """Places by what their rows sort by; equal ones stay as they are. Runs are sorted apart, then merged in pairs."""
    keys = _keys(rows, order, column, pause)
    asked = order[::-1] if down else order
    runs: list[list[int]] = []
    for begin in range(0, len(asked), RUN):
        runs.append(sorted(asked[begin : begin + RUN], key=keys.__getitem__))
        pause()
    while len(runs) > 1:
        pairs = zip(runs[::2], runs[1::2], strict=False)
        rest = runs[-1:] if len(runs) % 2 else []
        runs = [_merged(one, other, keys, pause) for one, other in pairs] + rest
    found = runs[0] if runs else []
    return found[::-1] if down else found


def _keys(rows: Sequence[Row], order: Sequence[int], column: Column, pause: Callable[[], None]) -> dict[int, Any]:
    """Place -> what its row sorts by."""
    keys: dict[int, Any] = {}
    whole = len(order) == len(rows)
    for begin in range(0, len(order), PIECE):
        places = order[begin : begin + PIECE]
        piece = rows[begin : begin + PIECE] if whole else [dict(rows[at]) for at in places]
        values = [values_of(piece, name) for name in column.props]
        keys.update(zip(places, map(column.order, *values), strict=True))
        pause()
    return keys


def _merged(one: list[int], other: list[int], keys: dict[int, Any], pause: Callable[[], None]) -> list[int]:
    """Two sorted runs as one, in blocks: of both what is not beyond the end of the nearer block."""
    key = keys.__getitem__
    found: list[int] = []
    i = j = 0
    while i < len(one) and j < len(other):
        to_i, to_j = min(i + RUN, len(one)), min(j + RUN, len(other))
        if keys[other[to_j - 1]] < keys[one[to_i - 1]]:
            to_i = bisect_right(one, keys[other[to_j - 1]], i, to_i, key=key)
        else:
            to_j = bisect_left(other, keys[one[to_i - 1]], j, to_j, key=key)
        found += sorted(one[i:to_i] + other[j:to_j], key=key)
        i, j = to_i, to_j
        pause()
    return found + one[i:] + other[j:]


def _place(rows: Sequence[Row], order: Sequence[int], held: str, pause: Callable[[], None]) -> int | None:
    """Where the row with this id stands."""
    for begin in range(0, len(rows), PIECE):
        found = list(compress(range(PIECE), (one == held for one in values_of(rows[begin : begin + PIECE], ".id"))))
        if found:
            at = begin + found[0]
            return at if isinstance(order, range) else _index(order, at)
        pause()
    return None


def _index(order: Sequence[int], at: int) -> int | None:
    try:
        return order.index(at)
    except ValueError:
        return None


def _widest(form: TableForm, rows: Sequence[Row], order: Sequence[int]) -> tuple[int, ...]:
    """Of small tables every row counts, of large ones a sample."""
    places = order if len(order) <= SMALL else order[:: len(order) // SAMPLED]
    sample: list[Mapping[str, str]] = [dict(rows[at]) for at in places]
    return tuple(max((len(column.text(row)) for row in sample), default=0) for column in form.columns)
