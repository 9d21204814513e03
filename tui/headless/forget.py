"""`forget`: take the password of a router out of the keyring of this computer."""

from __future__ import annotations

import argparse

from tui import passwords
from tui.cli import DONE
from tui.headless.talk import WrongInput, running, say, target_of


def run(options: argparse.Namespace) -> int:
    """Forget it, and say whether there was one."""
    return running(lambda: _run(options))


async def _run(options: argparse.Namespace) -> int:
    target = target_of(options)
    try:
        had = passwords.forget(target)
    except passwords.NoKeyring as why:
        raise WrongInput(str(why)) from None
    whose = f"{target.user} on {target.place}"
    say(f"The password of {whose} is forgotten." if had else f"The keyring has no password of {whose}.")
    return DONE
