"""The catalogue: every word in every language, and no word that a person reads outside it."""

from __future__ import annotations

import argparse
import ast
import gettext
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from jinja2 import nodes

from bot import catalogue
from bot.chat.commands import menu
from bot.cli.argparse_words import SAID
from bot.core.asking.measures import measure_in
from bot.core.metrics import METRICS
from bot.render import Renderer, templates_path
from tests.catalogue import ROOT, TRANSLATED, compiled, marked, messages, read, source_of


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ("",))


def named(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


@pytest.fixture(scope="module", params=TRANSLATED)
def written(request: pytest.FixtureRequest) -> Catalog:
    return read(str(request.param))


def test_every_marked_word_stands_in_every_catalogue_and_none_that_is_gone(written: Catalog) -> None:
    in_the_source = {(named(one), one.pluralizable) for one in messages(marked())}
    in_the_catalogue = {(named(one), one.pluralizable) for one in messages(written)}
    assert in_the_source - in_the_catalogue == set(), "python -m tests.catalogue adds them"
    assert in_the_catalogue - in_the_source == set(), "python -m tests.catalogue drops them"
    assert written.obsolete == {}


def test_every_entry_of_a_catalogue_has_words_that_are_sure(written: Catalog) -> None:
    assert [one.id for one in messages(written) if one.fuzzy or not all(forms(one))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_says_what_the_written_one_says(language: str) -> None:
    with source_of(language).with_suffix(".mo").open("rb") as file:
        held = read_mo(file)
    fresh = read_mo(io.BytesIO(compiled(read(language))))
    assert {str(one.id): one.string for one in messages(held)} == {str(one.id): one.string for one in messages(fresh)}


HOLES = re.compile(r"%\(\w+\)s|%[sr]|\{\w+\}")


def test_a_translation_has_the_same_holes_as_the_english(written: Catalog) -> None:
    for one in messages(written):
        english = one.id if isinstance(one.id, str) else one.id[-1]
        assert [sorted(set(HOLES.findall(form))) for form in forms(one)] == [sorted(set(HOLES.findall(english)))], (
            one.id
        )


WIDE = "\u3400-\u4dbf\u4e00-\u9fff"
"""Chinese characters."""

NAMES = {
    *("Telegram", "AppID", "AppSecret", "IP", "HTTP", "JSON", "CSV", "XLSX", "TOML", "UTF", "GB18030", "NTP", "README"),
    *(
        "Ctrl",
        "PNG",
        "Morning",
        "Reads",
        "token",
        "access_token",
        "component_verify_ticket",
        "msgid",
        "ref_date",
        "source",
    ),
    *("auto", "reserve", "daily", "weekly", "monthly", "all", "readers", "title", "date", "stat_date", "json", "csv"),
    *("language", "zone", "hour", "account", "silent", "chart", "off", "open", "reader", "admin", "group"),
    *("xlsx", "xls", "articles", "Account", "Articles", "Lives", "Generation", "Origin", "counted", "until"),
    *("Hours", "scene", "other", "elsewhere"),
    *("Excel", "TMPDIR", "MiB", "XLS"),
}
"""Latin words that are the same in Chinese: names, file formats, what is typed as it stands."""


def latin_words(text: str) -> set[str]:
    """Words in Latin letters, without holes, what stands in code quotes, commands, options, settings and addresses."""
    for form in (
        r"`[^`]*`|%\(\w+\)[srd]|\{\w+\}|%[sr]",
        r"https?://\S*|socks5://\S*|[\w.-]+\.(?:toml|example|xlsx?)",
        r"morning-reads(?:-[A-Z-]+| [a-z]+)?|(?<!\w)--?[\w-]+|/[a-z_]+|@\w+",
        r"MORNING_READS_\w+|ACCOUNTS\S*|[A-Z]\w+/[A-Z]\w+|\d[\w:.+-]*",
    ):
        text = re.sub(form, " ", text)
    return set(re.findall(r"[A-Za-z]\w{2,}", text, re.ASCII))


def test_no_english_word_is_left_in_the_chinese() -> None:
    left = {form: latin_words(form) - NAMES for one in messages(read("zh")) for form in forms(one)}
    assert {form: words for form, words in left.items() if words} == {}


HALF_WIDE = re.compile(rf"[{WIDE}][,;:!?()]|[,;:!?()][{WIDE}]")
NO_BLANK = re.compile(rf"[{WIDE}][0-9A-Za-z]|[0-9A-Za-z][{WIDE}]")
A_BLANK = re.compile(r"[。，；：！？、（）“”] | [。，；：！？、（）“”]")


def test_chinese_has_full_width_marks_and_blanks_between_figures_and_characters() -> None:
    said = [_dates_as_typed(re.sub(HOLES, "{}", form)) for one in messages(read("zh")) for form in forms(one)]
    assert [form for form in said if any(rule.search(form.strip(" ")) for rule in (HALF_WIDE, NO_BLANK, A_BLANK))] == []


def _dates_as_typed(text: str) -> str:
    """Without what a person may type so: 1月5日, 近7天."""
    return re.sub(r"1月5日|12月1日|近7天", "", text)


def test_a_sentence_ends_as_one_in_either_language(written: Catalog) -> None:
    for one in messages(written):
        english = named(one)
        if english.endswith((".", "…")) and len(english) > 2:
            assert all(form.endswith(("。", "…", "%s", "）")) for form in forms(one)), one.id
        elif english.endswith("?"):
            assert all(form.endswith("？") for form in forms(one)), one.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_metric_is_asked_for_by_the_name_that_is_printed(language: str) -> None:
    for metric in METRICS:
        if metric.asked:
            assert measure_in(catalogue.translate(metric.title, language))[0] is metric


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_the_menu_fits_telegrams_limits_in_every_language(language: str) -> None:
    assert all(1 <= len(catalogue.translate(what, language)) <= 256 for _, what in menu())


# ---- the terminal's language ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "en_GB:zh"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": ""}, "en"),
    ],
)
def test_the_terminals_locale_chooses_the_language(environment: dict[str, str], language: str) -> None:
    assert catalogue.of_the_terminal(environment) == language


