"""What each program here does with its checks: runs them, and prints a JSON object of name -> "" or what broke."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable


def main(checks: list[Callable[[], object]]) -> None:
    """Run every check; a failed one does not stop the next."""
    found = {}
    for check in checks:
        try:
            check()
            found[check.__name__] = ""
        except Exception:
            found[check.__name__] = traceback.format_exc(limit=-3)
    print(json.dumps(found))


def told() -> tuple[str, int, int]:
    """Version, its major and the port, as the program was called."""
    version, port = sys.argv[1:3]
    return version, int(version.split(".")[0]), int(port)
