"""`/help` about one command, and what is said at leaving."""

import pytest

from bot.catalogue import LANGUAGES, translate
from bot.chat.commands.hearing import courtesy, split
from bot.chat.commands.table import COMMANDS
from tests.house import open_house

EXAMPLES = [(c.name, translate(c.example, language)) for c in COMMANDS if c.example for language in LANGUAGES]


@pytest.mark.parametrize(("name", "line"), EXAMPLES)
def test_an_example_is_a_line_of_the_command_that_it_explains(name: str, line: str) -> None:
    assert split(line)[0] == name


@pytest.mark.parametrize("line", [line for name, line in EXAMPLES if name in {"reads", "top", "trend", "compare"}])
async def test_an_example_of_a_question_is_answered(line: str) -> None:
    async with open_house() as house:
        assert "readers" in await house.say("/reads 2015-01-05")
        answer = await house.say(line)
        assert "2015" in answer or "2014" in answer


@pytest.mark.parametrize("line", ["/help trend", "/help /trend", "/help 趋势", "help trend"])
async def test_help_about_a_command_explains_that_one_alone(line: str) -> None:
    async with open_house() as house:
        answer = await house.say(line)
    assert "/trend" in answer
    assert "/trend reads 30d" in answer
    assert "/subscribe" not in answer


def test_who_leaves_is_not_told_gladly() -> None:
    assert courtesy("bye") == courtesy("再见") == "bye"
    assert courtesy("thanks") == "thanks"
