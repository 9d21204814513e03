"""An undo that the router itself runs unless it is told in time that all is well, whatever becomes of this computer.

`arm` adds hooks, and then the script that takes the plan back; whichever hook comes first runs the script, and the
script removes them all. `disarm` removes the script first: that one write decides, for a hook that finds no script only
tidies up. So a link that breaks anywhere in between leaves nothing behind. What is said to be armed was read back.
"""

from __future__ import annotations

import asyncio
import secrets as random
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from routerboard.language.change import Plan
from routerboard.language.items import Row, is_true
from routerboard.language.meaning import same
from routerboard.language.version import Version
from routerboard.link.armed import SCRIPTS, Trace, trace
from routerboard.link.errors import AnotherChange, NotArmed, Overdue, RouterError, RouterRefused
from routerboard.link.hooks import Hooks, Seen, script
from routerboard.link.means import Means
from routerboard.link.proof import Waits
from routerboard.link.session import Session
from routerboard.link.steering import Armed
from routerboard.link.together import together
from routerboard.link.undo_script import RIGHTS, SCRIPT, WRITE_SCRIPT, undo_script

LAST_SECONDS = 5.0
"""Nearer than this to the end, the router may be undoing already: nothing is decided without asking for more time."""


def another(other: Trace) -> AnotherChange:
    """Whose change is in the way."""
    return AnotherChange(f"A change by {other.who}, begun {other.since:%H:%M:%S}, is under way on this router.")


