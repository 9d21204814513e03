"""What a user must be allowed to do for a command, and what scripts may do that he leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from routerboard.practice.errors import no_such_value, not_permitted

if TYPE_CHECKING:
    from routerboard.practice.replies import Call

_READING = frozenset({"print", "getall", "get", "find", "listen", "monitor", "monitor-traffic", "check"})
_GUARDED = ("/user", "/system/script", "/system/scheduler")
_COMMANDS: Mapping[str, frozenset[str]] = {
    "/ping": frozenset({"test"}),
    "/tool/ping": frozenset({"test"}),
    "/resolve": frozenset({"read"}),
    "/system/reboot": frozenset({"reboot"}),
    "/system/shutdown": frozenset({"reboot"}),
    "/system/backup/save": frozenset({"ftp", "write", "policy", "sensitive"}),
    "/system/backup/load": frozenset({"ftp", "write", "policy", "reboot"}),
    "/export": frozenset({"read"}),
    "/execute": frozenset({"read"}),
    "/import": frozenset({"ftp", "read", "write"}),
    "/file/read": frozenset({"ftp", "read"}),
    "/system/script/run": frozenset({"read"}),
    "/system/script/job/remove": frozenset({"write"}),
}
_FILES = frozenset({"ftp", "write"})
_CARRIERS = ("/system/script", "/system/scheduler")
_CARRIED = frozenset({
    "ftp", "reboot", "read", "write", "policy", "test", "password", "sniff", "sensitive", "romon",
})  # fmt: skip
EVERYTHING = _CARRIED | {"local", "telnet", "ssh", "winbox", "web", "api", "rest-api"}
"""What the group `full` may do, and what the router allows itself."""


def needed(path: str, verb: str) -> frozenset[str]:
    """The policies that a command needs, all of them."""
    command = f"{path}/{verb}"
    if command in _COMMANDS:
        return _COMMANDS[command]
    if verb in _READING:
        return frozenset({"read"})
    if path == "/file":
        return _FILES
    return frozenset({"write", "policy"}) if path.startswith(_GUARDED) else frozenset({"write"})


def granted(policy: str) -> frozenset[str]:
    """The policies of a `policy` property, those with a `!` left out."""
    return frozenset(word for word in policy.split(",") if word and not word.startswith("!"))


def check(call: Call) -> None:
    """TrapError where the caller lacks a policy, or would give a script or a scheduler entry more than he has."""
    if not needed(call.path, call.verb) <= call.policies:
        raise not_permitted()
    if call.path in _CARRIERS and call.verb in ("add", "set"):
        _check_carried(call)


def _check_carried(call: Call) -> None:
    given = call.arguments.get("policy")
    if given is not None and not granted(given) <= _CARRIED:
        raise no_such_value("policy")
    kept = [given] if given is not None else []
    if call.verb == "set":
        numbers = call.needed("numbers", ".id").split(",")
        rows = [call.router.store.find(call.path, number) for number in filter(None, numbers)]
        kept += [carried(call, row.values.get("policy")) for row in rows]
    if not all(granted(policy) <= call.policies for policy in kept):
        raise not_permitted()


def carried(call: Call, policy: str | None) -> str:
    """The policies of a script or scheduler entry whose `policy` was given, or was not."""
    return (call.router.store.menu(call.path).properties["policy"].default or "") if policy is None else policy


def signed(call: Call, values: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Values and state of a row that is added: scripts and scheduler entries have an owner, and no more policies."""
    if call.path not in _CARRIERS:
        return values, {}
    words = carried(call, values.get("policy")).split(",")
    if not set(words) <= call.policies:
        values = {**values, "policy": ",".join(word for word in words if word in call.policies)}
    if call.path == "/system/script":
        return {"owner": call.user, **values}, {}
    return values, {"owner": call.user}


def run_policies(script_policy: str, caller: frozenset[str], *, without_check: bool = False) -> frozenset[str]:
    """What a script may do that somebody with these policies runs.

    TrapError where it may do more than he, unless it runs `without_check` (dont-require-permissions=yes).
    """
    own = granted(script_policy)
    if not without_check and not own <= caller:
        raise not_permitted()
    return own
