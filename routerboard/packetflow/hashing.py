"""How packets are spread: the hash behind PCC and ECMP, and the PCC classifier.

RouterOS does not publish its hash. This one is our own: stable between runs and machines, and uniform, so shares and
stickiness come out as on a router, while which line one given connection takes may differ from a real one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

_WORD = 0xFFFFFFFF
_PATTERN = re.compile(r"^([a-z-]+):(\d+)/(\d+)$")


def mix(*words: int) -> int:
    """A uniform 32-bit hash of 32-bit words, the order of which matters."""
    value = 0x9E3779B9
    for word in words:
        value = ((value ^ word) * 0x85EBCA6B) & _WORD
        value ^= value >> 13
        value = (value * 0xC2B2AE35) & _WORD
        value ^= value >> 16
    return value


FIELDS: Mapping[str, tuple[str, ...]] = {
    "both-addresses": ("source", "destination"),
    "both-ports": ("source_port", "destination_port"),
    "both-addresses-and-ports": ("source", "destination", "source_port", "destination_port"),
    "src-address": ("source",),
    "src-port": ("source_port",),
    "src-address-and-port": ("source", "source_port"),
    "dst-address": ("destination",),
    "dst-port": ("destination_port",),
    "dst-address-and-port": ("destination", "destination_port"),
}
"""What each classifier of PCC hashes: names of a packet's attributes."""


@dataclass(frozen=True)
class Classifier:
    """One `per-connection-classifier`: packets whose hash of `kind` modulo `denominator` is `remainder`."""

    kind: str
    denominator: int
    remainder: int

    @classmethod
    def parse(cls, text: str) -> Classifier:
        """Read `both-addresses:2/0`; ValueError for another form, an unknown kind or a remainder out of range."""
        match = _PATTERN.match(text)
        if match is None or match[1] not in FIELDS or int(match[3]) >= int(match[2]):
            raise ValueError(f"not a per-connection-classifier: {text!r}")
        return cls(match[1], int(match[2]), int(match[3]))

    def matcher(self) -> Callable[[Any], bool]:
        """A test for anything with a packet's addresses and ports as attributes."""
        denominator, remainder = self.denominator, self.remainder
        words: Callable[[Any], Any] = attrgetter(*FIELDS[self.kind])
        if len(FIELDS[self.kind]) == 1:
            return lambda packet: mix(words(packet)) % denominator == remainder
        return lambda packet: mix(*words(packet)) % denominator == remainder