def test_argparse_speaks_the_terminals_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "zh_CN")
    try:
        catalogue.speak("zh")
        assert gettext.gettext("usage: ") == "用法："
    finally:
        catalogue.speak("en")
    assert gettext.gettext("usage: ") == "usage: "


def test_what_is_translated_of_argparse_is_what_it_says() -> None:
    source = Path(argparse.__file__).read_text(encoding="utf-8")
    assert [words for words in SAID if words not in source] == []


# ---- no word outside the catalogue ------------------------------------------------------------------------------

SAME_EVERYWHERE = {"Morning Reads 晨读", "Telegram"}
"""Names, which stand in templates as they are."""


def literals(node: nodes.Node) -> Iterator[str]:
    """Texts of a template that stand outside `trans` and `_()`, without tags; a filter's arguments are no texts."""
    for child in [node.node] if isinstance(node, nodes.Filter) and node.node else node.iter_child_nodes():
        if isinstance(child, nodes.Call | nodes.Test | nodes.Compare | nodes.Import | nodes.FromImport):
            continue
        if isinstance(child, nodes.TemplateData):
            yield re.sub(r"^[^<>]*>|<[^<>]*>|<[^<>]*$", " ", child.data)
        elif isinstance(child, nodes.Const) and isinstance(node, nodes.Output | nodes.CondExpr | nodes.Concat):
            yield str(child.value)
        yield from literals(child)


@pytest.mark.parametrize("template", sorted(templates_path().glob("*.j2")), ids=lambda p: p.name)
def test_no_text_of_a_template_stands_outside_the_catalogue(template: Path) -> None:
    tree = Renderer().environment("en").parse(template.read_text(encoding="utf-8"))
    left = {
        text.strip() for text in literals(tree) if re.search(r"[^\W\d_]{2,}", re.sub(r"/[a-z_]+", "", text.strip()))
    }
    assert {name for name in left if name.strip(" @") not in SAME_EVERYWHERE} == set()


def test_a_text_outside_the_catalogue_is_found() -> None:
    tree = Renderer().environment("en").parse('<b>{% trans %}in{% endtrans %} out {{ "more" if x else _("in") }}</b>')
    assert {text.strip() for text in literals(tree)} - {""} == {"out", "more"}


SPOKEN = [*sorted((ROOT / "bot/cli").rglob("*.py")), *sorted((ROOT / "bot/chat").rglob("*.py"))]

SAYS = {"print", "Message", "Refused", "WrongWords", "MorningReadsError", "SettingsWrong", "Remark", "Wrong", "Button"}
SAYS |= {"add_argument", "add_parser", "ArgumentTypeError", "verb", "TelegramTrouble", "StoreUnusable", "Unusable"}
"""What puts words before a person."""

NOT_WORDS = {"metavar", "action", "choices", "dest", "name", "file", "prog", "end", "kind", "title"}
"""Arguments that are no words to be read."""


def unmarked(tree: ast.AST) -> Iterator[str]:
    """English phrases handed to what people read, without a mark."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _called(call) in SAYS:
            for argument in (*call.args, *(k.value for k in call.keywords if k.arg not in NOT_WORDS)):
                yield from (
                    text for text in _texts(argument) if re.search(r"[A-Za-z]{2,}[ .…]+[a-z]{2,}|[a-z]\.$", text)
                )


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and _called(node) in {"N_", "NN_", "_", "page", "text", "Setting"}:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and not re.match(r"/[a-z]+ ", node.value):
        yield node.value  # but a command, which is typed alike in every language
    for child in ast.iter_child_nodes(node):
        yield from _texts(child)


@pytest.mark.parametrize("path", SPOKEN, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_english_is_said_by_the_command_line_or_a_handler_without_a_mark(path: Path) -> None:
    assert list(unmarked(ast.parse(path.read_text(encoding="utf-8")))) == []


def test_english_without_a_mark_is_found() -> None:
    tree = ast.parse('print(f"It was {n} days ago."); raise Refused("Not so.", N_("Ask again."))')
    assert set(unmarked(tree)) == {"It was ", " days ago.", "Not so."}


@pytest.mark.parametrize("path", sorted((ROOT / "bot").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_words_are_marked_before_they_are_filled_in(path: Path) -> None:
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and _called(call) in {"N_", "NN_", "_"}:
            assert all(isinstance(argument, ast.Constant) for argument in call.args), f"{path.name}:{call.lineno}"
