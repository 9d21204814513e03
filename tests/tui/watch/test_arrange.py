"""The overview's room, and every tab's header: nothing is lost, whatever the size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.watch.arrange import BELOW, LOWEST, NARROWEST, arranged
from tui.watch.header import header
from tui.watch.history import History
from tui.watch.line import Line
from tui.watch.lines import LineState, Probe


@pytest.mark.parametrize(
    ("lines", "width", "height", "panels", "columns"),
    [
        (1, 80, 17, True, 1),
        (2, 80, 17, True, 3),
        (2, 120, 29, True, 3),
        (3, 80, 17, False, 1),
        (3, 120, 29, True, 2),
        (5, 80, 17, False, 1),
        (5, 120, 29, True, 3),
        (8, 80, 17, False, 1),
        (8, 120, 29, False, 1),
        (8, 200, 60, True, 3),
    ],
)
def test_panels_where_there_is_room_for_them(lines: int, width: int, height: int, panels: bool, columns: int) -> None:
    found = arranged(lines, width, height)
    assert (found.panels, found.columns) == (panels, columns)


@given(lines=st.integers(1, 8), width=st.integers(60, 300), height=st.integers(12, 90))
def test_all_fits_into_the_room(lines: int, width: int, height: int) -> None:
    found = arranged(lines, width, height)
    table = 1 + lines + 1
    if found.panels:
        rows = -(-(lines + (lines > 1)) // found.columns)
        assert width // found.columns >= NARROWEST
        assert rows * LOWEST + table + 1 + BELOW + found.below <= height
    else:
        assert found.graph + (found.graph > 0) + table + BELOW + min(found.below, 1) <= max(height, table + BELOW + 1)


def states(lines: list[Line], lost: int = 0) -> dict[str, LineState]:
    silent = (Probe("8.8.4.4", False),)
    return {
        one.name: LineState(at != lost, "up" if at != lost else "no lease yet", probes=silent if at == 3 else ())
        for at, one in enumerate(lines, 1)
    }


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8])
@pytest.mark.parametrize("room", [50, 60, 90, 160])
def test_the_header_fits_and_tells_the_state_by_shape(count: int, room: int) -> None:
    lines = [Line(f"Wan{n}", f"ether{n}") for n in range(1, count + 1)]
    histories = {one.name: History() for one in lines}
    for history in histories.values():
        for second in range(60):
            history.add(second, second + 1, 18.2e6, 3.1e6)
    text = header(lines, states(lines), histories, room)
    assert text.cell_length <= room
    assert text.plain.count("●") + text.plain.count("!") == count
    assert (text.plain.count("!") == 1) == (count >= 3)


def test_where_no_form_fits_the_lost_lines_are_named() -> None:
    lines = [Line(f"Wan{n}", f"ether{n}") for n in range(1, 9)]
    histories = {one.name: History() for one in lines}
    assert header(lines, states(lines, lost=2), histories, 20).plain == "✗ Wan2  7 of 8 up"
