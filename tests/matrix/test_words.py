"""A change that waits, and a word about it that is cut off: whatever breaks, the next laptop is told the truth.

The change was proven and is held. Then `confirm`, `undo` or `extend` is said, and the link breaks, the router restarts
or refuses at every step of it. Time passes, the trouble is over, and the same word is said again: the router is as
planned or as before, nothing is armed, and what the word says is what the router is.

    SIMPLIFI_MATRIX=all    every step; otherwise each so-manieth (STRIDE)
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from pathlib import Path

import pytest

from routerboard.link.errors import RouterError
from routerboard.link.pending import confirm, extend, undo

WORDS = {"confirm": confirm, "undo": undo, "extend": extend}
FAULTS = ("cut_before", "cut_after_received", "fail_command", "reboot_at_write")
ROUTERS = (("6.49.18", "advanced"), ("7.16.2", "advanced"), ("7.20.8", "advanced"), ("7.20.8", "home"))
STRIDE = 1 if os.environ.get("SIMPLIFI_MATRIX") == "all" else 9

pytestmark = pytest.mark.matrix


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("version", "mode"), ROUTERS)
@pytest.mark.parametrize("word", WORDS)
def test_a_word_that_is_cut_off(
    lab, tmp_path: Path, record_property, word: str, version: str, mode: str, fault: str
) -> None:
    setup = lab.Setup("dhcp", 2, version, mode)

    async def run() -> list[str]:
        quiet = await lab.quiet(tmp_path / "quiet", setup)
        steps = await _steps(lab, tmp_path / "steps", setup, quiet, word, fault)
        chosen = steps[ROUTERS.index((version, mode)) % STRIDE :: STRIDE]
        found = [await _case(lab, tmp_path / str(step), quiet, word, fault, step) for step in chosen]
        record_property("cases", len(found))
        return [ending for ending in found if ending]

    bad = asyncio.run(run())
    record_property("bad", len(bad))
    assert not bad, "\n".join(bad)


async def _steps(lab, folder: Path, setup, quiet, word: str, fault: str) -> range:
    """The numbers at which this fault can strike while the word is said."""
    async with lab.bench(folder, setup) as it:
        assert (await it.commit(quiet.plan, hold=True)).state == "pending"
        it.count_anew()
        await it.say(WORDS[word])
        commands, _, writes = it.counts
        return range(1, (writes if fault == "reboot_at_write" else commands) + 1)


async def _case(lab, folder: Path, quiet, word: str, fault: str, step: int) -> str:
    async with lab.bench(folder, quiet.setup) as it:
        assert (await it.commit(quiet.plan, hold=True)).state == "pending"
        it.count_anew()
        lab.strike(it, fault, step)
        said = None
        with suppress(RouterError):
            said = await it.say(WORDS[word])
        it.heal()
        await it.wait(5)
        if said is not None and said.state in ("done", "undone"):
            promised = quiet.planned if said.state == "done" else it.before
            if it.configured != promised:
                return f"{quiet.setup}, {word}, {fault} {step}: said {said.state}, which it is not: {said.message}"
        await it.wait(200)
        again = await it.say(WORDS[word])
        wrong = await lab.verdict(it, quiet.planned, again if again.state in ("done", "undone") else None)
        return f"{quiet.setup}, {word}, {fault} {step}: {wrong}; {said}; {again}" if wrong else ""
