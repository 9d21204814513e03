"""Every tab's header: each line with its state, its last minute as a spark and its rates, as rich as there is room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual.content import Content

from routerboard.language.values import format_rate
from tui.watch.figures import mark_of
from tui.watch.graph import compact_rate, spark
from tui.watch.history import History
from tui.watch.line import Line
from tui.watch.lines import LineState

MINUTE = 60.0
Form = Callable[[Line, "LineState | None", History], Content]


def header(
    lines: Sequence[Line], states: Mapping[str, LineState], histories: Mapping[str, History], room: int
) -> Content:
    """The richest form in which all lines fit into so many columns; where none does, what is down."""
    known = [one for one in lines if one.name in histories]
    shown = Content("")
    for form in _FORMS:
        shown = Content("  ").join([form(one, states.get(one.name), histories[one.name]) for one in known])
        if shown.cell_length <= room:
            return shown
    return _troubled(known, states) if any(_down(states, one) for one in known) else shown


def _down(states: Mapping[str, LineState], line: Line) -> bool:
    state = states.get(line.name)
    return state is not None and not state.up


def _troubled(lines: Sequence[Line], states: Mapping[str, LineState]) -> Content:
    lost = [one.name for one in lines if _down(states, one)]
    return Content.assemble((f"✗ {', '.join(lost)}", "$error"), f"  {len(lines) - len(lost)} of {len(lines)} up")


def _form(width: int, rate: Callable[[float], str] | None, *, up: bool, name: bool = True) -> Form:
    def form(line: Line, state: LineState | None, history: History) -> Content:
        parts: list[Content | str | tuple[str, str]] = [f"{line.name} " if name else "", mark_of(state)]
        if state is None or state.up:
            parts.append((spark(history.columns(MINUTE, width)), "$primary"))
            if rate is not None:
                parts.append(f" {rate(history.now.down)}↓" + (f" {rate(history.now.up)}↑" if up else ""))
        else:
            parts.append((" down", "$error") if rate is not None else "")
        return Content.assemble(*parts)

    return form


_FORMS = (
    _form(10, format_rate, up=True),
    _form(10, compact_rate, up=True),
    _form(6, compact_rate, up=True),
    _form(4, compact_rate, up=True),
    _form(4, compact_rate, up=False),
    _form(3, None, up=False),
    _form(1, None, up=False),
    _form(2, None, up=False, name=False),
)
