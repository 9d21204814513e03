"""What holds for all tests: no example of hypothesis is judged by how long it took on a busy machine."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("house", deadline=None, max_examples=60)
settings.load_profile("house")
