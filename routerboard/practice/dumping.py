"""Printing a table of very many connections: rows straight from their entries to bytes.

Most of a row never changes: it is encoded once and kept with its entry. What a query looks at is compared once for each
set of values that there is, not for each row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from routerboard.language.items import Row
from routerboard.language.values import octets, print_duration
from routerboard.language.version import Version
from routerboard.practice.queries import read_query
from routerboard.practice.replies import Call
from routerboard.practice.sentences import length
from routerboard.practice.tracking import Entry, printed

if TYPE_CHECKING:
    from collections.abc import Iterable

MANY = 2000
"""Connections from which it is worth its while."""
PIECE = 1000
"""Rows that are sent at once."""

_SHORT = 16
"""Steps of a query that may be asked of each connection without letting others take their turn."""

_MENU = "/ip/firewall/connection"
_WORDS = frozenset({".proplist", "count-only", "detail", "without-paging"})
_MOVING = {
    "timeout": "expires", "tcp-state": "tcp_state", "orig-rate": "orig_rate", "repl-rate": "repl_rate",
    **{f"{way}-{what}": f"{way}_{what}" for way in ("orig", "repl") for what in ("packets", "bytes")},
    **{f"{way}-fasttrack-{what}": f"{way}_fast_{what}" for way in ("orig", "repl") for what in ("packets", "bytes")},
}  # fmt: skip
"""Property -> attribute of what changes while a connection lives."""
_ASKED = {**_MOVING, "protocol": "connection.protocol", "connection-mark": "connection.mark"}
"""What a query may look at here, but for the `timeout`, which needs the clock."""


def fits(call: Call) -> bool:
    """Whether this is a print of that table, with nothing that needs each row as text, and the table is long."""
    return (
        call.path == _MENU
        and len(call.router.world.tracking) >= MANY
        and call.arguments.keys() <= _WORDS
        and _test(call.queries) is not None
    )


def count(call: Call) -> int:
    """How many connections pass the queries."""
    return len(call.router.world.tracking) if not call.queries else sum(1 for _ in _chosen(call))


def dump(call: Call, properties: Sequence[str], tag: str) -> Iterator[tuple[int, bytes]]:
    """How many rows, and their bytes, piece by piece; entries that come or go meanwhile do not matter."""
    world, end = call.router.world, (_word(f".tag={tag}") if tag else b"") + b"\0"
    moving = [name for name in _MOVING if not properties or name in properties]
    wanted = tuple(properties)
    chosen = list(_chosen(call))
    for begin in range(0, len(chosen), PIECE):
        rows = chosen[begin : begin + PIECE]
        yield len(rows), b"".join([_row(entry, wanted, moving, world.now, world.version) + end for entry in rows])


def _chosen(call: Call) -> Iterable[Entry]:
    entries = call.router.world.tracking.entries.values()
    test = _test(call.queries)
    return filter(test, entries) if call.queries and test is not None else entries


def _test(queries: Sequence[str]) -> Callable[[Entry], bool] | None:
    """Whether an entry passes; None where a query looks at something else, or is too long to be asked in one go."""
    query = read_query(queries)
    if query.cost > _SHORT:
        return None
    words = [query.removeprefix("?") for query in queries if not query.startswith("?#")]
    names = [word.lstrip("<>=-").partition("=")[0] for word in words]
    if any(name not in _ASKED or name == "timeout" for name in names):
        return None
    read = attrgetter(*(_ASKED[name] for name in names), *("connection.protocol",) * 2)
    known: dict[object, bool] = {}

    def passes(entry: Entry) -> bool:
        values = read(entry)
        found = known.get(values)
        if found is None:
            row = {name: str(value) for name, value in zip(names, values, strict=False) if value != ""}
            if values[-1] != "tcp":
                row.pop("tcp-state", None)
            found = known[values] = query.passes(row)
        return found

    return passes


def _row(entry: Entry, wanted: tuple[str, ...], moving: Sequence[str], now: float, version: Version) -> bytes:
    """One row without its end."""
    fixed = entry.fixed
    if fixed is None or fixed[0] is not entry.connection or fixed[1] != wanted:
        row: Row = {".id": entry.id, **printed(entry, now, version)}
        kept = (name for name in row if name not in _MOVING and (not wanted or name in wanted))
        words = b"".join(_word(f"={name}={row[name]}") for name in kept)
        fixed = entry.fixed = (entry.connection, wanted, _word("!re") + words)
    words = fixed[2]
    for name in moving:
        if name == "timeout":
            words += _timeout(max(int(entry.expires - now), 0))
        elif name != "tcp-state":
            value = getattr(entry, _MOVING[name])
            words += _count(name, value) if value < 4096 else _word(f"={name}={value}")
        elif entry.connection.protocol == "tcp":
            words += _count(name, entry.tcp_state)
    return words


def _word(text: str) -> bytes:
    word = octets(text)
    return length(len(word)) + word


@lru_cache(maxsize=200_000)
def _timeout(seconds: int) -> bytes:
    return _word(f"=timeout={print_duration(seconds)}")


@lru_cache(maxsize=100_000)
def _count(name: str, value: int | str) -> bytes:
    return _word(f"={name}={value}")
