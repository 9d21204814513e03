"""How connections share a line: each gets what it asks for, or an equal part of what is left."""

from __future__ import annotations

from collections.abc import Sequence


def fair_shares(wanted: Sequence[float], capacity: float) -> list[float]:
    """Divide a capacity max-min fairly: no one gets more than wanted, and the unsatisfied all get the same."""
    shares = [0.0] * len(wanted)
    left = max(capacity, 0.0)
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    for done, at in enumerate(order):
        shares[at] = min(wanted[at], left / (len(order) - done))
        left -= shares[at]
    return shares
