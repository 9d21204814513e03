"""What a line is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line to the Internet: its name, the interface it leaves by, its connection mark, and its share of new ones.

    `share` is 0 to 1, None where nothing spreads connections over it.
    """

    name: str
    interface: str
    mark: str = ""
    share: float | None = None
