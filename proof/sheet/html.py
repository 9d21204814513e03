"""The sheet as one HTML file that needs nothing else: no script, no font, no picture from elsewhere.

Opens well on a phone (tables become blocks there) and on paper. Its policy forbids the browser to fetch anything, so
even a strange name in it cannot make it call somebody.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from proof.sheet.content import VERDICTS, Chart, Judged, Section, Sheet, Table
from proof.sheet.text import MARKS

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_BAR, _ROW, _FIGURE = 300, 46, 120
"""Widths of the longest bar and of the figure beside it, and the height of a bar under its name, in pixels."""

LONGEST = 45
"""A bar's name of more characters is cut."""

SHORT = 19
"""A cell of up to so many characters is never broken: an address, a rate."""
_WHOLE = ' class="whole"'

STYLE = """
:root { color-scheme: light; --ink: #16212c; --quiet: #5a6875; --rule: #d5dde4; --bar: #2f7fb8; --strong: #17507a;
  --good: #1a7440; --weak: #8a5a00; --bad: #b3261e; --unknown: #5a6875; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 3rem; color: var(--ink); background: #fff;
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { margin: 0 0 .25rem; font-size: 1.9rem; line-height: 1.2; }
h2 { margin: 2rem 0 .5rem; padding-bottom: .2rem; border-bottom: 2px solid var(--rule); font-size: 1.25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .75rem 0; }
dt { color: var(--quiet); } dd { margin: 0; }
.verdict { font-weight: 600; } .good { color: var(--good); } .weak { color: var(--weak); } .bad { color: var(--bad); }
.unknown { color: var(--unknown); }
.practice { padding: .5rem .75rem; border: 2px dashed var(--weak); font-weight: 600; }
table { width: 100%; margin: .75rem 0; border-collapse: collapse; font-size: .94rem; }
th, td { padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
thead th { color: var(--quiet); font-weight: 500; }
figure { margin: .75rem 0; } figcaption { color: var(--quiet); font-size: .9rem; }
svg { display: block; width: 100%; max-width: 27rem; height: auto; }
svg text { font: 15px system-ui, sans-serif; fill: var(--ink); }
li { margin: .2rem 0; } ul { padding-left: 1.2rem; }
footer { margin-top: 2.5rem; color: var(--quiet); font-size: .85rem; }
td, th { overflow-wrap: anywhere; } thead th, .whole { overflow-wrap: normal; white-space: nowrap; }
@media (max-width: 60rem) {
  body { overflow-wrap: anywhere; } thead { display: none; }
  tr { display: block; padding: .4rem 0; border-bottom: 1px solid var(--rule); }
  th, td { display: grid; grid-template-columns: 8.5rem 1fr; gap: .5rem; padding: .1rem 0; border: none; }
  tbody th { display: block; font-weight: 600; }
  td::before { content: attr(data-head); color: var(--quiet); } td:empty { display: none; }
}
@media print { body { max-width: none; padding: 0; font-size: 11pt; } h2, tr, figure { break-inside: avoid; } }
""".strip()


def html_of(sheet: Sheet) -> str:
    """The whole document."""
    return "\n".join(_document(sheet)) + "\n"


def _document(sheet: Sheet) -> Iterator[str]:
    title = escape(sheet.title)
    yield "<!DOCTYPE html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title} · hand-over sheet</title><style>{STYLE}</style></head><body>"
    yield f"<h1>{title}</h1>"
    if sheet.practice:
        yield '<p class="practice">Practice: measured on a practice Routerboard, not at a site.</p>'
    yield "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in sheet.about) + "</dl>"
    for section in sheet.sections:
        yield from _section(section)
    yield "<footer>Made by simplifi-tui.</footer></body></html>"


def _section(section: Section) -> Iterator[str]:
    yield f"<section><h2>{escape(section.title)}</h2>"
    if section.judged is not None:
        yield _judged(section.judged)
    for chart in section.charts:
        yield from _chart(chart)
    for table in section.tables:
        yield from _table(table)
    if section.sentences:
        yield "<ul>" + "".join(f"<li>{escape(sentence)}</li>" for sentence in section.sentences) + "</ul>"
    yield "</section>"


def _judged(judged: Judged) -> str:
    mark = f"{MARKS[judged.verdict]} {VERDICTS[judged.verdict]}"
    words = f": {escape(judged.words)}" if judged.words else ""
    return f'<p><span class="verdict {judged.verdict}">{mark}</span>{words}</p>'


def _table(table: Table) -> Iterator[str]:
    yield (
        "<table><thead><tr>" + "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads) + "</tr></thead>"
    )
    yield "<tbody>"
    for row in table.rows:
        cells = "".join(
            f'<td data-head="{escape(head)}"{_WHOLE if len(cell) <= SHORT else ""}>{escape(cell)}</td>'
            for head, cell in zip(table.heads[1:], row[1:], strict=True)
        )
        yield f'<tr><th scope="row"{_WHOLE if len(row[0]) <= SHORT else ""}>{escape(row[0])}</th>{cells}</tr>'
    yield "</tbody></table>"


def _chart(chart: Chart) -> Iterator[str]:
    """Bars as SVG; the figure stands beside each, so that nothing is told by length alone."""
    width, height = _BAR + _FIGURE, _ROW * len(chart.bars)
    told = escape("; ".join(f"{bar.name} {bar.text}" for bar in chart.bars))
    yield f"<figure><figcaption>{escape(chart.title)}</figcaption>"
    yield f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{told}">'
    for at, bar in enumerate(chart.bars):
        top, long = at * _ROW, max(2, round(_BAR * bar.value / chart.top))
        fill = "--strong" if bar.strong else "--bar"
        name = bar.name if len(bar.name) <= LONGEST else f"{bar.name[: LONGEST - 1]}…"
        yield f'<text x="0" y="{top + 17}">{escape(name)}</text>'
        yield f'<rect x="0" y="{top + 23}" width="{long}" height="18" rx="3" style="fill: var({fill})"/>'
        yield f'<text x="{long + 8}" y="{top + 37}">{escape(bar.text)}</text>'
    yield "</svg></figure>"
