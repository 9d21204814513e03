"""`python -m tests.lab.verification`: measure shaped lines with the product's own code; keep the figures in docs."""

from __future__ import annotations

import sys
from pathlib import Path

from proof.results import Speed
from routerboard.practice.kernel.needed import missing
from tests.lab.bench import VERSIONS
from tests.lab.speed import PAYLOAD, RATES, measured

DOC = Path(__file__).resolve().parents[2] / "docs" / "verification.md"
BEGIN, END = "<!-- speed -->", "<!-- /speed -->"
HEAD = ("RouterOS", "what", "shaped to", "down", "up", "router saw", "idle / busy")
TEXT = f"""## Speed

Two lines, shaped to {RATES[0]} and {RATES[1]} Mbit/s both ways, measured by the code of `verify --speed`: laptop,
router, modems and servers are network namespaces of their own, the packets are real. A full line carries {PAYLOAD:.1%}
payload (1448 of 1514 bytes), which is what a laptop can see of it. Written by `python -m tests.lab.verification`.

{{table}}
"""


def main() -> int:
    """Print the table and keep it; 2 where there is no lab."""
    if lacks := missing():
        print(lacks, file=sys.stderr)
        return 2
    rows = [row for version in VERSIONS for row in _rows(version, measured(version))]
    lines = [HEAD, ("---",) * len(HEAD), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    print(table)
    _keep(f"{BEGIN}\n{TEXT.format(table=table)}{END}")
    return 0


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


def _keep(section: str) -> None:
    """Put the section into the page, in place of what was there."""
    text = DOC.read_text(encoding="utf-8") if DOC.exists() else f"# Verification, measured\n\n{BEGIN}{END}\n"
    before, rest = text.split(BEGIN, 1) if BEGIN in text else (f"{text}\n", END)
    DOC.write_text(before + section + rest.split(END, 1)[1], encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
