"""What a user must be allowed to do for a command."""

from __future__ import annotations

from collections.abc import Mapping

_READING = frozenset({"print", "getall", "get", "find", "listen", "monitor", "monitor-traffic", "check"})
_GUARDED = ("/user", "/system/script", "/system/scheduler")
_COMMANDS: Mapping[str, frozenset[str]] = {
    "/ping": frozenset({"test"}),
    "/tool/ping": frozenset({"test"}),
    "/system/reboot": frozenset({"reboot"}),
    "/system/shutdown": frozenset({"reboot"}),
    "/system/backup/save": frozenset({"write", "policy", "sensitive"}),
    "/system/backup/load": frozenset({"write", "policy", "sensitive", "reboot"}),
    "/export": frozenset({"read"}),
    "/execute": frozenset({"read"}),
    "/system/script/run": frozenset({"read"}),
}
EVERYTHING = frozenset({
    "api", "read", "write", "policy", "test", "sensitive", "reboot", "ftp", "sniff", "password", "local",
})  # fmt: skip
"""What the group `full` may do, and what the router allows itself."""


def needed(path: str, verb: str) -> frozenset[str]:
    """The policies that a command needs, all of them."""
    command = f"{path}/{verb}"
    if command in _COMMANDS:
        return _COMMANDS[command]
    if verb in _READING:
        return frozenset({"read"})
    return frozenset({"write", "policy"}) if path.startswith(_GUARDED) else frozenset({"write"})


def granted(policy: str) -> frozenset[str]:
    """The policies of a group's `policy` property, those with a `!` left out."""
    return frozenset(word for word in policy.split(",") if word and not word.startswith("!"))
