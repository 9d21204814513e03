"""One visit to one router: how we reach it, what we read there, and what was answered so far."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from presets.loader import Preset
    from routerboard.language.change import Plan
    from routerboard.language.survey import Survey
    from routerboard.link.session import Session
    from routerboard.link.steering import Steering
    from routerboard.link.steps import OnStep, Outcome
    from routerboard.link.target import Secret, Target
    from routerboard.link.waiting import Waiting
    from wizards.site import Site


@dataclass(frozen=True)
class Dealings:
    """Everything the screens do with a router goes through these; they are `routerboard.link`'s own."""

    connect: Callable[[Target, Secret], Awaitable[Session]]
    survey: Callable[[Session], Awaitable[Survey]]
    commit: Callable[..., Awaitable[Outcome]]
    confirm: Callable[..., Awaitable[Outcome]]
    undo: Callable[..., Awaitable[Outcome]]


def real_dealings() -> Dealings:
    """Those of `routerboard.link`; what writes is loaded when first something is written."""
    from routerboard.link.session import connect
    from routerboard.link.survey import survey

    return Dealings(connect, survey, _commit, _confirm, _undo)


async def _commit(*what: Any, **how: Any) -> Outcome:
    from routerboard.link.commit import commit

    return await commit(*what, **how)


async def _confirm(*what: Any, **how: Any) -> Outcome:
    from routerboard.link.pending import confirm

    return await confirm(*what, **how)


async def _undo(*what: Any, **how: Any) -> Outcome:
    from routerboard.link.pending import undo

    return await undo(*what, **how)


@dataclass
class Visit:
    """What is known while one router is open; screens share it, so going back and forth loses nothing."""

    target: Target
    password: Secret
    survey: Survey
    practice: bool = False
    presets: dict[str, Preset] = field(default_factory=dict)
    preset: str = ""
    site: Site | None = None
    keep_dir: Path = field(default_factory=Path)
    secrets: dict[str, Secret] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The router in the title line: `MikroTik · hAP ac lite · RouterOS 7.20.8 · admin`."""
        survey = self.survey
        parts = (survey.identity, survey.board, f"RouterOS {survey.version}", survey.user)
        return " · ".join(part for part in parts if part)

    @property
    def way(self) -> str:
        """How we reach it: `192.168.88.1 via bridge`, and that it is practice where it is."""
        place = "practice" if self.practice else self.target.host
        return f"{place} via {self.survey.via_interface}" if self.survey.via_interface else place

    def choose(self, preset: str) -> Site:
        """Start the answers afresh from the survey and this preset; nothing happens where it is chosen already.

        At first the router's own site decides, where it has one, and which preset that is most like.
        """
        from wizards.prefill import likeliest, started

        if self.site is None:
            preset = likeliest(self.survey, self.presets, preset)
        if self.site is None or preset != self.preset:
            self.site, self.preset = started(self.survey, self.presets, preset), preset
        return self.site

    def answer(self, **changes: Any) -> Site:
        """Change some answers of the site."""
        assert self.site is not None
        self.site = replace(self.site, **changes)
        return self.site

    def keep_secret(self, variable: str, text: str) -> None:
        """Hold a line's password, in memory only, under the variable that stands for it in the site."""
        from routerboard.link.target import Secret

        self.secrets[variable] = Secret(text)

    def secret(self, variable: str) -> Secret | None:
        """What was typed for this variable, else what the environment holds; None where neither does."""
        from routerboard.link.writer import from_environment

        return self.secrets.get(variable) or from_environment(variable)

    async def commit(
        self,
        dealings: Dealings,
        plan: Plan,
        on_step: OnStep,
        steering: Steering,
        opener: Callable[[], Awaitable[Session]] | None = None,
    ) -> Outcome:
        """Write a plan to the router, telling each step; it confirms by itself unless `steering` holds it.

        opener   opens its sessions; None: as the link does
        """
        place = {"keep_dir": self.keep_dir, "on_step": on_step, "secrets": self.secret}
        return await dealings.commit(self.target, self.password, plan, steering=steering, opener=opener, **place)

    async def confirm(self, dealings: Dealings, on_step: OnStep) -> Outcome:
        """Keep what waits."""
        return await dealings.confirm(self.target, self.password, keep_dir=self.keep_dir, on_step=on_step)

    async def undo(self, dealings: Dealings, on_step: OnStep) -> Outcome:
        """Take back what waits."""
        place = {"keep_dir": self.keep_dir, "on_step": on_step, "secrets": self.secret}
        return await dealings.undo(self.target, self.password, **place)

    def waiting(self) -> Waiting | None:
        """The change that nobody has kept or taken back, whoever made it; None where none waits."""
        from routerboard.link.waiting import waiting

        return waiting(self.survey, self.keep_dir, self.target.place)

    def plan(self) -> Plan:
        """What would change on the router so that it becomes the site."""
        from wizards.plan import plan

        assert self.site is not None
        return plan(self.survey, self.site)
