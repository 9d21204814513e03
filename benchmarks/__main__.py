"""What is measured: `python -m benchmarks` prints a table, `--json` a list of {name, ours, peer, ratio, unit}.

    python -m benchmarks [--json] [NAME ...]

A benchmark is a module of this folder with `rows()`, and `notes()` where there is more to say than figures. All ratios
come from one run on one machine: ours and the peer's beside each other; above 1 is better than the peer, or within the
aim. The names are the modules'; without any, all are run, which takes some minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib import import_module
from typing import Any

from benchmarks.row import Row

NAMES = ("reader", "serve", "screen", "table", "memory", "idle", "start", "growth", "plan", "apply")


def run(name: str) -> tuple[list[Row], list[str]]:
    """The rows of one benchmark, and its notes."""
    module = import_module(f"benchmarks.{name}")
    found = [row if isinstance(row, Row) else Row(**_fields(row)) for row in module.rows()]
    return found, module.notes() if hasattr(module, "notes") else []


def _fields(row: Any) -> Mapping[str, Any]:
    return row if isinstance(row, Mapping) else asdict(row)


def table(rows: Iterable[Row]) -> str:
    """The rows in Markdown, as docs/benchmarks.md has them."""
    lines = ["| what | ours | peer or aim | ratio | unit |", "| --- | ---: | ---: | ---: | --- |"]
    for row in rows:
        cells = (_figure(row.ours), _figure(row.peer), _figure(row.ratio, "×"))
        lines.append(f"| {row.name} | {' | '.join(cells)} | {row.unit} |")
    return "\n".join(lines)


def _figure(figure: float | None, sign: str = "") -> str:
    return "" if figure is None else f"{figure:,.4g}{sign}" if figure < 1000 else f"{figure:,.0f}{sign}"


def main(words: list[str]) -> int:
    """Run them; 1 where one could not be measured."""
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one or more of {', '.join(NAMES)}")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args(words)
    unknown = set(given.names) - set(NAMES)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    rows: list[Row] = []
    notes: list[str] = []
    failed = False
    for name in given.names or NAMES:
        print(f"{name} …", file=sys.stderr, flush=True)
        try:
            more = run(name)
        except Exception as error:
            print(f"✗ {name}: {type(error).__name__}: {error}", file=sys.stderr)
            failed = True
            continue
        rows += more[0]
        notes += more[1]
    print(json.dumps([asdict(row) for row in rows], indent=1) if given.json else "\n".join([table(rows), "", *notes]))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
