"""What a table shows of a snapshot: filtered and sorted, by row id. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from routerboard.language.items import Row
from tui.watch.columns import Column, TableForm


@dataclass(frozen=True)
class View:
    """Rows in the order of the screen, and where each id stands."""

    rows: tuple[Row, ...] = ()
    place: Mapping[str, int] = field(default_factory=dict)


def view(form: TableForm, rows: Sequence[Row], words: str = "", sort: int | None = None, down: bool = False) -> View:
    """The rows that hold every word of the filter, sorted by a column, or in the router's order."""
    tests = [_test(form, word) for word in words.lower().split()]
    kept = [row for row in rows if all(test(row) for test in tests)] if tests else list(rows)
    if sort is not None:
        kept.sort(key=form.columns[sort].key, reverse=down)
    return View(tuple(kept), {row.get(".id", ""): at for at, row in enumerate(kept)})


def _test(form: TableForm, word: str) -> Callable[[Row], bool]:
    """Whether a row shows the word; `mark:Wan1` and `proto:udp` look at one column only."""
    name, colon, sought = word.partition(":")
    column = _column(form, name) if colon else None
    if column is not None:
        return lambda row: sought in column.text(row).lower()
    return lambda row: any(word in one.text(row).lower() for one in form.columns)


def _column(form: TableForm, name: str) -> Column | None:
    """The column that the word before the colon means: the start of any word of its title."""
    if not name or name[0].isdigit():
        return None
    titled = ((column, column.title.lower().replace(".", " ").split()) for column in form.columns)
    return next((column for column, words in titled if any(word.startswith(name) for word in words)), None)
