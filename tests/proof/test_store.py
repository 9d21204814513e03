"""The last verification of an installation stays on the laptop, whole."""

from pathlib import Path

import pytest

from proof import store
from proof.results import ResultsError
from tests.proof.samples import WHOLE


def test_what_was_kept_is_found_again_whole(tmp_path: Path) -> None:
    path = tmp_path / "verifications" / "x.json"
    assert store.load(path) is None
    store.save(path, WHOLE)
    store.save(path, WHOLE)
    assert store.load(path) == WHOLE
    assert [one.name for one in path.parent.iterdir()] == ["x.json"]


def test_a_spoilt_file_is_told_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ResultsError, match=r"x\.json"):
        store.load(path)
