"""Device-mode: what a router of RouterOS 7 lets nobody do until somebody stands before it and presses its button."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routerboard.language.items import is_true
from routerboard.language.values import parse_duration, print_duration
from routerboard.language.version import Version
from routerboard.practice.clock import Clock
from routerboard.practice.errors import TrapError, failure, invalid_value, no_such_value, out_of_range
from routerboard.practice.printing import Printed
from routerboard.practice.replies import Call, Reply, Streaming

if TYPE_CHECKING:
    from routerboard.practice.router import PracticeRouter

INACTIVE = "inactivated, not allowed by device-mode"
"""What print says about a row whose menu is locked."""

_NEWER = Version.parse("7.17")
_SWITCHES = (
    "scheduler", "socks", "fetch", "pptp", "l2tp", "bandwidth-test", "traffic-gen", "sniffer", "ipsec", "romon",
    "proxy", "hotspot", "smb", "email", "zerotier", "container",
)  # fmt: skip
_NEWER_SWITCHES = ("install-any-version", "partitions", "routerboard")
_ALWAYS_OFF = frozenset({"traffic-gen", "container", *_NEWER_SWITCHES})
_OFF_IN_BASIC = frozenset({"socks", "bandwidth-test", "proxy", "hotspot", "zerotier", "romon"})
_OFF_IN_HOME = _OFF_IN_BASIC | {"scheduler", "fetch", "sniffer", "email"}
_OFF: Mapping[str, frozenset[str]] = {
    "advanced": _ALWAYS_OFF,
    "basic": _ALWAYS_OFF | _OFF_IN_BASIC,
    "home": _ALWAYS_OFF | _OFF_IN_HOME,
}
_OFF_BEFORE: Mapping[str, frozenset[str]] = {
    "advanced": frozenset({"container"}),
    "home": frozenset({"container", "traffic-gen"}) | _OFF_IN_HOME,
}
_OFF_WHEN_FLAGGED = frozenset({
    "scheduler", "fetch", "socks", "pptp", "l2tp", "ipsec", "proxy", "smb", "bandwidth-test", "traffic-gen", "sniffer",
})  # fmt: skip
_MENUS: Mapping[str, str] = {"/system/scheduler": "scheduler", "/ip/hotspot": "hotspot"}
_FLAGGED = "configuration flagged, check all router configuration for unauthorized changes and update device-mode"
_MOST_ATTEMPTS = 3
_PATIENCE = (10.0, 86_400.0)


@dataclass(frozen=True)
class _Asked:
    """A change that waits for the button until the clock shows `until`; it only sets back the count of attempts where
    it has no changes."""

    changes: Mapping[str, str]
    until: float


class DeviceMode:
    """The mode of one board. Restarts, backups and resets leave it as it is."""

    def __init__(self, mode: str, version: Version, clock: Clock) -> None:
        self._newer = version >= _NEWER
        self._mode = mode if self._newer or mode == "home" else "advanced"
        self._clock = clock
        self._set: dict[str, str] = {}
        self._attempts = 0
        self._asked: _Asked | None = None

    @property
    def flagged(self) -> bool:
        """Whether the router believes that somebody has tampered with it."""
        return is_true(self._set.get("flagged"))

    @property
    def switches(self) -> tuple[str, ...]:
        """The features that this version can switch."""
        return (*_SWITCHES, *_NEWER_SWITCHES) if self._newer else _SWITCHES

    @property
    def modes(self) -> Mapping[str, str]:
        """The modes as this version spells them -> as we do."""
        newer = {"advanced": "advanced", "basic": "basic", "home": "home"}
        return newer if self._newer else {"enterprise": "advanced", "home": "home"}

    def on(self, feature: str) -> bool:
        """Whether a feature is switched on, flagged or not."""
        off = (_OFF if self._newer else _OFF_BEFORE)[self._mode]
        return is_true(self._set.get(feature, "no" if feature in off else "yes"))

    def row(self) -> Printed:
        """What print shows."""
        spelled = next(name for name, mode in self.modes.items() if mode == self._mode)
        allowed = {"allowed-versions": "7.13+,6.49.8+"} if self._newer else {}
        flags = {"flagged": _word(self.flagged), "flagging-enabled": _word(self._set.get("flagging-enabled") != "no")}
        switches = {name: _word(self.on(name)) for name in self.switches}
        count = {"attempt-count": str(self._attempts)} if self._newer else {}
        return {"mode": spelled, **allowed, **flags, **switches, **count}

    # Changing

    def ask(self, changes: Mapping[str, str], patience: float) -> bool:
        """Let a change wait so many seconds for the button. False where one was waiting: then both are cancelled."""
        if self.left:
            self.cancel()
            return False
        tired = self._newer and self._attempts >= _MOST_ATTEMPTS
        self._asked = _Asked({} if tired else changes, self._clock.now + patience)
        self._attempts += 0 if tired else 1
        return True

    @property
    def left(self) -> float:
        """Seconds that the change which waits has left; 0 where none waits."""
        return 0.0 if self._asked is None else max(0.0, self._asked.until - self._clock.now)

    def cancel(self) -> None:
        """Nothing waits for the button any more."""
        self._asked = None

    def press(self) -> bool:
        """The button is pressed: whether that confirms something, so that the board restarts."""
        if self._asked is None or not self.left:
            return False
        if "mode" in self._asked.changes:
            self._set.clear()
        self._set |= self._asked.changes
        self._mode = self._set.pop("mode", self._mode)
        self._attempts = 0
        self.cancel()
        return True

    def words(self) -> str:
        """What the update that waits says."""
        left = print_duration(int(self.left))
        if not self._newer:
            minutes, seconds = divmod(int(self.left), 60)
            return f"please activate by turning power off or pressing reset or mode button in {minutes}m{seconds:02}s"
        press = f"turn off power or reboot by pressing reset or mode button in {left}"
        if self._asked is not None and not self._asked.changes:
            return f"too many unsuccessful attempts, {press} to reset attempt-count"
        return f"{press} to activate changes"


def allows(router: PracticeRouter, feature: str) -> bool:
    """Whether the board lets anybody use a feature, by its name in the menu; KeyError for one that no version has."""
    if feature not in (*_SWITCHES, *_NEWER_SWITCHES):
        raise KeyError(feature)
    mode = router.device_mode
    if not router.version.can("device-mode"):
        return True
    return mode.on(feature) and not (mode.flagged and feature in _OFF_WHEN_FLAGGED)


def locked(router: PracticeRouter, path: str) -> bool:
    """Whether the rows of a menu are there and do nothing."""
    feature = _feature(path)
    return feature is not None and not allows(router, feature)


def check(call: Call) -> None:
    """TrapError where device-mode forbids a command: what adds or enables rows of a locked menu."""
    if locked(call.router, call.path) and _enables(call):
        flagged = call.router.device_mode.flagged
        raise failure(_FLAGGED if flagged else "not allowed by device-mode")


def _feature(path: str) -> str | None:
    return next((feature for menu, feature in _MENUS.items() if f"{path}/".startswith(f"{menu}/")), None)


def _enables(call: Call) -> bool:
    return call.verb in ("add", "enable") or (call.verb == "set" and call.arguments.get("disabled") in ("no", "false"))


def _word(value: bool) -> str:
    return "true" if value else "false"


# The command


async def _update(call: Call) -> AsyncIterator[Reply]:
    """Count down until somebody presses the button; the count goes on where nobody listens."""
    call.router.store.menu(call.path)
    mode, clock = call.router.device_mode, call.router.clock
    changes, patience = _changes(call, mode), _patience(call)
    waits = mode.ask(changes, patience)
    while waits and mode.left:
        yield {"update": mode.words()}
        if "once" in call.arguments:
            return
        await clock.sleep(min(1.0, mode.left))
    yield {"update": "canceled"}


def _changes(call: Call, mode: DeviceMode) -> dict[str, str]:
    bools = (*mode.switches, "flagged", "flagging-enabled")
    signed = ("authorized-public-key-hash",) if _SIGNED[0] <= call.router.version < _SIGNED[1] else ()
    call.only(*bools, *signed, "mode", "activation-timeout", "once", "interval", "duration")
    found = {name: _yes_or_no(name, value) for name, value in call.arguments.items() if name in bools}
    if "mode" in call.arguments:
        if call.arguments["mode"] not in mode.modes:
            raise no_such_value("mode")
        found["mode"] = mode.modes[call.arguments["mode"]]
    if not found:
        raise TrapError("missing value(s) of argument(s) mode")
    return found


def _yes_or_no(name: str, value: str) -> str:
    if value not in ("yes", "no", "true", "false"):
        raise no_such_value(name)
    return "yes" if is_true(value) else "no"


def _patience(call: Call) -> float:
    try:
        seconds = parse_duration(call.arguments.get("activation-timeout", "5m"))
    except ValueError:
        raise invalid_value("activation-timeout") from None
    if not _PATIENCE[0] <= seconds <= _PATIENCE[1]:
        raise out_of_range("activation-timeout", 10, 86400)
    return seconds


_SIGNED = (Version.parse("7.17"), Version.parse("7.20"))


COMMANDS: Mapping[str, Streaming] = {"/system/device-mode/update": _update}
"""Command -> what it answers, over time."""
