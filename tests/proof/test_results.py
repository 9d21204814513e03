"""What was measured survives its file, and a strange file is refused with its place."""

import json

import pytest

from proof.results import ResultsError, as_json, from_json
from tests.proof.samples import WHOLE


def test_a_verification_survives_its_file() -> None:
    assert from_json(json.loads(json.dumps(as_json(WHOLE)))) == WHOLE


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"drills": [{"line": "Wan1", "way": "axe"}]}, r"drills\[0\]\.way"),
        ({"drills": [{"way": "dead"}]}, r"drills\[0\].*line"),
        ({"speed": {"streams": "8"}}, r"speed\.streams"),
        ({"speed": {"streams": True}}, r"speed\.streams"),
        ({"facts": {}}, "facts: a list"),
        ({"colour": "red"}, "unknown: colour"),
        ({"simplifi-verification": 2}, "form 2"),
    ],
)
def test_a_strange_file_is_refused_with_its_place(change: dict[str, object], words: str) -> None:
    with pytest.raises(ResultsError, match=words):
        from_json({**json.loads(json.dumps(as_json(WHOLE))), **change})


def test_what_is_no_verification_is_refused() -> None:
    for strange in ([], {}, "text", None):
        with pytest.raises(ResultsError, match="no verification"):
            from_json(strange)
