"""The drill's times are those of the lab's own stopwatch."""

from __future__ import annotations

import pytest

from proof.results import Way
from tests.lab.drill import drilled

pytestmark = pytest.mark.lab

PACE = 10.0
"""The board's seconds, and the drill's, in one of ours: a gateway is checked every second."""


@pytest.mark.parametrize("way", ["unplugged", "dead"])
@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
def test_it_measures_the_outage_that_there_is(version: str, way: Way) -> None:
    drill, watch = drilled(version, way, PACE)
    assert drill.outage_new is not None, drill
    assert drill.detected is not None, drill
    assert drill.outage_new / PACE == pytest.approx(watch.outage, abs=0.5)
    assert drill.same is True
    assert drill.verdict == "good", drill.words
    assert drill.survived >= 3
    if way == "dead":
        assert watch.outage > 0.5
