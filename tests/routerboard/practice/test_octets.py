"""Bytes that are no text: a board keeps them as they came, and nobody falls over them."""

from __future__ import annotations

import json

import pytest

from routerboard.language.mndp import decoded, encoded
from routerboard.practice.announcing import announcement
from routerboard.practice.router import PracticeRouter
from routerboard.practice.sentences import encode
from tests.routerboard.practice.conftest import Ask

ODD = b"\xff\xfe\xed\xa0\x80".decode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    "words",
    [
        ("/system/script/add", "=name=odd", f"=source={ODD}"),
        ("/system/identity/set", f"=name={ODD}"),
        ("/execute", f'=script=:put "{ODD}"', "=file=odd"),
        ("/ip/firewall/filter/add", "=chain=odd", f"=comment={ODD}"),
    ],
)
def test_they_are_kept_exported_and_counted(router: PracticeRouter, ask: Ask, words: tuple[str, ...]) -> None:
    assert ask(router, *words)[-1][0] == "!done"
    assert ask(router, "/export", "=file=all")[-1][0] == "!done"
    assert ask(router, "/file/print", "=file=files")[-1][0] == "!done"
    exported = router.files.text("all.rsc")
    assert (r"\FF\FE\ED\A0\80" in exported) is not (words[0] == "/execute")


def test_a_script_cannot_make_what_no_bytes_can_say(router: PracticeRouter, ask: Ask) -> None:
    if router.version.major == 6:
        pytest.skip("reads no JSON")
    text = json.dumps(json.dumps("\ud800x"))
    ask(
        router, "/system/script/add", "=name=half", f"=source=/system identity set name=[:deserialize {text} from=json]"
    )
    assert ask(router, "/system/script/run", "=number=half")[-1][0] == "!done"
    (shown, _) = ask(router, "/system/identity/print")
    assert encode(shown).endswith("=name=\ufffdx".encode() + b"\0")


@pytest.mark.parametrize("name", [ODD, "x" * 70_000, "\0", ""])
def test_a_board_of_any_name_is_announced(router: PracticeRouter, ask: Ask, name: str) -> None:
    ask(router, "/system/identity/set", f"=name={name}")
    datagram = encoded(announcement(router, "127.0.0.1", 8728))
    said = decoded(datagram)
    assert said is not None
    assert said.api_port == 8728
    assert len(datagram) < 1400
