"""`python -m tests.lab`: measure every method on both versions with 2, 3 and 5 lines, print the table, keep it in docs.

`python -m tests.lab pcc` measures one method, and writes nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from routerboard.practice.kernel.needed import missing
from tests.lab.measures import CASES, COUNT, Row, measure

DOC = Path(__file__).resolve().parents[2] / "docs" / "lab.md"
HEAD = (
    "method",
    "RouterOS",
    "lines",
    "weights",
    f"split of {COUNT}",
    "expected",
    "throughput",
    "modem dead",
    "ISP dead",
    "holds",
)
TEXT = f"""# The kernel lab

Every method with real packets: the practice board is configured by the product's own plan, its rows are compiled for
the Linux kernel, and {COUNT} connections, parallel downloads and faults tell what becomes of them. What counts is which
line the server on the Internet's side saw. Written by `python -m tests.lab`; `tests/lab` asserts the same of each row.

{{table}}

* split, expected: connections by line, and the numbers between which they must be (4.5 standard deviations of the hash;
  a round of Nth). ECMP is not weighted where the version has no weights for it.
* throughput: payload of three parallel downloads on each line, as a part of what all lines together can carry.
* modem dead, ISP dead: seconds of the board (a check every 10 s, two misses) until the last new connection failed, and
  how many of those tried failed. Lines are checked by hosts beyond them. None fails when the line comes back. The
  board's clock runs thirty times as fast as ours, and a check waits 6 of its seconds, so that a busy computer is not
  taken for a dead line; a router waits 1 s, so its outages are up to 5 s shorter.
* In every row the router's API and every modem's page answer the LAN, and the router and a port forward answer the
  Internet by every line.

The hash is Linux's, not RouterOS's: shares and what sticks are real, which line one given connection takes is not.
FastTrack is modelled as a mark that makes packets skip mangle. Version 6 keeps a masqueraded connection's address when
its way out changes, version 7 forgets the connection; both as their kernels do.
"""


def main(words: list[str]) -> int:
    """Print and keep the table; 1 where a row does not hold."""
    if lacks := missing():
        print(lacks, file=sys.stderr)
        return 2
    rows = []
    for case in CASES:
        if not words or case[0] in words:
            rows.append(measure(*case))
            print(" | ".join(cells(rows[-1])), flush=True)
    if not words:
        DOC.write_text(TEXT.format(table=table(rows)), encoding="utf-8")
    wrong = [f"{row.method} {row.version} {row.lines}: {what}" for row in rows for what in row.wrong]
    print("\n".join(wrong) or "every row holds")
    return 1 if wrong else 0


def table(rows: list[Row]) -> str:
    """The rows as Markdown."""
    lines = [HEAD, ("---",) * len(HEAD), *(cells(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cells(row: Row) -> tuple[str, ...]:
    """One row in words."""
    between = " ".join(f"{round(least)}-{round(most)}" for least, most in row.expected)
    outages = [f"{one.length:.0f} s, {one.failed}/{len(one.tried)}" for one in (row.modem_dead, row.isp_dead)]
    return (
        row.method, row.version, str(row.lines), ":".join(map(str, row.weights)), "/".join(map(str, row.split)),
        between, f"{row.ratio:.2f}", *outages, "no" if row.wrong else "yes",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
