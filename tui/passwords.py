"""Where a router's password comes from: the environment, the keyring of this computer, or whoever is asked.

The keyring is the operating system's own (Keychain, Credential Manager, Secret Service), by the package keyring, which
comes only with `simplifi-tui[keyring]` and is imported only here, when it is first needed: it is slow to start.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from routerboard.link.target import Secret, Target

VARIABLE = "SIMPLIFI_PASSWORD"
SERVICE = "simplifi-tui"
"""Under which name the keyring has our passwords; the user name there is `admin@192.168.88.1:8728`."""

ABSENT = (
    "No password can be remembered here: the package keyring is not installed. `pip install 'simplifi-tui[keyring]'` "
    "brings it; until then type the password, or put it into SIMPLIFI_PASSWORD."
)
_SAFE = 1
"""The least priority of a backend that keyring itself recommends; those below keep passwords in plain files."""


class NoKeyring(Exception):  # noqa: N818
    """This computer cannot remember a password; the message says why and what to do instead."""


def from_environment() -> Secret | None:
    """The password in SIMPLIFI_PASSWORD, which may be empty; None where that is not set."""
    from routerboard.link.target import Secret

    given = os.environ.get(VARIABLE)
    return None if given is None else Secret(given)


def remembered(target: Target) -> Secret | None:
    """The password that the keyring has for this user of this router; None where it has none, or there is no keyring.

    It may take as long as somebody needs to unlock the keyring.
    """
    from routerboard.link.target import Secret

    try:
        found = _asked(_keyring(), "get_password", target)
    except NoKeyring:
        return None
    return None if found is None else Secret(found)


def why_not() -> str:
    """Why no password can be remembered on this computer; "" where one can."""
    try:
        _safe(_keyring())
    except NoKeyring as why:
        return str(why)
    return ""


def remember(target: Target, password: Secret) -> None:
    """Put a password into the keyring in place of the one before, and read it back; NoKeyring where that fails."""
    keyring = _safe(_keyring())
    _asked(keyring, "set_password", target, password.reveal())
    if _asked(keyring, "get_password", target) != password.reveal():
        raise NoKeyring("The keyring took the password, but does not have it. It was not remembered.")


def forget(target: Target) -> bool:
    """Take a password out of the keyring; whether there was one. NoKeyring where there is no keyring to look into."""
    keyring = _keyring()
    if _asked(keyring, "get_password", target) is None:
        return False
    _asked(keyring, "delete_password", target)
    return True


def _keyring() -> Any:
    try:
        import keyring
    except ImportError:
        raise NoKeyring(ABSENT) from None
    try:
        return keyring.get_keyring()
    except Exception as error:  # a backend that was configured by hand may raise anything
        raise _trouble(error) from None


def _safe(keyring: Any) -> Any:
    if keyring.priority < _SAFE:
        what = f"{type(keyring).__module__}.{type(keyring).__name__}"
        raise NoKeyring(f"No password is remembered here: this computer has no keyring of its own that works ({what}).")
    return keyring


def _asked(keyring: Any, what: str, target: Target, *more: str) -> Any:
    try:
        return getattr(keyring, what)(SERVICE, f"{target.user}@{target.place}", *more)
    except Exception as error:  # backends raise what their systems raise
        raise _trouble(error) from None


def _trouble(error: Exception) -> NoKeyring:
    """Its kind alone: what a backend says might hold what it was given."""
    return NoKeyring(f"The keyring of this computer does not answer ({type(error).__name__}). Unlock it and try again.")
