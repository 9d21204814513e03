"""What a table shows of a snapshot: filtered and sorted, by row id. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from routerboard.language.items import Row
from tui.watch.columns import TableForm


@dataclass(frozen=True)
class View:
    """Rows in the order of the screen, and where each id stands."""

    rows: tuple[Row, ...] = ()
    place: Mapping[str, int] = field(default_factory=dict)


def view(form: TableForm, rows: Sequence[Row], words: str = "", sort: int | None = None, down: bool = False) -> View:
    """The rows that hold every word of the filter, sorted by a column, or in the router's order."""
    wanted = words.lower().split()
    kept = [row for row in rows if _holds(form, row, wanted)] if wanted else list(rows)
    if sort is not None:
        kept.sort(key=form.columns[sort].key, reverse=down)
    return View(tuple(kept), {row.get(".id", ""): at for at, row in enumerate(kept)})


def _holds(form: TableForm, row: Row, wanted: Sequence[str]) -> bool:
    """Whether every word is in what the row shows. `mark:Wan1` and `proto:udp` look at one column only."""
    shown = "\n".join(column.text(row) for column in form.columns).lower()
    return all(_in_column(form, row, word) if ":" in word and _column(form, word) else word in shown for word in wanted)


def _in_column(form: TableForm, row: Row, word: str) -> bool:
    column = _column(form, word)
    return column is not None and word.partition(":")[2] in column.lower_text(row)


@dataclass(frozen=True)
class _Named:
    at: int
    form: TableForm

    def lower_text(self, row: Row) -> str:
        return self.form.columns[self.at].text(row).lower()


def _column(form: TableForm, word: str) -> _Named | None:
    """The column that the word before the colon means: the start of any word of its title."""
    name = word.partition(":")[0]
    if not name or name[0].isdigit():
        return None
    for at, column in enumerate(form.columns):
        if any(part.startswith(name) for part in column.title.lower().replace(".", " ").split()):
            return _Named(at, form)
    return None
