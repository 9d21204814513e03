"""The file of recent routers: newest first, each once, never a reason to fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui import recents
from tui.recents import MOST, Recent


def test_newest_first_and_each_once(tmp_path: Path) -> None:
    recents.remember(Recent("one", "10.0.0.1"), tmp_path)
    recents.remember(Recent("two", "10.0.0.2"), tmp_path)
    recents.remember(Recent("one again", "10.0.0.1"), tmp_path)
    assert [one.name for one in recents.read(tmp_path)] == ["one again", "two"]


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    for at in range(MOST + 3):
        recents.remember(Recent(f"r{at}", f"10.0.0.{at}"), tmp_path)
    assert [one.name for one in recents.read(tmp_path)] == [f"r{at}" for at in range(MOST + 2, 2, -1)]


def test_forgetting(tmp_path: Path) -> None:
    recents.remember(Recent("Готель", "10.0.0.1"), tmp_path)
    recents.remember(Recent("two", "10.0.0.1", user="other"), tmp_path)
    recents.forget(Recent("any", "10.0.0.1", user="other"), tmp_path)
    assert [one.name for one in recents.read(tmp_path)] == ["Готель"]


@pytest.mark.parametrize(
    "text", ["", "{", '{"a": 1}', '[{"host": "h"}]', '[{"name": "n", "host": "h", "odd": 1}]', "\x00"]
)
def test_a_broken_file_is_no_file(tmp_path: Path, text: str) -> None:
    (tmp_path / recents.FILE).write_text(text, encoding="utf-8")
    assert recents.read(tmp_path) == ()


def test_a_folder_that_cannot_be_made_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    recents.remember(Recent("one", "10.0.0.1"), tmp_path / "file" / "below")
    assert recents.read(tmp_path / "file" / "below") == ()
