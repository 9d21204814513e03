"""Every kind of line: leases and sessions come up by themselves, and balance, answer and fail as static lines do."""

from __future__ import annotations

import pytest

from tests.lab.bench import VERSIONS, Lab, shares
from tests.lab.measures import VARIANTS, cases
from tests.lab.recipes import configured

pytestmark = pytest.mark.lab

MIXED = ("static", "dhcp", "pppoe")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kinds", [MIXED, ("dhcp", "dhcp"), ("pppoe", "pppoe")], ids="-".join)
def test_lines_of_every_kind_carry_their_share(kinds: tuple[str, ...], version: str) -> None:
    with Lab(version, kinds) as lab:
        configured(lab, "pcc")
        counted = shares(lab.ways(lab.calls(150)), lab.lines)
        assert sum(counted) == 150
        assert min(counted) >= 150 / lab.lines / 2
        assert [lab.from_outside(line, 8080) for line in range(1, lab.lines + 1)] == [20] * lab.lines
        assert [lab.from_outside(line, 2222) for line in range(1, lab.lines + 1)] == [20] * lab.lines


@pytest.mark.parametrize(("method", "version"), cases())
@pytest.mark.parametrize("line", [1, 2, 3])
def test_any_of_them_may_lose_its_cable(line: int, method: str, version: str) -> None:
    with Lab(version, MIXED) as lab:
        configured(lab, **VARIANTS[method])
        lab.world.unplug(f"ether{line}")
        lab.until(lambda: not lab.active(line), 5)
        ways = lab.ways(lab.calls(60))
        assert None not in ways
        assert line not in ways
        lab.world.restore(f"ether{line}")
        lab.until(lab.up, 30)
        ways = lab.ways(lab.calls(60))
        assert None not in ways
        assert (line in ways) is (method != "failover" or line == 1)
