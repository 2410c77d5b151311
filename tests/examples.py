"""How many examples a property tries: so many of the profile's, where each of them takes its time.

The everyday profile keeps the tests short; `python -m pytest --hypothesis-profile thorough` tries ten times as many.
"""

from __future__ import annotations

from hypothesis import settings

EVERYDAY, THOROUGH = 25, 250

settings.register_profile("morning-reads", deadline=None, max_examples=EVERYDAY)
settings.register_profile("thorough", deadline=None, max_examples=THOROUGH)


def some(share: float) -> settings:
    """This share of the profile's examples."""
    tried: int = settings().max_examples
    return settings(max_examples=max(1, round(tried * share)), deadline=None)
