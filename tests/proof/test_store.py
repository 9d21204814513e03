"""The last verification of an installation stays on the laptop, whole."""

from pathlib import Path

import pytest

from proof import store
from proof.results import ResultsError
from tests.proof.samples import WHOLE


def test_the_last_one_is_found_again(tmp_path: Path) -> None:
    assert store.last(tmp_path, "3f9a1c2e") is None
    path = store.save(tmp_path, WHOLE)
    assert store.last(tmp_path, "3f9a1c2e") == WHOLE
    assert [one.name for one in path.parent.iterdir()] == ["3f9a1c2e.json"]


def test_a_name_from_a_router_cannot_leave_the_folder(tmp_path: Path) -> None:
    assert store.place(tmp_path, "../../x").parent == tmp_path / store.FOLDER
    assert store.place(tmp_path, "").name == "unknown.json"


def test_a_spoilt_file_is_told_with_its_name(tmp_path: Path) -> None:
    path = store.save(tmp_path, WHOLE)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ResultsError, match=r"3f9a1c2e\.json"):
        store.last(tmp_path, "3f9a1c2e")
