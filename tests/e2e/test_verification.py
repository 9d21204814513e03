"""One command verifies a practice Routerboard, whole, and leaves the three sheets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e


def test_one_command_verifies_a_practice_board_and_writes_three_sheets(tmp_path: Path) -> None:
    sheets = [tmp_path / f"hotel.{kind}" for kind in ("html", "pdf", "txt")]
    words = ["verify", "--practice", "--speed", "--drill", "--line", "Wan1", "--yes", "--json", "--technician", "Zoë"]
    outputs = [word for sheet in sheets for word in ("-o", str(sheet))]
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tui.cli", *words, *outputs],
        capture_output=True,
        text=True,
        timeout=420,
        check=False,
        env={**os.environ, **home},
    )
    assert done.returncode in (0, 1), done.stderr
    found = json.loads(done.stdout)
    speed, drills = found["speed"], found["drills"]
    for line, set_to in zip(speed["lines"], (20e6, 10e6), strict=True):
        assert line["down"] + (line["others_down"] or 0.0) == pytest.approx(set_to, rel=0.1), line
    assert speed["carried"] == ["Wan1", "Wan2"]
    assert [(one["line"], one["way"], one["same"]) for one in drills] == [
        ("Wan1", "unplugged", True),
        ("Wan1", "dead", True),
    ]
    assert drills[0]["outage_new"] < 5
    assert 8 < drills[1]["outage_new"] < 30
    assert found["balance"]["lines"]
    text, html = (path.read_text(encoding="utf-8") for path in (sheets[2], sheets[0]))
    assert sheets[1].read_bytes().startswith(b"%PDF")
    for piece in ("Zoë", found["install"], f"{drills[1]['outage_new']:.1f} s out", "byte for byte as before"):
        assert piece in html, piece
        assert piece in text, piece
    assert re.fullmatch(r"[0-9a-f]{8}", found["install"])
