"""Commands, queries, scripts and exports that nobody should send: a board answers each as a router, and goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerboard.language.console import ScriptError
from routerboard.language.export import ExportError, menus_of, read_export
from routerboard.language.version import Version
from routerboard.practice.board import Board, load_board
from routerboard.practice.errors import TrapError
from routerboard.practice.queries import matches
from routerboard.practice.reading import read
from routerboard.practice.replies import Call, Pause
from routerboard.practice.router import PracticeRouter
from routerboard.practice.sentences import encode
from routerboard.practice.system import Rebooted
from tests.fuzz.limits import FUZZ, lean, quick
from tests.fuzz.texts import VERSIONS, exports, queries, scripts, sentences, values

pytestmark = pytest.mark.wide


@cache
def _board(version: str) -> Board:
    return load_board("factory", version)


def _router(version: str) -> PracticeRouter:
    return PracticeRouter(_board(version))


async def _answers(router: PracticeRouter, words: Sequence[str]) -> list[tuple[str, ...]]:
    """What a command answers within a minute of the board's time."""
    found: list[tuple[str, ...]] = []

    async def listen() -> None:
        async for sentence in router.execute(words[0], words[1:]):
            found.append(sentence)

    task = asyncio.ensure_future(listen())
    for _ in range(60):
        await asyncio.sleep(0)
        if task.done():
            break
        router.tick(1.0)
    if not task.done():
        task.cancel()
    with suppress(asyncio.CancelledError, Rebooted):
        await task
    return found


@FUZZ
@given(st.sampled_from(VERSIONS), st.lists(sentences(), min_size=1, max_size=8))
def test_every_command_is_answered(version: str, asked: list[tuple[str, ...]]) -> None:
    router = _router(version)

    async def ask() -> None:
        for words in asked:
            for sentence in await _answers(router, words):
                encode(sentence)
        router.tick(5.0)
        assert (await _answers(router, ("/system/identity/print",)))[-1] == ("!done",)
        await _answers(router, ("/export",))

    with quick():
        asyncio.run(ask())


@FUZZ
@given(st.dictionaries(st.sampled_from(("name", "mtu", "address", "disabled")), values), st.lists(queries, max_size=8))
def test_every_query_says_yes_or_no(row: dict[str, str], asked: list[str]) -> None:
    with quick():
        assert matches(row, asked) in (True, False)


@FUZZ
@given(st.sampled_from(VERSIONS), scripts)
def test_every_script_is_read_or_refused(version: str, source: str) -> None:
    with quick(), suppress(ScriptError):
        read(source, Version.parse(version))


def _printed(running: Iterator[Pause]) -> str:
    while True:
        try:
            next(running)
        except StopIteration as end:
            return str(end.value)


@FUZZ
@given(st.sampled_from(VERSIONS), scripts)
def test_every_script_ends(version: str, source: str) -> None:
    router = _router(version)
    with quick():
        with suppress(TrapError, Rebooted):
            encode((_printed(router.jobs.run(source, Call(router, None, "/", "execute", {}))),))
        with suppress(TrapError, Rebooted):
            router.jobs.start(source, Call(router, None, "/", "execute", {}))
        for _ in range(10):
            router.tick(1.0)
        for row in router.rows("/system/script/environment"):
            encode(tuple(row.values()))
        for row in router.rows("/log"):
            encode(tuple(row.values()))


@FUZZ
@given(st.sampled_from(VERSIONS), exports | scripts)
def test_every_import_ends(version: str, text: str) -> None:
    router = _router(version)
    with quick(), suppress(TrapError, Rebooted):
        router.files.save("x.rsc", "script", text)
        asyncio.run(_answers(router, ("/import", "=file-name=x.rsc")))


@FUZZ
@given(exports | scripts)
def test_every_export_is_read_or_refused_with_its_line(text: str) -> None:
    with quick():
        try:
            menus_of(read_export(text))
        except ExportError as error:
            refused = error
        else:
            return
    assert refused.line >= 1


_DOUBLING = ':global a "xxxxxxxx"; :while (true) do={ :set a ($a . $a) }'
ATTACKS = {
    "endless loop": ":while (true) do={}",
    "endless loop with output": ':local a; :for i from=1 to=14 do={ :set a ($a . "xxxxxxxx" . $a) }; '
    ":while (true) do={ :put $a }",
    "doubling text": _DOUBLING,
    "doubling array": ":global a {1}; :while (true) do={ :set a ($a , $a) }",
    "array of arrays": ":global a {1}; :while (true) do={ :set a {$a; $a} }",
    "endless recursion": ":global f do={ :global f; $f }; $f",
    "recursion by parse": ':global s ":global s; [[:parse \\$s]]"; [[:parse $s]]',
    "many keys": ':global a {}; :for i from=1 to=1000000 do={ :set ($a->("k" . $i)) $i }',
    "long log": ':local a; :for i from=1 to=14 do={ :set a ($a . "xxxxxxxx" . $a) }; :while (true) do={ :log info $a }',
    "huge range": ":foreach i in=[:range 0 9223372036854775807] do={ :put $i }",
    "huge retry": ":retry max=9223372036854775807 delay=0 command={ :error x }",
    "regular expression": ':put ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" ~ "(a*)*(a*)*(a*)*b")',
    "many rows": ':for i from=1 to=99999999 do={ /ip pool add name="p$i" ranges=10.0.0.1-10.0.0.9 }',
    "many jobs": ":while (true) do={ :execute {:delay 1d} }",
    "jobs that make jobs": ':global g ":global g; :execute \\$g; :execute \\$g"; :execute $g',
    "deep brackets": "(" * 100_000,
    "deep braces": "{" * 100_000,
    "deep commands": "[" * 100_000,
    "deep strings": '"$[:put ' * 20_000,
    "deep signs": ":put (" + "!" * 100_000 + "true)",
    "deep operators": ":put (" + "1+" * 10_000 + "1)",
    "deep commas": ":put (" + "1," * 10_000 + "1)",
    "long condition": "/ip address print where " + "disabled or " * 5_000 + "disabled",
    "long and": "/ip address print where " + "disabled " * 5_000,
    "long keys": ":put ($a" + "->1" * 10_000 + ")",
    "long call": ":put " + "[:len " * 39 + "1" + "]" * 39,
    "deserialized depth": ':put [:deserialize "' + "[" * 60_000 + '" from=json]',
    "deserialized number": ':put [:deserialize "' + "9" * 60_000 + '" from=json]',
    "many lines": "/ip address\n" * 5_000 + "bad",
    "one long word": "a" * 1_000_000,
    "one long number": ":put " + "9" * 1_000_000,
    "one long shift": ":put (1 << 9223372036854775807)",
    "many quotes": '"' * 100_001,
    "many escapes": ':put "' + "\\\\" * 20_000 + "$a" * 2_000 + '"',
}


@pytest.mark.parametrize(("attack", "version"), list(zip(sorted(ATTACKS), VERSIONS * len(ATTACKS), strict=False)))
def test_no_script_holds_the_board_up(version: str, attack: str) -> None:
    router = _router(version)
    with lean(), quick(30.0):
        router.files.save("x.rsc", "script", ATTACKS[attack])
        asyncio.run(_answers(router, ("/import", "=file-name=x.rsc")))
        with suppress(TrapError):
            router.jobs.start(ATTACKS[attack], Call(router, None, "/", "execute", {}))
        for _ in range(3):
            router.tick(1.0)
        with suppress(ExportError):
            menus_of(read_export(ATTACKS[attack]))
        assert asyncio.run(_answers(router, ("/system/identity/print",)))[-1] == ("!done",)
