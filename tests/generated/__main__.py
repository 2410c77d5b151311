"""`python -m tests.generated [--seed N] [--count N] [--telegram N]`: generated messages, and what became of them."""

from __future__ import annotations

import argparse
import asyncio
import logging
import time

from tests.generated.talk import Outcome, through_conversation, through_telegram


async def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.generated", description="Generated messages to the bot.")
    words.add_argument("--seed", type=int, default=1, help="another number, other messages")
    words.add_argument("--count", type=int, default=10_000, help="messages through the conversation")
    words.add_argument("--telegram", type=int, default=500, help="messages through the Telegram face")
    asked = words.parse_args()
    logging.disable(logging.WARNING)
    failed = 0
    for name, talk, count in (
        ("conversation", through_conversation, asked.count),
        ("Telegram face", through_telegram, asked.telegram),
    ):
        begun = time.perf_counter()
        failed += _show(name, await talk(asked.seed, count), time.perf_counter() - begun)
    return 1 if failed else 0


def _show(name: str, told: Outcome, seconds: float) -> int:
    print(
        f"{name}: {told.answers} answers ({told.refused} say why not), {told.silences} silences, "
        f"{len(told.failures)} failures; {seconds:.0f} s, the slowest answer {told.slowest * 1000:.0f} ms"
    )
    for failure in told.failures[:20]:
        print(f"  {failure}")
    return len(told.failures)


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
