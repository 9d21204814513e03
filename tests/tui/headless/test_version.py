"""`--version` says which one it is."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from tui.cli import main


def test_the_version_is_the_packages_own(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"simplifi-tui {version('simplifi-tui')}\n"
