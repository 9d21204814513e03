"""Rows of a table as a file: CSV for spreadsheets, JSON for programs. Pure, but for `write`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from routerboard.language.items import Row
from tui.watch.columns import Column

FORMATS = (".csv", ".json")
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""How text begins that a spreadsheet would run: a host may call itself `=cmd|…`."""


def write(path: Path, rows: Iterable[Row], columns: Sequence[Column]) -> None:
    """Write the rows into a new file, whole or not at all.

    FileExistsError where it is there, ValueError for another format, OSError.
    """
    if path.suffix.lower() not in FORMATS:
        raise ValueError(f"{path.name}: the end of the name says what it becomes, {' or '.join(FORMATS)}")
    lines = _csv(rows, columns) if path.suffix.lower() == ".csv" else _json(rows, columns)
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.writelines(lines)
    except FileExistsError:
        raise
    except OSError:
        with suppress(OSError):
            path.unlink()  # half a table would look like a whole one
        raise


def as_csv(rows: Iterable[Row], columns: Sequence[Column]) -> str:
    """A line of titles, then one for each row, as the screen shows them; no cell is a formula."""
    return "".join(_csv(rows, columns))


def as_json(rows: Iterable[Row], columns: Sequence[Column]) -> str:
    """A list with an object for each row: the properties as the router gave them, by their names."""
    return "".join(_json(rows, columns))


def _csv(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[str]:
    yield _line([one.title or "Flags" for one in columns])
    for row in rows:
        known = dict(row)
        yield _line([harmless(one.text(known)) for one in columns])


def _line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: with an apostrophe before it where it might."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULAS) or text.startswith(_FORMULAS) else text


def _json(rows: Iterable[Row], columns: Sequence[Column]) -> Iterator[str]:
    names = dict.fromkeys((".id", *(name for one in columns for name in one.props)))
    yield "["
    before = "\n"
    for row in rows:
        known = dict(row)
        yield before + json.dumps({name: known[name] for name in names if name in known}, ensure_ascii=False)
        before = ",\n"
    yield "\n]\n"
