"""The speed test reads real shaped lines: 8 and 12 Mbit/s, and all together what they carry."""

from __future__ import annotations

import pytest

from tests.lab.speed import PAYLOAD, RATES, measured

pytestmark = pytest.mark.lab


@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
def test_it_reads_the_lines_and_their_sum(version: str) -> None:
    speed = measured(version)
    for one, rate in zip(speed.lines, RATES, strict=True):
        assert one.down == pytest.approx(rate * 1e6 * PAYLOAD, rel=0.05)
        assert one.up == pytest.approx(rate * 1e6 * PAYLOAD, rel=0.05)
        assert one.router_down == pytest.approx(rate * 1e6, rel=0.1), "its counters are read some times a second"
        assert one.others_down is not None
        assert one.others_down <= 0.1 * rate * 1e6
        assert (one.limit, one.trouble) == ("", "")
    assert speed.down is not None
    assert speed.up is not None
    assert min(speed.down, speed.up) >= 0.9 * sum(RATES) * 1e6
    assert speed.carried == ("Wan1", "Wan2")
    assert speed.verdict == "good", speed.words


def test_one_laptop_that_keeps_to_one_line_still_proves_all() -> None:
    speed = measured("7.20.8", classifier="src-address")
    assert speed.turns
    assert speed.down is not None
    assert speed.down >= 0.9 * sum(RATES) * 1e6
