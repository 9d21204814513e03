"""The overview's figures as text: shares and their verdict, lines as rows, talkers, events. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap

from textual.content import Content

from proof.results import Balance, LineShare
from routerboard.language.values import format_bytes, format_count
from tui.watch.graph import compact_rate, spark
from tui.watch.happened import Event
from tui.watch.history import History, Rate, Span
from tui.watch.line import Line
from tui.watch.lines import LineState
from tui.watch.tally import Talker, Tally

BAR = 10
SHORT_NAME = 7
"""Characters of a name up to which the bars have their whole length."""
_TITLE = "$secondary bold"


def name_width(lines: Sequence[Line]) -> int:
    """Columns for the names."""
    return min(14, max([SHORT_NAME, *(len(one.name) for one in lines)]))


def _share_of(balance: Balance | None, line: Line) -> LineShare | None:
    return next((one for one in balance.lines if one.name == line.name), None) if balance is not None else None


def _word(balance: Balance | None, share: LineShare) -> str:
    """`chance` or `wrong` for one line, "" where nobody can tell yet."""
    if balance is None or balance.verdict == "unknown" or share.seen is None:
        return ""
    return "chance" if share.low - 1e-9 <= share.seen <= share.high + 1e-9 else "wrong"


def _expected(line: Line, balance: Balance | None) -> Content:
    share = _share_of(balance, line)
    if share is None or balance is None:
        return Content("" if line.share is None else f"{line.share:4.0%}")
    word = _word(balance, share)
    allowed = f"{share.low:.0%}–{share.high:.0%}".replace("%–", "–") if share.seen is not None else ""
    return Content.assemble(f"{share.expected:4.0%} {allowed:>8} ", (word, "$error bold" if word == "wrong" else ""))


def _part(value: float, whole: float) -> str:
    return f"{value / whole:.0%}" if whole else "–"


def share_table(
    lines: Sequence[Line], tally: Tally, carried: Mapping[str, int], balance: Balance | None, span: str
) -> Content:
    """Bars and figures, a row a line: connections, bytes of the shown span, what is expected and what chance allows."""
    connections, total = sum(tally.connections.values()), sum(carried.values())
    width = name_width(lines)
    room = max(4, BAR + SHORT_NAME - width)
    bytes_title = f"bytes, {span}"
    head = f"{'SHARE':<{width}} {'':{room}} {'connections':>15} {bytes_title:>17}  expected, by chance"
    rows = [Content.styled(head, _TITLE)]
    for one in lines:
        count, size = tally.connections.get(one.name, 0), carried.get(one.name, 0)
        bar = "█" * round((count / connections if connections else 0.0) * room)
        rows.append(
            Content.assemble(
                f"{one.name:<{width}.{width}} ",
                (f"{bar:<{room}}", "$primary"),
                f" {format_count(count):>9} {_part(count, connections):>5}",
                f" {format_bytes(size):>11} {_part(size, total):>5}  ",
                _expected(one, balance),
            )
        )
    return Content("\n").join(rows)


def line_table(
    lines: Sequence[Line],
    states: Mapping[str, LineState],
    histories: Mapping[str, History],
    tally: Tally,
    carried: Mapping[str, int],
    balance: Balance | None,
    span: Span,
    width: int,
) -> Content:
    """A row a line where panels have no room: its state, its past as a spark or its trouble in words, its figures."""
    connections, total = sum(tally.connections.values()), sum(carried.values())
    names = name_width(lines)
    wide = width >= 100
    expected = "expected, by chance" if wide else "exp."
    tail = f"{'down':>7} {'up':>7} {'conns':>7} {'':>4} {'bytes':>5}  {expected}"
    room = max(8, width - names - 4 - len(tail) - (3 if wide else 2))
    head = f"{'LINE':<{names}}   {'last ' + span.words + ' (−/+)':<{room}} {tail}"
    rows = [Content.styled(head, _TITLE)]
    for one in lines:
        state, history = states.get(one.name), histories[one.name]
        count, size = tally.connections.get(one.name, 0), carried.get(one.name, 0)
        share = _expected(one, balance) if wide else _short(one, balance)
        rows.append(
            Content.assemble(
                f"{one.name:<{names}.{names}} ",
                mark_of(state),
                " ",
                _past(state, history, span, room),
                f" {_rates(state, history.now)}",
                f" {format_count(count):>7} {_part(count, connections):>4} {_part(size, total):>5}  ",
                share,
            )
        )
    return Content("\n").join(rows)


def _short(line: Line, balance: Balance | None) -> Content:
    share = _share_of(balance, line)
    word = _word(balance, share) if share is not None else ""
    mark = {"chance": "✓", "wrong": "✗"}.get(word, "")
    return Content("" if line.share is None else f"{line.share:4.0%}{mark}")


def mark_of(state: LineState | None) -> tuple[str, str]:
    """A sign for the state, told by its shape: up, up with a silent probe, down, not known yet; and its colour."""
    if state is None:
        return "…", "$quiet"
    if not state.up:
        return "✗", "$error"
    return ("!", "$warning") if state.silent else ("●", "$success")


def _past(state: LineState | None, history: History, span: Span, room: int) -> Content:
    if state is not None and state.trouble:
        return Content.styled(f"{_cut(state.trouble, room):<{room}}", "$warning" if state.up else "$error")
    return Content.styled(spark(history.columns(span.seconds, room)).rjust(room), "$primary")


def _rates(state: LineState | None, now: Rate) -> str:
    if state is not None and not state.up:
        return f"{'–':>7} {'–':>7}"
    return f"{compact_rate(now.down):>6}↓ {compact_rate(now.up):>6}↑"


def balance_line(balance: Balance | None, tally: Tally, *, counted: bool, down: bool = False) -> Content:
    """The verdict in words, with what was drawn; and what is marked for another line than it uses."""
    parts = [Content.styled("BALANCE ", _TITLE)]
    if not counted:
        parts.append(Content("counting …"))
    elif balance is None:
        parts.append(Content("no rule spreads connections over these lines"))
    else:
        style = {"bad": "$error bold", "good": "$success"}.get(balance.verdict, "$quiet")
        seen = " : ".join(f"{one.seen:.0%}" for one in balance.lines if one.seen is not None)
        parts.append(Content.styled(balance.words, style))
        parts.append(Content(f" ({seen})" if seen and balance.verdict != "bad" else ""))
    if tally.astray and down:
        parts.append(Content.styled(f"  {tally.astray} of another line's meanwhile", "$quiet"))
    elif tally.astray:
        parts.append(Content.styled(f"  ! {tally.astray} marked for another line than they use", "$warning"))
    return Content("").join(parts)


def talkers_text(
    talkers: Sequence[Talker], names: Mapping[str, str], width: int, part: str = "", *, known: bool
) -> Content:
    """Who has most of each line now, by address and by the name that the guest's device gave."""
    rows = [Content.styled(_cut(f"TOP TALKERS{part}", width), _TITLE)]
    lines = min(7, max((len(one.line) for one in talkers), default=0))
    room = max(0, width - 16 - lines - 1 - 16)
    for one in talkers:
        name = _cut(names.get(one.guest, ""), room)
        shown = f"{one.guest:<15} {name:<{room}}" if room >= 6 else f"{one.guest:<15}"
        rates = f"{compact_rate(one.down):>6}↓ {compact_rate(one.up):>6}↑"
        rows.append(Content(f"{shown} {_cut(one.line, lines):<{lines}} {rates}"))
    return Content("\n").join(rows if talkers else [*rows, Content("nobody now" if known else "reading …")])


def events_text(happened: Sequence[Event], width: int, room: int) -> Content:
    """The newest events, newest first, in at most so many rows."""
    rows = [Content.styled("EVENTS", _TITLE)]
    for one in happened:
        colour = "$error" if one.kind in ("lost", "still") else ""
        rows += [Content.styled(text, colour) for text in wrap(str(one), max(20, width), subsequent_indent=" " * 9)]
    return Content("\n").join(rows[: room + 1] if happened else [*rows, Content("nothing yet")])


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(0, room - 1)] + "…"
