"""`doctor` on exports, and what stands in its way."""

from __future__ import annotations

from pathlib import Path

import pytest

from presets import loader
from routerboard.practice.board import load_board
from routerboard.practice.exporting import export
from routerboard.practice.router import PracticeRouter
from tui.cli import main


@pytest.fixture(params=["6.49.18", "7.20.8"])
def exported(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "router.rsc"
    path.write_text(export(PracticeRouter(load_board("factory", request.param))), encoding="utf-8")
    return path


def test_an_export_tells_of_its_router(exported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--export", str(exported)]) == 1
    told = capsys.readouterr().out
    assert "FastTrack is on" in told
    assert "there is no line" not in told


def test_an_export_in_the_code_page_of_old_winbox(exported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exported.write_bytes(exported.read_bytes().replace(b"comment=defconf", b'comment="caf\xe9"', 1))
    assert main(["doctor", "--export", str(exported)]) == 1
    assert "FastTrack is on" in capsys.readouterr().out


def test_a_broken_preset_of_the_users_own_is_named(
    exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.yaml").write_text("nope: 1\n", encoding="utf-8")
    monkeypatch.setattr(loader, "user_folder", lambda: tmp_path)
    assert main(["doctor", "--export", str(exported)]) == 2
    told = capsys.readouterr().err
    assert "bad.yaml" in told
    assert "Traceback" not in told
