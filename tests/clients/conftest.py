"""Boards as `simplifi-tui practice` serves them, the clients' own environment, and the table of what they said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENV = ROOT / ".venv-clients"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")
VERSIONS = ("6.40.9", "6.44.6", "6.49.18", "7.16.2", "7.20.8", "7.24.5")
TABLE = ROOT / "docs" / "clients.md"
_RESULT = "client"


@pytest.fixture(scope="session")
def clients() -> Path:
    """Where the clients are installed; make.py does that."""
    if not (VENV / "installed").exists():
        said = VENV / "failed"
        reason = said.read_text(encoding="utf-8").strip() if said.exists() else "python3 make.py test installs them"
        pytest.skip(f"no .venv-clients: {reason}")
    return BIN


@pytest.fixture(scope="session")
def port_of() -> Iterator[Callable[[str], int]]:
    """The port of a factory board of that version, in a process of its own: one for all programs, who tidy up."""
    running: list[subprocess.Popen[str]] = []
    ports: dict[str, int] = {}

    def served(version: str) -> int:
        if version in ports:
            return ports[version]
        program = Path(sys.executable).parent / "simplifi-tui"
        board = subprocess.Popen(
            [str(program), "practice", "--ros", version, "--port", "0"], stdout=subprocess.PIPE, text=True
        )
        running.append(board)
        assert board.stdout is not None
        ports[version] = int(board.stdout.readline().split()[3])
        return ports[version]

    yield served
    for board in running:
        board.terminate()
        board.wait(10)
        assert board.stdout is not None
        board.stdout.close()


@pytest.fixture
def said(record_property: Callable[[str, object], None]) -> Callable[[str, str, str], None]:
    """Keep what a client said of a version, for the table."""
    return lambda client, version, result: record_property(_RESULT, (client, version, result))


def checked(words: list[str], **environment: str) -> dict[str, str]:
    """What a program says of each of its checks, "" for good."""
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, env={**os.environ, **environment})
    lines = done.stdout.strip().splitlines()
    assert lines, done.stderr[-2000:]
    found: dict[str, str] = json.loads(lines[-1])
    return found


def table(results: dict[tuple[str, str], str]) -> list[str]:
    """Client × version × result, as Markdown."""
    names = sorted({client for client, _ in results}, key=str.lower)
    head = f"| client | {' | '.join(VERSIONS)} |"
    rows = [f"| {name} | {' | '.join(results.get((name, version), '–') for version in VERSIONS)} |" for name in names]
    return [head, "| --- |" + " --- |" * len(VERSIONS), *rows]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table, and write it into docs/clients.md where that is asked for."""
    reports = [one for kind in ("passed", "failed") for one in terminalreporter.stats.get(kind, ())]
    kept = [value for report in reports for name, value in report.user_properties if name == _RESULT]
    results = {(client, version): result for client, version, result in kept}
    if not results:
        return
    terminalreporter.section("clients nobody here wrote × RouterOS version: checks that hold of all")
    for line in table(results):
        terminalreporter.line(line)
    if os.environ.get("SIMPLIFI_CLIENTS") == "update":
        before = TABLE.read_text(encoding="utf-8").split("\n| client |")[0]
        TABLE.write_text(before + "\n" + "\n".join(table(results)) + "\n", encoding="utf-8")
