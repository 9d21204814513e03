"""`report` and `record` against a practice Routerboard."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from proof import store
from proof.results import as_json
from routerboard.link.recording import opened, readings
from tests.proof.samples import WHOLE
from tui import recents
from tui.cli import DONE, WRONG_INPUT

Simplifi = Callable[..., Any]


@pytest.mark.parametrize("version", ["6.49.18", "7.20.8"])
def test_a_sheet_of_a_router_names_its_site_its_rules_and_its_installation(
    simplifi: Simplifi, practice: Callable[..., Any], site: str, tmp_path: Path, version: str
) -> None:
    board = practice(version)
    before = simplifi("report", "--router", board.place, "-o", str(tmp_path / "a.txt"))
    assert before.status == WRONG_INPUT
    assert "does not say which site it was built from" in before.err
    assert simplifi("apply", site, "--router", board.place, "--yes").status == DONE
    names = [str(tmp_path / f"a.{kind}") for kind in ("html", "pdf", "txt")]
    told = simplifi("report", "--router", board.place, *(word for name in names for word in ("-o", name)))
    assert (told.status, told.err) == (DONE, "")
    assert "Nothing was measured yet" in told.out
    text = (tmp_path / "a.txt").read_text(encoding="utf-8")
    scripts = [row.values for row in board.router.store.rows("/system/script")]
    script = next(row for row in scripts if row.get("name") == "simplifi-site")
    install = re.search(r"install ([0-9a-f]{8})", script["comment"])
    assert install is not None
    for piece in ("Hotel Acacia", install[1], "1 : 1 over Wan1 and Wan2", "What is not covered", version):
        assert piece in text
        assert piece in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    kept = next((recents.folder() / "journal").iterdir()).name
    store.save(recents.folder() / store.FOLDER / f"{kept}.json", replace(WHOLE, install=install[1]))
    again = simplifi("report", "--router", board.place, "-o", str(tmp_path / "b.txt"), "--technician", "Zoë")
    assert again.status == DONE
    assert "28.3 Mbit/s" in (tmp_path / "b.txt").read_text(encoding="utf-8")
    assert "Technician: Zoë" in (tmp_path / "b.txt").read_text(encoding="utf-8")
    assert simplifi("plan", site, "--router", board.place, "--json").out.strip() == "[]"


def test_a_sheet_of_a_file_and_what_it_refuses(simplifi: Simplifi, tmp_path: Path) -> None:
    measured, out = tmp_path / "m.json", tmp_path / "s.html"
    measured.write_text(json.dumps(as_json(WHOLE)), encoding="utf-8")
    words = ("report", "--verification", str(measured), "-o", str(out))
    assert simplifi(*words).status == DONE
    first = out.read_bytes()
    there = simplifi(*words)
    assert (there.status, out.read_bytes()) == (WRONG_INPUT, first)
    assert "is there already" in there.err
    assert simplifi(*words, "--force").status == DONE
    assert "an .html, a .pdf or a .txt" in simplifi(*words[:-1], str(tmp_path / "s.doc")).err
    assert "cannot be written" in simplifi(*words[:-1], str(tmp_path / "no" / "s.txt")).err
    measured.write_text("{}", encoding="utf-8")
    assert "no verification" in simplifi(*words, "--force").err
    assert "one thing" in simplifi("report", "-o", str(out)).err


def test_a_session_is_recorded_without_a_screen(
    simplifi: Simplifi, practice: Callable[..., Any], tmp_path: Path
) -> None:
    board = practice()
    path = tmp_path / "a.simplifi"
    told = simplifi("record", str(path), "--router", board.place, "--seconds", "2")
    assert told.status == DONE
    assert "readings are in" in told.out
    assert {"/interface", "/ip/route", "/ip/firewall/connection", "/log"} <= {one.menu for one in readings(path)}
    assert opened(path).survey.identity == "MikroTik"
    whole = path.read_bytes()
    again = simplifi("record", str(path), "--router", board.place, "--seconds", "2")
    assert (again.status, path.read_bytes()) == (WRONG_INPUT, whole)
    assert "is there already" in again.err
