"""Which routers are asked gently."""

from __future__ import annotations

import pytest

from routerboard.link.pace import QUICK, pace_for


@pytest.mark.parametrize(
    ("resource", "why"),
    [
        ({"cpu-load": "79"}, ""),
        ({"cpu-load": "80"}, "busy: cpu 80%"),
        ({"cpu-load": "100%"}, "busy: cpu 100%"),
        ({"cpu-load": "?"}, ""),
        ({}, ""),
        ({"cpu-count": "1", "total-memory": "33554432", "board-name": "hAP lite"}, "small board: 1 core, 32 MiB"),
        ({"cpu-count": "1", "total-memory": "29.4MiB"}, "small board: 1 core, 29 MiB"),
        ({"cpu-count": "1", "total-memory": "67108864", "board-name": "hAP"}, ""),
        ({"cpu-count": "1", "total-memory": "67108864", "board-name": "hEX lite"}, "small board: hEX lite"),
        ({"cpu-count": "4", "total-memory": "33554432", "board-name": "x mini"}, ""),
        ({"cpu-count": "1", "board-name": "hAP mini"}, "small board: hAP mini"),
        ({"cpu-count": "1", "board-name": "Minion"}, ""),
    ],
)
def test_small_and_busy_boards(resource: dict[str, str], why: str) -> None:
    pace = pace_for(resource)
    assert pace.why == why
    assert (pace == QUICK) == (not why)
