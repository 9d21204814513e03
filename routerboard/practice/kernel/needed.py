"""Whether this computer can lend its kernel to a board, and what is missing where it cannot."""

from __future__ import annotations

import shutil
import sys

_TOOLS = {"nft": "nftables", "ip": "iproute2", "tc": "iproute2"}


def missing() -> str:
    """Why there can be no real packets here, and what to do; "" where there can."""
    if sys.platform != "linux":
        return "real packets need Linux; without --kernel the practice board works everywhere"
    absent = sorted({package for tool, package in _TOOLS.items() if shutil.which(tool) is None})
    if absent:
        return f"{' and '.join(absent)} missing: install them, such as by `apt-get install {' '.join(absent)}`"
    from routerboard.practice.kernel.namespace import CommandError, Namespace

    try:
        with Namespace() as probe:
            probe.ip(["link set lo up"])
            probe.nft("add table ip probe")
    except (OSError, CommandError) as error:
        return f"no network namespace can be made ({error}): be root, or begin the command with `unshare -Ur`"
    return ""
