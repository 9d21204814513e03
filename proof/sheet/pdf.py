"""The sheet as PDF, A4, drawn by fpdf2 with a font of its own: Latin, Greek and Cyrillic letters.

A letter that the font lacks is written as its number, `[U+4E2D]`: the HTML has it as it is.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

import font_source_sans_pro
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import WrapMode, XPos, YPos
from fpdf.fonts import FontFace

from proof.sheet.content import VERDICTS, Chart, Section, Sheet, Table

_FONT = "Source Sans Pro"
_FILES = Path(font_source_sans_pro.font_directory)
_REGULAR, _BOLD = _FILES / "SourceSansPro-Regular.ttf", _FILES / "SourceSansPro-Bold.ttf"
_INK, _QUIET, _BAR, _STRONG, _RULE = (22, 33, 44), (90, 104, 117), (47, 127, 184), (23, 80, 122), (213, 221, 228)
_COLOURS = {"good": (26, 116, 64), "weak": (138, 90, 0), "bad": (179, 38, 30), "unknown": _QUIET}
_MANY = 7
"""A table of more columns is written smaller."""
_GAP = 3.4
"""Millimetres that a cell has around its text."""
_NAME, _LONG = 58.0, 92.0
"""Millimetres for the names and the longest bar of a chart."""


def pdf_of(sheet: Sheet, made: datetime | None = None) -> bytes:
    """The whole document; `made` is the moment that it names as its own, now where None."""
    page = _Page(format="A4")
    page.set_title(_known(sheet.title))
    page.set_creator("simplifi-tui")
    page.set_lang("en")
    if made is not None:
        page.set_creation_date(made)
    page.add_font(_FONT, "", _REGULAR)
    page.add_font(_FONT, "B", _BOLD)
    page.set_margins(18, 16, 18)
    page.set_auto_page_break(True, 18)
    page.add_page()
    _head(page, sheet)
    for section in sheet.sections:
        _section(page, section)
    return bytes(page.output())


class _Page(FPDF):
    """Pages with a foot that counts them."""

    def footer(self) -> None:
        """The page's number."""
        self.set_y(-13)
        self.set_font(_FONT, "", 8)
        self.set_text_color(*_QUIET)
        self.cell(0, 5, f"simplifi-tui · page {self.page_no()}", align="R")


def _head(page: FPDF, sheet: Sheet) -> None:
    _write(page, sheet.title, 20, bold=True, height=9)
    if sheet.practice:
        _write(
            page, "Practice: measured on a practice Routerboard, not at a site.", 11, bold=True, colour=_COLOURS["weak"]
        )
    page.ln(1)
    for name, value in sheet.about:
        page.set_font(_FONT, "", 10)
        page.set_text_color(*_QUIET)
        page.cell(26, 5, name)
        _write(page, value, 10)


def _section(page: FPDF, section: Section) -> None:
    if page.will_page_break(34):
        page.add_page()
    page.ln(5)
    _write(page, section.title, 14, bold=True, height=7)
    page.set_draw_color(*_RULE)
    page.line(page.l_margin, page.get_y(), page.w - page.r_margin, page.get_y())
    page.ln(1.5)
    if section.judged is not None:
        verdict, words = section.judged.verdict, section.judged.words
        _write(
            page, VERDICTS[verdict].capitalize() + (f": {words}" if words else ""), 10, True, colour=_COLOURS[verdict]
        )
    for chart in section.charts:
        _chart(page, chart)
    for table in section.tables:
        _table(page, table)
    for sentence in section.sentences:
        _write(page, f"·  {sentence}", 10)


def _write(
    page: FPDF, text: str, points: float, bold: bool = False, height: float = 5, colour: tuple[int, int, int] = _INK
) -> None:
    page.set_font(_FONT, "B" if bold else "", points)
    page.set_text_color(*colour)
    page.multi_cell(
        0,
        height,
        _known(text),
        align="L",
        new_x=XPos.LMARGIN,
        new_y=YPos.NEXT,
        wrapmode=WrapMode.WORD if " " in text else WrapMode.CHAR,
    )


def _table(page: FPDF, table: Table) -> None:
    page.ln(1.5)
    page.set_font(_FONT, "", 8 if len(table.heads) > _MANY else 9)
    page.set_text_color(*_INK)
    page.set_fill_color(255)
    with page.table(
        borders_layout="HORIZONTAL_LINES",
        headings_style=FontFace(emphasis="", color=_QUIET),
        col_widths=_widths(page, table),
        line_height=4.6,
        text_align="LEFT",
    ) as drawn:
        for row in (table.heads, *table.rows):
            line = drawn.row()
            for cell in row:
                line.cell(_known(cell))
    page.ln(1.5)


def _widths(page: FPDF, table: Table) -> tuple[float, ...]:
    """Room for each column by its longest cell, and for its longest word before all else; a word may be broken."""
    columns = list(zip(table.heads, *table.rows, strict=True))
    words = [
        min(max(page.get_string_width(word) for cell in column for word in [*_known(cell).split(), ""]), page.epw / 4)
        for column in columns
    ]
    cells = [max(page.get_string_width(_known(cell)) for cell in column) for column in columns]
    room = page.epw - sum(words) - _GAP * len(columns)
    more = [cell - word for cell, word in zip(cells, words, strict=True)]
    part = max(0.0, room) / (sum(more) or 1.0)
    return tuple(word + _GAP + wide * part for word, wide in zip(words, more, strict=True))


def _chart(page: FPDF, chart: Chart) -> None:
    page.ln(1)
    _write(page, chart.title, 9, colour=_QUIET)
    for bar in chart.bars:
        if page.will_page_break(6):
            page.add_page()
        page.set_font(_FONT, "", 9)
        page.set_text_color(*_INK)
        left, top = page.l_margin, page.get_y()
        page.cell(_NAME, 6, _cut(page, _known(bar.name), _NAME))
        long = max(0.5, _LONG * bar.value / chart.top)
        page.set_fill_color(*(_STRONG if bar.strong else _BAR))
        page.rect(left + _NAME, top + 1, long, 4, style="F", round_corners=False)
        page.set_xy(left + _NAME + long + 2, top)
        page.cell(0, 6, _known(bar.text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _cut(page: FPDF, text: str, room: float) -> str:
    while text and page.get_string_width(text) > room - 2:
        text = text[:-1]
    return text


@cache
def _letters() -> frozenset[int]:
    with TTFont(_REGULAR) as font:
        return frozenset(font.getBestCmap())


def _known(text: str) -> str:
    """The text with each letter that the font lacks as its number."""
    letters = _letters()
    return "".join(char if ord(char) in letters or char in " \n" else f"[U+{ord(char):04X}]" for char in text)
