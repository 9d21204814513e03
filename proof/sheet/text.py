"""The sheet as text of 80 columns, for a mail or a printer that knows nothing else."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from proof.sheet.content import VERDICTS, Chart, Section, Sheet, Table

WIDTH = 80
MARKS = {"good": "✓", "weak": "!", "bad": "✗", "unknown": "?"}
_BAR = 36


def text_of(sheet: Sheet) -> str:
    """The whole sheet, lines ended by a line feed."""
    lines = [_wrapped(sheet.title), "=" * min(WIDTH, max(1, len(sheet.title)))]
    if sheet.practice:
        lines += ["", "PRACTICE: measured on a practice Routerboard, not at a site."]
    lines += ["", *(_wrapped(f"{name}: {value}") for name, value in sheet.about)]
    for section in sheet.sections:
        lines += ["", *_section(section)]
    return "\n".join(lines) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield section.title
    yield "-" * len(section.title)
    if section.judged is not None:
        words = f": {section.judged.words}" if section.judged.words else ""
        yield _wrapped(f"{MARKS[section.judged.verdict]} {VERDICTS[section.judged.verdict]}{words}")
    for chart in section.charts:
        yield from ("", *_chart(chart))
    for table in section.tables:
        yield from ("", *_table(table))
    if section.sentences:
        yield ""
    for sentence in section.sentences:
        yield _wrapped(sentence, "* ")


def _wrapped(text: str, first: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first))


def _chart(chart: Chart) -> Iterator[str]:
    yield chart.title
    room = min(28, max((len(bar.name) for bar in chart.bars), default=0))
    for bar in chart.bars:
        full = round(_BAR * bar.value / chart.top)
        yield f"  {bar.name:<{room}.{room}} {'█' * full}{'░' * (_BAR - full)} {bar.text}"


def _table(table: Table) -> Iterator[str]:
    """As columns where they fit, else a block for each row."""
    widths = [max(map(len, column)) for column in zip(table.heads, *table.rows, strict=True)]
    if sum(widths) + 2 * len(widths) <= WIDTH:
        for row in (table.heads, *table.rows):
            yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        return
    for row in table.rows:
        yield row[0]
        for head, cell in zip(table.heads[1:], row[1:], strict=True):
            if cell:
                yield textwrap.fill(f"{head}: {cell}", WIDTH, initial_indent="    ", subsequent_indent="      ")
