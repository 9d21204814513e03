"""One line of the benchmark table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What was measured.

    name    what, and beside whom: another program that does the same, or the aim where there is no other
    ours    our figure; `peer` the other one's, or the aim; None where nothing could be measured
    ratio   how many times better ours is: above 1 is better than the peer, or within the aim
    unit    of both figures; smaller is better
    """

    name: str
    ours: float
    peer: float | None
    ratio: float | None
    unit: str


def beside(name: str, ours: float, peer: float | None, unit: str) -> Row:
    """A row with its ratio; figures to four digits."""
    ratio = peer / ours if peer is not None and ours else None
    return Row(name, _short(ours), _short(peer), _short(ratio), unit)  # type: ignore[arg-type]


def _short(figure: float | None) -> float | None:
    return None if figure is None else float(f"{figure:.4g}")