class RouterUndo:
    """The undo on the router; `who` is told to whoever else comes to this router meanwhile."""

    def __init__(self, means: Means, who: str, waits: Waits | None = None, seen: Seen | None = None) -> None:
        waits = waits or Waits()
        self._seen = seen
        self._means, self._who, self._now, self._clock = means, who, waits.now, waits.clock
        self._session: Session | None = None
        self._trace: Trace | None = None
        self._hooks: Hooks | None = None
        self._until = 0.0
        self._by = ""
        self._script = self._source = ""

    @property
    def armed(self) -> Armed | None:
        """What was read back, and when it runs; None where nothing is armed."""
        return None if self._trace is None else Armed(self._by, self._trace.until)

    @property
    def trace(self) -> Trace | None:
        """What tells of it on the router; None where nothing is armed."""
        return self._trace

    @classmethod
    def found(cls, mark: Trace, session: Session, version: Version, waits: Waits) -> RouterUndo:
        """Go on with one that waits on a router, whoever armed it."""
        means = Means(safe_mode="" if version.can("safe-mode") else "this version has none")
        undo = cls(means, mark.who, waits=waits)
        undo._session, undo._trace = session, mark
        undo._hooks = Hooks(means, version, mark.mark, mark.token, job=mark.job, safe=not means.safe_mode)
        undo._until = waits.now() + (mark.until - waits.clock()).total_seconds()
        return undo

    def left(self) -> float:
        """Seconds until the router undoes, by this computer's clock; 0 where nothing is armed."""
        return 0.0 if self._trace is None else max(0.0, self._until - self._now())

    async def arm(self, session: Session, plan: Plan, seconds: float) -> None:
        """Put the script and its hooks on the router, and read them back; NotArmed where that fails."""
        began, wall = self._now(), self._clock()
        mark = Trace(random.token_hex(4), self._who, wall, wall + timedelta(seconds=seconds))
        hooks = Hooks(self._means, plan.version, mark.mark, mark.token, seen=self._seen)
        try:
            await hooks.put(session, seconds)
            await self._lock(session, plan, mark)
            _, standing = await together(hooks.hold(session), self._checked(session, hooks))
            self._by = ", ".join(standing)
        except BaseException:
            with suppress(RouterError):
                await self._clear(session, hooks)
            raise
        self._session, self._trace, self._hooks, self._until = session, mark, hooks, began + seconds

    async def _lock(self, session: Session, plan: Plan, mark: Trace) -> None:
        self._source = undo_script(plan, mark.token)
        row = {"source": self._source, "policy": RIGHTS, "dont-require-permissions": "yes"}
        try:
            self._script = await session.add(SCRIPTS, {"name": SCRIPT, **row, "comment": mark.comment})
        except RouterRefused as refusal:
            other = trace(await script(session))
            said = NotArmed(f"The router does not take the undo script: {refusal.message}.")
            raise (another(other) if other else said) from None

    async def _checked(self, session: Session, hooks: Hooks) -> tuple[str, ...]:
        rows, reads, standing = await asyncio.gather(
            script(session), _reads(session, hooks.version), hooks.standing(session)
        )
        found = trace(rows)
        if found is None or found.token != hooks.token:
            raise NotArmed("The undo script is not on the router.") if found is None else another(found)
        if not reads or is_true(rows[0].get("invalid")):
            raise NotArmed("This router cannot read the undo script.")
        if not same("source", rows[0].get("source"), self._source):
            raise NotArmed("The undo script on the router is not the one that was sent.")
        if not standing:
            raise NotArmed("Nothing on this router would run the undo script.")
        return standing

    async def extend(self, seconds: float) -> None:
        """That much time again, from now; Overdue where the router has begun to undo."""
        session, hooks, mark = self._parts()
        began, wall = self._now(), self._clock()
        await hooks.postpone(session, seconds)
        self._until, self._trace = began + seconds, replace(mark, until=wall + timedelta(seconds=seconds))
        if mark.proven:
            await self.tell(proven=True)

    async def tell(self, *, proven: bool) -> None:
        """Write on the router until when it waits, and whether only the word is missing: for other laptops.

        From now on nothing hangs on this session: safe mode is let go.
        """
        session, hooks, mark = self._parts()
        await hooks.let_go(session)
        self._trace = replace(mark, proven=proven, job=hooks.job)
        rows = await script(session)
        if not rows:
            raise Overdue("The time was over: the router has undone it.")
        try:
            await session.set(SCRIPTS, {"comment": self._trace.comment}, rows[0][".id"])
        except RouterRefused as refusal:
            if not refusal.gone:
                raise
            raise Overdue("The time was over: the router has undone it.") from None

    async def reread(self) -> float:
        """The seconds that are left as the router tells it: another laptop may have given more, or have decided."""
        session, hooks, _ = self._parts()
        found = trace(await script(session))
        if found is None or found.token != hooks.token:
            return 0.0
        self._trace, hooks.job = found, found.job or hooks.job
        self._until = self._now() + (found.until - self._clock()).total_seconds()
        return self.left()

    async def take_over(self, session: Session) -> bool:
        """Go on with another session after ours was lost; safe mode is let go. Whether the script is still there."""
        _, hooks, mark = self._parts()
        self._session, self._script = session, ""
        if hooks.safe:
            with suppress(RouterRefused):
                await hooks.let_go(session)
        found = trace(await script(session))
        return found is not None and found.token == mark.token

    async def disarm(self) -> None:
        """All is well, nothing is undone any more: decided by one write, then tidied up and read back.

        Overdue where the script is gone: then the router has run it.
        """
        session, hooks, _ = self._parts()
        if self.left() < LAST_SECONDS:
            await self.extend(60)
        await hooks.let_go(session)
        await self._decide(session)
        await self.tidy()

    async def tidy(self) -> None:
        """Take the hooks of a decided undo away, and read back that nothing is left."""
        session, hooks, _ = self._parts()
        try:
            _, left = await together(hooks.remove(session), self._left(session, hooks))
        except RouterRefused:  # a router in trouble is asked once more: what it decided stands
            await hooks.remove(session)
            left = await self._left(session, hooks)
        if left and (left := await self._left(session, hooks)):
            raise RouterError(f"The router still shows {', '.join(left)}.", unchanged="The plan stands.")
        self._trace = None

    async def _left(self, session: Session, hooks: Hooks) -> list[str]:
        """What the router still shows of us; a script that only wrote is taken away."""
        standing, scripts = await asyncio.gather(hooks.standing(session), self._scripts(session, hooks))
        unused = [row[".id"] for row in scripts if row.get("name") == WRITE_SCRIPT]
        await session.remove(SCRIPTS, *unused)
        return [*standing, *(row["name"] for row in scripts if row.get("name") == SCRIPT)]

    async def _decide(self, session: Session) -> None:
        own = self._script or next((row[".id"] for row in await script(session)), "")
        try:
            if not own:
                raise RouterRefused("no such item")
            await session.remove(SCRIPTS, own)
        except RouterRefused as refusal:
            if not refusal.gone:
                raise
            raise Overdue("The time was over: the router has undone it.") from None

    async def _clear(self, session: Session, hooks: Hooks) -> None:
        """Take away what was put there; safe mode is let go first, or it would put it there again."""
        with suppress(RouterRefused):
            await hooks.let_go(session)
        for row in sorted(await self._scripts(session, hooks), key=lambda row: row.get("name") != SCRIPT):
            await session.remove(SCRIPTS, row[".id"])
        await hooks.remove(session)

    async def _scripts(self, session: Session, hooks: Hooks) -> list[Row]:
        """Those of our scripts that are there, the one that writes included."""
        rows = await session.print(SCRIPTS, f"?name={SCRIPT}", f"?name={WRITE_SCRIPT}", "?#|")
        return [row for row in rows if hooks.token in (row.get("comment", "") + row.get("source", ""))]

    def _parts(self) -> tuple[Session, Hooks, Trace]:
        if self._session is None or self._hooks is None or self._trace is None:
            raise NotArmed("Nothing is armed.")
        return self._session, self._hooks, self._trace


async def _reads(session: Session, version: Version) -> bool:
    """Whether the router itself can parse the script; a version that cannot be asked tells by the script's flag."""
    if not version.can("execute-as-string"):
        return True
    asked = f':do {{ :local read [:parse [/system script get {SCRIPT} source]]; :put "reads" }} on-error={{}}'
    try:
        rows = await session.call("/execute", {"script": asked, "as-string": ""})
    except RouterRefused:
        return True
    return any("reads" in row.get("ret", "") for row in rows)
