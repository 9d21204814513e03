from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from routerboard.link.errors import LoginRefused, RouterError, RouterLost, TlsRefused, Unreachable
from routerboard.link.reconnect import BackOff, Keeper, LinkState
from routerboard.link.session import Session, connect
from routerboard.link.target import Secret

EXACT = BackOff(first=0.5, most=3.0, jitter=lambda seconds: seconds)


async def until_gone(caller: Any) -> None:
    while await caller.hear():
        pass


class Opener:
    """Fails with these errors, then opens real sessions."""

    def __init__(self, open_session: Callable[[], Any], *errors: RouterError) -> None:
        self._open, self._errors, self.calls = open_session, list(errors), 0

    async def __call__(self) -> Session:
        self.calls += 1
        if self._errors:
            raise self._errors.pop(0)
        session: Session = await self._open()
        return session


class Watch:
    """What a keeper told, and how long it waited."""

    def __init__(self) -> None:
        self.states: list[LinkState] = []
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        await asyncio.sleep(0)

    def keeper(self, opener: Opener) -> Keeper:
        return Keeper(opener, on_state=self.states.append, back_off=EXACT, sleep=self.sleep)


def test_waiting_doubles_up_to_a_limit() -> None:
    assert [EXACT.wait(attempt) for attempt in (1, 2, 3, 4, 5, 5000)] == [0.5, 1.0, 2.0, 3.0, 3.0, 3.0]


def test_usual_waiting_is_spread() -> None:
    usual = BackOff()
    assert all(0.375 <= usual.wait(1) <= 0.625 for _ in range(100))
    assert len({usual.wait(9) for _ in range(20)}) > 1


@pytest.mark.asyncio
async def test_a_router_that_restarts_is_found_again(fake: Any) -> None:
    watch = Watch()
    async with fake(until_gone, login=True) as target:
        opener = Opener(partial(connect, target, Secret(""), timeout=5.0))
        keeper = watch.keeper(opener)
        first = await keeper.session()
        assert await keeper.session() is first
        await first.close()
        opener._errors = [Unreachable("down"), Unreachable("still down"), Unreachable("booting")]
        second = await keeper.session()
        assert second is not first
        assert not second.closed
        await keeper.close()
        assert second.closed
    assert watch.waits == [0.5, 1.0, 2.0]
    assert [state.kind for state in watch.states] == [
        "connecting", "online",
        "connecting", "waiting", "connecting", "waiting", "connecting", "waiting", "connecting", "online",
        "closed",
    ]  # fmt: skip
    assert watch.states[2].error is first.error
    assert str(watch.states[3].error) == "down"
    assert (watch.states[5].attempt, watch.states[5].wait) == (2, 1.0)


@pytest.mark.asyncio
async def test_why_there_is_no_session_can_be_asked_until_there_is_one(fake: Any) -> None:
    told: list[str] = []

    async def sleep(seconds: float) -> None:
        told.append(str(keeper.trouble))

    async with fake(until_gone, login=True) as target:
        opener = Opener(partial(connect, target, Secret(""), timeout=5.0), Unreachable("down"), Unreachable("booting"))
        keeper = Keeper(opener, back_off=EXACT, sleep=sleep)
        assert keeper.trouble is None
        await keeper.session()
        assert keeper.trouble is None
        await keeper.close()
    assert told == ["down", "booting"]


@pytest.mark.asyncio
async def test_all_who_ask_share_one_new_session(fake: Any) -> None:
    async with fake(until_gone, login=True) as target:
        opener = Opener(partial(connect, target, Secret(""), timeout=5.0), Unreachable("down"))
        keeper = Watch().keeper(opener)
        sessions = await asyncio.gather(*(keeper.session() for _ in range(5)))
        await keeper.close()
    assert len(set(map(id, sessions))) == 1
    assert opener.calls == 2


@pytest.mark.asyncio
@pytest.mark.parametrize("refusal", [LoginRefused("no"), TlsRefused("stranger")])
async def test_who_is_refused_does_not_knock_again(refusal: RouterError) -> None:
    watch = Watch()
    opener = Opener(lambda: None, refusal)
    with pytest.raises(type(refusal)):
        await watch.keeper(opener).session()
    assert (opener.calls, watch.waits) == (1, [])


@pytest.mark.asyncio
async def test_a_closed_keeper_opens_nothing() -> None:
    opener = Opener(lambda: None)
    keeper = Watch().keeper(opener)
    await keeper.close()
    with pytest.raises(RouterLost, match="closed here"):
        await keeper.session()
    assert opener.calls == 0


@pytest.mark.asyncio
async def test_a_session_that_opens_after_the_keeper_was_closed_is_not_left_open(fake: Any) -> None:
    opened: list[Session] = []

    async with fake(until_gone, login=True) as target:

        async def slow() -> Session:
            opened.append(await connect(target, Secret(""), timeout=5.0))
            await keeper.close()
            return opened[0]

        keeper = Watch().keeper(Opener(slow))
        with pytest.raises(RouterLost, match="closed here"):
            await keeper.session()
    assert opened[0].closed
