"""How gently a router is asked: small boards and busy ones less often, and for fewer rows. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from routerboard.language.items import Row

RESOURCE = "/system/resource"
ASKED = ("cpu-load", "cpu-count", "total-memory", "board-name")
"""What of that menu decides the pace."""

BUSY, CALM = 80, 60
"""Percent of processor load from which a router is called busy, and below which it is so no longer."""
SMALL_MEMORY = 48 * 1024 * 1024
"""Bytes of memory below which a board with one core is called small: the boards with 32 MiB."""

_SMALL_NAMES = re.compile(r"\b(lite|mini)\b", re.IGNORECASE)
_SIZE = re.compile(r"([\d.]+)(Ki|Mi|Gi)?B?")


@dataclass(frozen=True)
class Pace:
    """A way to ask.

    slower   by how much longer the pauses between two readings are than the feeds say
    rest     how many times as long as its last answer took a menu is left in peace
    share    the part of a feed's `most` that is fetched at most
    why      the reason for it, "" for the usual pace
    """

    slower: float = 1.0
    rest: float = 2.0
    share: float = 1.0
    why: str = ""


QUICK = Pace()


def pace_for(resource: Row, before: Pace = QUICK) -> Pace:
    """The pace for a router that says this of itself. One that was busy stays so until its load is well below that."""
    why = _busy(resource, before) or _small(resource)
    return Pace(slower=3.0, rest=5.0, share=0.2, why=why) if why else QUICK


def _busy(resource: Row, before: Pace) -> str:
    load = resource.get("cpu-load", "").rstrip("%")
    limit = CALM if before.why.startswith("busy") else BUSY
    return f"busy: cpu {load}%" if load.isdecimal() and int(load) >= limit else ""


def _small(resource: Row) -> str:
    name, memory = resource.get("board-name", ""), _bytes(resource.get("total-memory", ""))
    one_core = resource.get("cpu-count", "1") == "1"
    if one_core and 0 < memory < SMALL_MEMORY:
        return f"small board: 1 core, {memory / 1024**2:.0f} MiB"
    return f"small board: {name}" if one_core and _SMALL_NAMES.search(name) else ""


def _bytes(text: str) -> float:
    """Memory as a number of bytes, or as old versions write it, `29.4MiB`; 0 for neither."""
    found = _SIZE.fullmatch(text)
    scale = {None: 1, "Ki": 1024, "Mi": 1024**2, "Gi": 1024**3}
    return float(found[1]) * scale[found[2]] if found else 0.0
