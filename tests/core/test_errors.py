"""Every error is a sentence and a next step that can be said as they stand."""

from __future__ import annotations

from string import Formatter

import pytest

from bot.core import errors
from bot.core.errors import MorningReadsError, Refused, RetrySoon, WeChatTrouble, WrongWords

Kind = type[MorningReadsError]
TREE = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, MorningReadsError)]
EVERY_KIND = pytest.mark.parametrize("kind", TREE, ids=lambda kind: kind.__name__)


@EVERY_KIND
def test_an_error_says_its_sentence_and_its_step_with_everything_filled_in(kind: Kind) -> None:
    named = {name for _, name, _, _ in Formatter().parse(kind.sentence + kind.step) if name}
    said = str(kind(**{name: f"<{name}>" for name in named}))
    assert said.startswith(kind.sentence.partition("{")[0])
    assert said.endswith(kind.step.rpartition("}")[2])
    assert all(f"<{name}>" in said for name in named)


@EVERY_KIND
def test_only_wrong_words_end_with_status_2(kind: Kind) -> None:
    assert kind.exit_status == (2 if issubclass(kind, WrongWords) else 1)


def test_what_a_person_typed_is_data_even_with_braces_in_it() -> None:
    assert str(Refused("“{words}” is nothing.", "Ask otherwise.", words="{x}{")) == "“{x}{” is nothing. Ask otherwise."


def test_an_error_without_a_step_says_its_sentence_alone() -> None:
    assert str(Refused("No.", "")) == "No."


def test_a_trouble_of_wechats_keeps_the_number_and_the_request_id_and_may_say_the_number() -> None:
    trouble = RetrySoon("It says {code}.", "Wait.", code=-1, rid="60f9510a")
    assert isinstance(trouble, WeChatTrouble)
    assert (trouble.code, trouble.rid, str(trouble)) == (-1, "60f9510a", "It says -1. Wait.")
