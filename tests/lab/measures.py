"""What one method does on one version with so many lines: measured once, judged by the tests, printed by the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import Any

from routerboard.language.version import Version
from tests.lab.bench import API, CLIENTS, DETECTED, LAN, RATES, VERSIONS, Lab, Outage, shares
from tests.lab.recipes import configured

VARIANTS: Mapping[str, Mapping[str, Any]] = {
    "pcc": {"method": "pcc"},
    "ecmp l3": {"method": "ecmp"},
    "ecmp l4": {"method": "ecmp", "classifier": "both-addresses-and-ports"},
    "nth": {"method": "nth"},
    "nth sticky": {"method": "nth", "sticky": True},
    "failover": {"method": "failover"},
}
"""What the table calls a method -> what its site says. ECMP's other hash policy is version 7's alone."""

WEIGHTS = {2: (2, 1), 3: (1, 2, 1), 5: (1, 1, 2, 1, 1)}
COUNT = 500
SIGMAS = 4.5
PAYLOAD = 1448 / 1514
"""How much of what a full line carries is payload of TCP."""

_STREAMS = 3
_TRIES = 20


def cases(*versions: str) -> list[tuple[str, str]]:
    """Every variant on each of these versions that has it."""
    return [(method, version) for method in VARIANTS for version in versions or VERSIONS if offered(method, version)]


def offered(method: str, version: str) -> bool:
    """Whether this version has the variant."""
    return method != "ecmp l4" or Version.parse(version).can("multipath-hash-policy")


CASES = tuple((method, version, lines) for method, version in cases() for lines in (2, 3, 5))


@dataclass(frozen=True)
class Row:
    """One row of the table.

    split, expected   of COUNT connections: how many took each line, and between which numbers that must be
    rate, full        Mbit/s of parallel downloads together, and of the lines they may use
    api, pages, answers, forwards   of so many connections each (line by line), how many were served
    modem_dead, isp_dead, back      new connections after each fault of line 1, and after its end
    used_again        whether line 1 carries connections after that
    """

    method: str
    version: str
    lines: int
    weights: tuple[int, ...]
    split: tuple[int, ...]
    lost: int
    expected: tuple[tuple[float, float], ...]
    rate: float
    full: float
    api: int
    pages: tuple[int, ...]
    answers: tuple[int, ...]
    forwards: tuple[int, ...]
    modem_dead: Outage
    isp_dead: Outage
    back: tuple[Outage, Outage]
    used_again: bool

    @property
    def ratio(self) -> float:
        """Of what the lines together can carry as payload, how much was carried."""
        return self.rate / (self.full * PAYLOAD)

    @property
    def wrong(self) -> list[str]:
        """What does not hold; [] where the row holds."""
        within = all(least <= n <= most for n, (least, most) in zip(self.split, self.expected, strict=True))
        served = [*self.pages, *self.answers, *self.forwards, self.api]
        claims = {
            f"split {self.split} is not as expected {self.expected}": within,
            f"{self.lost} connections reached no server": self.lost == 0,
            f"throughput is {self.ratio:.2f} of the lines'": 0.9 <= self.ratio <= 1.02,
            f"of {_TRIES} each, served were only {served}": all(one == _TRIES for one in served),
            "a fault of line 1 was not felt": self.modem_dead.failed > 0 and self.isp_dead.failed > 0,
            "after a dead modem was noticed connections still fail": _over(self.modem_dead),
            "after a dead ISP was noticed connections still fail": _over(self.isp_dead),
            "connections fail when the line comes back": not any(one.failed for one in self.back),
            "the line is not used again": self.used_again,
        }
        return [what for what, holds in claims.items() if not holds]


def _over(outage: Outage) -> bool:
    """There was an outage, or at least nothing that outlasts the checks; and enough was tried after it."""
    later = outage.later(DETECTED)
    return len(later) >= 5 and all(later)


def expected(method: str, weights: Sequence[int], keys: int) -> tuple[tuple[float, float], ...]:
    """How many of COUNT connections may go by each line, where `keys` different things are hashed."""
    total = sum(weights)
    if method == "failover":
        return ((COUNT, COUNT), *((0.0, 0.0),) * (len(weights) - 1))
    if method.startswith("nth"):
        turns, size = (len(CLIENTS), COUNT // len(CLIENTS)) if method == "nth sticky" else (COUNT, 1)
        return tuple((floor(turns / total) * one * size, ceil(turns / total) * one * size) for one in weights)
    parts = [(one / total, SIGMAS * sqrt(one / total * (1 - one / total) / keys)) for one in weights]
    return tuple((COUNT * (part - by), COUNT * (part + by)) for part, by in parts)


def weights_of(method: str, version: str, lines: int) -> tuple[int, ...]:
    """Unequal weights where the method has any."""
    weighted = method in ("pcc", "nth", "nth sticky") or (method == "ecmp l3" and version.startswith("6"))
    return WEIGHTS[lines] if weighted else (1,) * lines


def measure(method: str, version: str, lines: int) -> Row:
    """Build a lab, ask everything, take it away."""
    weights = weights_of(method, version, lines)
    every = range(1, lines + 1)
    used = [1] if method == "failover" else every
    with Lab(version, lines) as lab:
        configured(lab, **VARIANTS[method], weights=weights, probes=True)
        world, near = lab.world, lab.ground.neighbourhood
        ways = lab.ways(lab.calls(COUNT))
        fixed: dict[str, Any] = {
            "method": method, "version": version, "lines": lines, "weights": weights,
            "split": shares(ways, lines), "lost": ways.count(None), "expected": expected(method, weights, COUNT),
            "api": lab.reach(f"{LAN}.1", API, _TRIES),
            "pages": tuple(lab.reach(box.modem.gateway, 80, _TRIES) for box in near.modems.values()),
            "answers": tuple(lab.from_outside(line, 2222, _TRIES) for line in every),
            "forwards": tuple(lab.from_outside(line, 8080, _TRIES) for line in every),
            "rate": lab.rate(dict.fromkeys(used, _STREAMS)), "full": float(sum(RATES[line - 1] for line in used)),
        }  # fmt: skip
        modem_dead = lab.outage(lambda: world.modem_dead("ether1"), DETECTED + 10)
        back = lab.outage(lambda: world.restore("ether1"), DETECTED)
        isp_dead = lab.outage(lambda: world.isp_dead("ether1"), DETECTED + 10)
        back_again = lab.outage(lambda: world.restore("ether1"), DETECTED)
        again = shares(lab.ways(lab.calls(60)), lines)[0] > 0
        assert not lab.ground.refused
        return Row(**fixed, modem_dead=modem_dead, isp_dead=isp_dead, back=(back, back_again), used_again=again)
