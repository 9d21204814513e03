"""Where the Internet of a practice board is found beside its API, by both who serves it and who measures. Pure."""

from __future__ import annotations

_FIRST, _APART = 1024, 10_000


def speed_port(api_port: int) -> int:
    """The port of the list of speed test servers beside a board whose API has this port."""
    return _FIRST + (api_port + _APART - _FIRST) % (65536 - _FIRST)
