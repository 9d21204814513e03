"""Cells of a table: how wide the columns are, and text in so many cells of the terminal. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from routerboard.language.controls import VISIBLE
from tui.watch.columns import Column

GAP = 1
_BLANKS = str.maketrans("\n\r\t", "   ")


def fitting(columns: Sequence[Column], widths: Sequence[int], filled: Sequence[int], room: int) -> list[int]:
    """The widths, 0 for a column that is left out: an empty one that is not fixed and has no room beside the others."""
    kept = [width if full or one.fixed else 0 for one, width, full in zip(columns, widths, filled, strict=True)]
    for at, width in enumerate(widths):
        wider = [*kept[:at], width, *kept[at + 1 :]]
        if total(wider) <= room:
            kept = wider
    return kept


def total(widths: Sequence[int]) -> int:
    """Columns of the terminal that the cells of a line take, its margins too."""
    return 2 + sum(width + GAP for width in widths if width) - GAP


def start(widths: Sequence[int], at: int) -> int:
    """Where a cell begins."""
    return 1 + sum(width + GAP for width in widths[:at] if width)


def at_place(widths: Sequence[int], x: int) -> int | None:
    """The cell that lies there; None beside all of them."""
    for number, width in enumerate(widths):
        begin = start(widths, number)
        if width and begin <= x < begin + width + GAP:
            return number
    return None


def cell(text: str, width: int, right: bool) -> str:
    """Text in a cell: cut with `…`, never wrapped; what the terminal would draw twice as wide is counted so."""
    if not width:
        return ""
    text = clean(text)
    if not text.isascii():
        return _wide(text, width, right)
    if len(text) > width:
        return text[: width - 1] + "…"
    return text.rjust(width) if right else text.ljust(width)


def clean(text: str) -> str:
    """Text without what would command a terminal: on one line, control characters as pictures."""
    return text.translate(_BLANKS).translate(VISIBLE)


def _wide(text: str, width: int, right: bool) -> str:
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1) + "…"
    return " " * (width - cell_len(text)) + text if right else set_cell_size(text, width)
