"""Speeds as a site file writes them: `20M`, `512k`, `1.5G`, in bits per second."""

from __future__ import annotations

import re

_UNITS = {"": 1, "k": 1_000, "M": 1_000_000, "G": 1_000_000_000}
_PATTERN = re.compile(r"^(\d+(?:\.\d+)?)\s*([kKmMgG]?)(?:bps|bit/s)?$")


def parse_rate(text: str) -> int | None:
    """Bits per second; None where the text is no speed above zero."""
    match = _PATTERN.match(text.strip())
    if match is None:
        return None
    number, unit = match.groups()
    return round(float(number) * _UNITS[unit.lower() if unit in "kK" else unit.upper()]) or None


def format_rate(rate: int) -> str:
    """The shortest exact form: 20000000 is `20M`, 1500 is `1500`."""
    unit = next(one for one in ("G", "M", "k", "") if rate % _UNITS[one] == 0 or not one)
    return f"{rate // _UNITS[unit]}{unit}"
