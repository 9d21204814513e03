"""Whether a practice board stays as small as it was, while programs watch it for long.

    python -m benchmarks.soak [--minutes 60] [--watchers 5] [--board hotel] [--ros 7.20.8]

Serves the board as `simplifi-tui practice` does, runs so many `simplifi-tui watch` against it, and prints a line each
minute: resident memory of the board and of all watchers in MiB, open files and threads of the board, and the objects
that each watcher printed since. The last line compares the second half with the first ten minutes: it ends with
status 1 where memory grew by more than 5 %. Linux only, for it reads /proc.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import mean
from typing import IO

MIB = 1024 * 1024
MOST_GROWTH = 0.05
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def start(*words: str, out: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """One `simplifi-tui` of this checkout."""
    program = Path(sys.executable).parent / "simplifi-tui"
    return subprocess.Popen([str(program), *words], stdout=out, stdin=subprocess.DEVNULL)


def spoken(out: IO[bytes]) -> dict[str, int]:
    """The first JSON object that a program prints, over several lines."""
    text = b""
    while not text.rstrip().endswith(b"}"):
        text += out.readline()
    found: dict[str, int] = json.loads(text)
    return found


def resident(process: subprocess.Popen[bytes]) -> int:
    """Bytes of memory that a process holds."""
    return int(Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE


def held(process: subprocess.Popen[bytes]) -> tuple[int, int]:
    """Open files and threads of a process."""
    place = Path(f"/proc/{process.pid}")
    return len(list((place / "fd").iterdir())), len(list((place / "task").iterdir()))


def main() -> int:
    """Watch for so long; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--watchers", type=int, default=5)
    parser.add_argument("--board", default="hotel")
    parser.add_argument("--ros", default="7.20.8")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # whoever ends this ends all that it has started
    with ExitStack() as stack:
        return soak(options, stack)


def soak(options: argparse.Namespace, stack: ExitStack) -> int:
    """Serve, watch, measure."""
    os.environ["SIMPLIFI_PASSWORD"] = ""
    board = start("practice", options.board, "--ros", options.ros, "--port", "0", "--json", out=subprocess.PIPE)
    stack.callback(end, board)
    assert board.stdout is not None
    port = spoken(board.stdout)["port"]
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    outs = [stack.enter_context((folder / f"{number}").open("wb")) for number in range(options.watchers)]
    watchers = [start("watch", "--router", f"127.0.0.1:{port}", out=out) for out in outs]
    for watcher in watchers:
        stack.callback(end, watcher)
    print(f"{options.board} {options.ros}, {len(watchers)} watchers")
    print("minute, board MiB, watchers MiB, files, threads, objects")
    sizes: list[int] = []
    for minute in range(1, options.minutes + 1):
        before = [count(folder / f"{number}") for number in range(options.watchers)]
        time.sleep(60)
        if gone := [one.pid for one in (board, *watchers) if one.poll() is not None]:
            print(f"ended by themselves: {gone}")
            return 1
        after = [count(folder / f"{number}") for number in range(options.watchers)]
        sizes.append(resident(board))
        files, threads = held(board)
        watching = sum(map(resident, watchers)) / MIB
        seen = [later - earlier for later, earlier in zip(after, before, strict=True)]
        print(f"{minute:4} {sizes[-1] / MIB:7.1f} {watching:7.1f} {files:4} {threads:3}  {seen}", flush=True)
    return judged(sizes)


def count(path: Path) -> int:
    """How many objects a watcher has printed."""
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(MIB), b""))


def judged(sizes: list[int]) -> int:
    """Compare the second half with the first ten minutes."""
    early, late = sizes[:10], sizes[len(sizes) // 2 :]
    grown = mean(late) / mean(early) - 1
    print(f"board: {mean(early) / MIB:.1f} MiB at first, {mean(late) / MIB:.1f} MiB in the second half: {grown:+.1%}")
    return 0 if grown <= MOST_GROWTH else 1


def end(process: subprocess.Popen[bytes]) -> None:
    """Stop one process that we started."""
    process.terminate()
    process.wait(10)


if __name__ == "__main__":
    sys.exit(main())
