"""A practice Routerboard in a process of its own, with a plan of two lines applied, until its standard input is closed.

python -m benchmarks.board office8
"""

from __future__ import annotations

import sys

from routerboard.practice.server import start_in_thread

if __name__ == "__main__":
    served = start_in_thread(sys.argv[1])
    print(served.port, flush=True)
    sys.stdin.read()
    served.close()
