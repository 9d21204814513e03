"""`python -m tests.lab`: measure every method on both versions with 2, 3 and 5 lines, print the table, keep it in docs.

`python -m tests.lab pcc` measures one method, and writes nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from routerboard.practice.kernel.needed import missing
from tests.lab.bench import DETECTED, PACE, PATIENCE, RATES
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
line the server on the Internet's side saw; the router is never asked. Written by `python -m tests.lab` (Linux, root or
`unshare -Ur`, nftables, iproute2); `tests/lab` asserts the same of each row, and more.

{{table}}

## What the columns say

* method: what the site file says. `ecmp l3` hashes addresses, `ecmp l4` (`classifier: both-addresses-and-ports`, from
  RouterOS 7.16 on) ports too; `nth sticky` gives turns to guests. PCC is by `both-addresses`.
* weights: ECMP of version 7 has none. Of version 6 a gateway stands in the list as often as its line has shares.
* split, expected: connections by line, and the numbers between which they must be: 4.5 standard deviations of a hash;
  of Nth a round more or less, with `sticky` a round of guests.
* throughput: payload of three parallel downloads on each line, as a part of what all lines together can carry.
* modem dead, ISP dead: seconds of the board until the last new connection failed, and how many of those tried failed.
* holds: all of that is as expected; no connection fails once the fault is noticed ({DETECTED:.0f} s of the board),
  nor when the line comes back, and then the line carries again; the router's API and every modem's page answer the LAN;
  the router and a port forward answer the Internet by every line.

## How it is measured

* A line is a modem in a network namespace of its own, shaped to {", ".join(map(str, RATES))} Mbit/s both ways, that
  translates, and leads what comes in to the board. 20 guests open connections to 40 servers.
* Lines are checked by two hosts beyond them (`health: {{{{check: probe}}}}`), every 10 s of the board, two misses;
  netwatch and the product's script clear what is stale.
* The board's clock runs {PACE:.0f} times as fast as ours, and a check waits {PATIENCE:.0f} of its seconds, so that a
  busy computer is not taken for a dead line; a router waits 1 s, so its outages are up to {PATIENCE - 1:.0f} s shorter.
  Two new connections begin every 40 ms of ours, each between ends that no other has used.

## What else `tests/lab` shows

* Each known flaw of the recipes both ways: it fails without the cure and holds with it (`test_flaws`).
* What each classifier keeps on one line, and what ECMP has chosen is kept whatever changes the hash (`test_split`).
* Stale connections at fail-over and fail-back, without the product's script and with it (`test_faults`).
* Static, DHCP (by the client itself on 7.20, by a script on 6.49), PPPoE, LTE, a line on a VLAN, twins on one subnet, a
  gateway outside of the lease, a modem that changes its network (`test_kinds`).
* Several LANs, one of them a VLAN on the guests' wire: each is balanced, answered and forwarded to, what goes from one
  to the other is never marked, and a dead line is not felt there (`test_lans`).
* HotSpot with PCC, exceptions, forwards from inside, rules for routing, a session with the router through every single
  change, and `practice --kernel` with `apply` (`test_services`).
* packetflow gives the same answers: rules met, table, line, verdict (`test_same_answers`).

## What no lab of this kind can settle

* Which line one given connection takes: the hash is Linux's, not RouterOS's. Shares, and what sticks, are real.
* When version 6 empties its route cache: the lab changes the seed of the hash instead.
* FastTrack is modelled as a mark that makes packets skip mangle; hardware offload not at all.
* What becomes of a masqueraded connection whose way out changes: version 6 is told to keep its address, version 7 to
  forget it, as their kernels do.
* Timing inside of RouterOS: how soon a check, a lease or a script is minded on a busy router.
* LTE is a lone address whose interface is its own gateway, as RouterOS has it; the radio behind it is not modelled.
* VLANs are real frames with the tag of 802.1Q on the wire, which a thread adds and strips (`kernel/tagging`): slower
  than a kernel's own, and a switch chip's VLAN table is not there at all.
* IPv6, tunnels and wireless: this lab has none of them.
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
