"""Values as RouterOS prints and accepts them: times, rates, sizes, booleans, and Winbox's own number formats."""

from __future__ import annotations

import re
from math import isinf

_UNITS = {"w": 604800.0, "d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "us": 0.000001}
_WHOLE_UNITS = tuple((unit, int(length)) for unit, length in _UNITS.items() if length >= 1.0)
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|us|w|d|h|m|s)")
_CLOCK = re.compile(r"(\d+):(\d\d):(\d\d)(\.\d+)?$")
_SCALE = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]?)(?:bps)?$", re.IGNORECASE)
_SIZE_SCALE = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?$", re.IGNORECASE)
_WORDS = {"yes": True, "true": True, "no": False, "false": False}


def octets(text: str) -> bytes:
    """A text as UTF-8; what came in as bytes that are none (`surrogateescape`) goes out as it came."""
    return text.encode("utf-8", "surrogateescape")


def parse_duration(text: str) -> float:
    """Seconds in `1w2d3h4m5s`, `0.5s`, `00:00:10`, `1d02:03:04`, `1d 02:03:04` or `30`; ValueError for else."""
    seconds = _seconds(text.strip().replace(" ", ""), text)
    if isinf(seconds):
        raise ValueError(f"not a time: {text[:20]}…")
    return seconds


def _seconds(rest: str, text: str) -> float:
    if not rest:
        raise ValueError("a time is empty")
    if rest.isdecimal():
        return float(rest)
    total = 0.0
    while rest:
        clock = _CLOCK.match(rest)
        if clock is not None:
            hours, minutes, seconds, fraction = clock.groups()
            return total + int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(fraction or 0)
        part = _PART.match(rest)
        if part is None:
            raise ValueError(f"not a time: {text!r}")
        total += float(part[1]) * _UNITS[part[2]]
        rest = rest[part.end() :]
    return total


def print_duration(seconds: float) -> str:
    """A time as the API prints it: `1w2d3h4m5s`, `100ms`, `0s`."""
    whole, rest = divmod(round(seconds * 1000), 1000)
    words = ""
    for unit, length in _WHOLE_UNITS:
        if whole >= length:
            count, whole = divmod(whole, length)
            words += f"{count}{unit}"
    return (words + (f"{rest}ms" if rest else "")) or "0s"


def parse_rate(text: str) -> int:
    """Bits per second in `20M`, `9.9kbps`, `512k` or `9904`; ValueError for anything else."""
    match = _RATE.match(text.strip())
    if match is None:
        raise ValueError(f"not a rate: {text!r}")
    return round(float(match[1]) * _SCALE[match[2].lower()])


def parse_size(text: str) -> int:
    """Bytes in `16.0MiB`, `512KiB`, `4k` or `1048576`; ValueError for anything else."""
    match = _SIZE.match(text.strip())
    if match is None:
        raise ValueError(f"not a size: {text!r}")
    return round(float(match[1]) * _SIZE_SCALE[match[2].lower()])


def parse_bool(text: str) -> bool:
    """`yes`, `no`, `true` or `false`; ValueError for anything else."""
    if text not in _WORDS:
        raise ValueError(f"neither yes nor no: {text!r}")
    return _WORDS[text]


def format_bytes(count: float) -> str:
    """Bytes as Winbox shows them: it changes unit at decimal limits and divides by 1024."""
    if count < 5_000:
        return f"{count:.0f} B"
    if count < 5_000_000:
        return f"{count / 1024:.1f} KiB"
    if count < 5_000_000_000:
        return f"{count / 1024**2:.1f} MiB"
    return f"{count / 1024**3:.1f} GiB"


def format_rate(bits: float) -> str:
    """Bits per second as Winbox shows them: whole below 2 000, then one decimal of kbps, Mbps, Gbps."""
    if bits < 2_000 and bits != 1_000:
        return f"{bits:.0f} bps"
    if bits < 2_000_000 and bits != 1_000_000:
        return f"{bits / 1e3:.1f} kbps"
    if bits < 2_000_000_000 and bits != 1_000_000_000:
        return f"{bits / 1e6:.1f} Mbps"
    return f"{bits / 1e9:.1f} Gbps"


def format_count(count: int) -> str:
    """A count with its thousands apart, `136 326`."""
    return f"{count:,}".replace(",", " ")


def format_duration(seconds: float) -> str:
    """A time as Winbox's lists show it: `23:59:17`, `1d 02:03:04`."""
    days, rest = divmod(int(seconds), 86400)
    clock = f"{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"
    return f"{days}d {clock}" if days else clock
