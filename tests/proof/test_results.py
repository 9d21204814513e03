"""What was measured survives its file, and a strange file is refused with its place."""

import json

import pytest

from proof.results import (
    Balance,
    Drill,
    LineFacts,
    LineShare,
    LineSpeed,
    ResultsError,
    Speed,
    Verification,
    as_json,
    from_json,
)

WHOLE = Verification(
    site="Hotel Acacia",
    facts=(LineFacts("Wan1", mtu=1492, beyond=0.02, beyond_lost=0.0),),
    speed=Speed(lines=(LineSpeed("Wan1", down=8e6),), down=19e6, carried=("Wan1", "Wan2"), streams=8),
    drills=(Drill("Wan1", "dead", detected=10.5, same=True),),
    balance=Balance(lines=(LineShare("Wan1", 0.5, 0.4, 0.6, 0.55),), connections=500, guests=40, verdict="good"),
    rules=("Half of the connections take Wan1.",),
)


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
