"""Real packets for a practice board: its rows compiled for a Linux kernel, in network namespaces that vanish with it.

`compiled`, `conditions`, `actions`, `numbering` and `ways` are pure and run anywhere; the others call Linux, and are
imported only when asked for.
"""
