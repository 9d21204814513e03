"""How often the practice board disagrees with the schema of real routers: counted by its tests, said at their end."""

from __future__ import annotations

DISAGREEMENTS = "disagreements with the schema of real routers"
"""The property of a test's report that counts them."""
