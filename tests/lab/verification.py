"""`python -m tests.lab.verification [speed | drill]`: measure with the product's own code; keep the figures in docs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from proof.drill import WAYS
from proof.results import Speed, Way
from routerboard.practice.kernel.needed import missing
from tests.lab.bench import VERSIONS
from tests.lab.drill import drilled
from tests.lab.speed import PAYLOAD, RATES, measured
from tui.words.drill import WAY_WORDS

DOC = Path(__file__).resolve().parents[2] / "docs" / "verification.md"
HEAD = ("RouterOS", "what", "shaped to", "down", "up", "router saw", "idle / busy")
TEXT = f"""## Speed

Two lines, shaped to {RATES[0]} and {RATES[1]} Mbit/s both ways, measured by the code of `verify --speed`: laptop,
router, modems and servers are network namespaces of their own, the packets are real. A full line carries {PAYLOAD:.1%}
payload (1448 of 1514 bytes), which is what a laptop can see of it. Written by `python -m tests.lab.verification`.

{{table}}
"""


DRILL_HEAD = ("RouterOS", "Wan1", "noticed", "new connections out", "lab's stopwatch", "apart", "running ones", "back")
DRILL_TEXT = """## Fail-over drill

The first of two lines taken out and put back by the code of `verify --drill`, in a router's own time: a check of each
host every 10 s, 1 s for the answer, two misses. The lab's stopwatch knows nothing of the drill: guests of that line
open a connection every 50 ms, and the fault begins when the board's rows show it. Seconds. Written by
`python -m tests.lab.verification`.

{table}
"""


def main(wanted: Sequence[str] = ()) -> int:
    """Print the tables and keep them; 2 where there is no lab."""
    if lacks := missing():
        print(lacks, file=sys.stderr)
        return 2
    if not wanted or "speed" in wanted:
        _section("speed", TEXT, HEAD, [row for version in VERSIONS for row in _rows(version, measured(version))])
    if not wanted or "drill" in wanted:
        _section("drill", DRILL_TEXT, DRILL_HEAD, [_drill(version, way) for version in VERSIONS for way in WAYS])
    return 0


def _section(name: str, text: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    table = "\n".join(f"| {' | '.join(line)} |" for line in (head, ("---",) * len(head), *rows))
    print(table)
    _keep(name, text.format(table=table))


def _drill(version: str, way: Way) -> tuple[str, ...]:
    found, watch = drilled(version, way, 1.0)
    out = found.outage_new
    apart = "–" if out is None else f"{abs(out - watch.outage):.2f}"
    went_on = f"{found.survived} of {found.ran} went on"
    seconds = map(_seconds, (found.detected, out, watch.outage))
    return (version, WAY_WORDS[way], *seconds, apart, went_on, _seconds(found.returned))


def _seconds(value: float | None) -> str:
    return "never" if value is None else f"{value:.2f}"


def _rows(version: str, speed: Speed) -> list[tuple[str, ...]]:
    found = []
    for one, rate in zip(speed.lines, RATES, strict=True):
        trips = f"{1000 * (one.idle or 0):.0f} / {1000 * (one.loaded or 0):.0f} ms"
        found.append((version, f"{one.name} alone", str(rate), *map(_mbit, (one.down, one.up, one.router_down)), trips))
    part = (speed.down or 0) / 1e6 / sum(RATES)
    whole = f"{part:.0%} of {sum(RATES)}, {speed.streams} streams"
    return [*found, (version, "both together", str(sum(RATES)), _mbit(speed.down), _mbit(speed.up), whole, "")]


def _mbit(rate: float | None) -> str:
    return "–" if rate is None else f"{rate / 1e6:.2f}"


def _keep(name: str, section: str) -> None:
    """Put the section into the page, in place of what was there."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    text = DOC.read_text(encoding="utf-8") if DOC.exists() else "# Verification, measured\n"
    before, rest = text.split(begin, 1) if begin in text else (f"{text}\n", f"{end}\n")
    DOC.write_text(f"{before}{begin}\n{section}{end}{rest.split(end, 1)[1]}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
