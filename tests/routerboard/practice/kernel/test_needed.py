"""Where there can be no real packets, the refusal says why and what to do."""

from __future__ import annotations

import sys

import pytest

from routerboard.practice.kernel import needed
from tui.cli import WRONG_INPUT, main


def test_other_systems_than_linux_are_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert needed.missing().startswith("real packets need Linux")


def test_missing_programs_are_named_with_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(needed.shutil, "which", lambda tool: None if tool == "nft" else f"/sbin/{tool}")
    assert needed.missing() == "nftables missing: install them, such as by `apt-get install nftables`"


def test_the_practice_command_refuses_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert main(["practice", "--kernel", "--port", "0"]) == WRONG_INPUT
    assert "real packets need Linux" in capsys.readouterr().err
