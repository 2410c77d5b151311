"""What every test stands on. That none reaches past loopback is pytest-socket's work: see `addopts`."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("morning-reads", deadline=None, max_examples=60)
settings.load_profile("morning-reads")
