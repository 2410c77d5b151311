"""Laws of the whole project: what is listed in one place stands in all places."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import i18n
from bot.catalogue import LANGUAGES, translate
from bot.chat.commands import COMMANDS, menu
from bot.core import errors
from bot.core.days import Span
from bot.core.metrics import BY_NAME, DAILY, METRICS, OF_ACCOUNTS, RANKED, Metric, Unit
from bot.render import Renderer, templates_path
from bot.reports import REPORTS
from bot.reports.base import LABELS
from bot.settings.load import settings_rows
from bot.wechat.endpoints import ENDPOINTS, Endpoint
from bot.wechat.errcodes import CODES
from bot.wechat.parse import PARSERS
from tests.faults.promise import PROMISE
from tests.house import open_house

ROOT = Path(__file__).parent.parent
BOT = sorted((ROOT / "bot").rglob("*.py"))
READMES = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return [ROOT / name for name in listed.splitlines()]


def test_every_command_is_unique_and_helped() -> None:
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", name) for name in names)
    assert all(command.help for command in COMMANDS)


def test_what_can_be_asked_has_a_chinese_name_and_no_word_means_two() -> None:
    words = [word.lower() for command in COMMANDS for word in (command.name, *command.aliases)]
    assert len(set(words)) == len(words)
    assert all(any(not word.isascii() for word in command.aliases) for command in COMMANDS if not command.chat_only)


def test_the_menu_fits_telegrams_limits() -> None:
    assert len(menu()) <= 100
    assert all(1 <= len(what) <= 256 for _, what in menu())


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.name)
def test_every_command_stands_in_both_readmes(command: object) -> None:
    name = getattr(command, "name", "")
    usage = getattr(command, "usage", "")
    for language, text in zip(LANGUAGES, READMES, strict=True):
        words = translate(usage, language).replace("|", "\\|") if usage else ""
        assert (f"| `/{name} {words}` |" if words else f"| `/{name}` |") in text


def test_the_promise_stands_in_the_readme_word_for_word() -> None:
    readme = " ".join(READMES[0].split())
    assert " ".join(PROMISE) in readme


@pytest.mark.parametrize("report", REPORTS, ids=lambda r: r.name)
def test_every_report_has_a_command_a_template_and_a_label(report: object) -> None:
    name = getattr(report, "name", "")
    assert name in [command.name for command in COMMANDS]
    assert (templates_path() / f"{name}.html.j2").is_file()
    assert name in LABELS


def test_buttons_lead_only_to_commands() -> None:
    names = {command.name for command in COMMANDS}
    assert {name for report in REPORTS for name in report.follow} - {"chart"} <= names


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: e.name)
def test_every_endpoint_is_parsed_and_has_a_documented_packet(endpoint: object) -> None:
    name = getattr(endpoint, "name", "")
    assert name in PARSERS
    packet = json.loads((ROOT / "tests/packets" / f"{name}.json").read_text(encoding="utf-8"))
    assert packet["list"]


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: e.name)
async def test_every_endpoint_is_simulated_within_its_span(endpoint: Endpoint) -> None:
    span = Span(endpoint.first_day, endpoint.first_day + timedelta(days=endpoint.longest_span - 1))
    async with open_house("2026-11-24 12:30") as house:
        (account,) = house.app.accounts
        fetched = await account.client.fetch(endpoint, span)
    assert fetched.troubles == ()
    assert [call.name for call in house.simulator.calls if call.name == endpoint.name] == [endpoint.name]
    assert {reply.day for reply in fetched.replies if reply.rows} <= set(span)
    assert any(reply.rows for reply in fetched.replies)


@pytest.mark.parametrize("row", list(settings_rows()), ids=lambda row: row[0])
def test_every_setting_stands_in_the_readme_and_in_the_example(row: tuple[str, str, str]) -> None:
    name, default, meaning = row
    assert f"| `{name}` | {default} | {meaning} |" in READMES[0]
    assert f"MORNING_READS_{name}=" in (ROOT / ".env.example").read_text(encoding="utf-8")


@pytest.mark.parametrize("template", sorted(templates_path().glob("*.html.j2")), ids=lambda p: p.name)
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_template_parses(template: Path, language: str) -> None:
    Renderer().environment(language).get_template(template.name)


@pytest.mark.parametrize("template", sorted(templates_path().glob("*.j2")), ids=lambda p: p.name)
def test_every_translated_sentence_of_a_template_can_be_filled_in(template: Path) -> None:
    environment = Renderer().environment("en")
    words = environment.extract_translations(template.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    for _, _, message in words:
        # `_(command.help)` is a word of a table: None here.
        for sentence in filter(None, (message,) if isinstance(message, str) else message or ()):
            names = re.findall(r"%\((\w+)\)s", sentence)
            shown = sentence % {name: f"<{name}>" for name in names}
            assert all(f"<{name}>" in shown for name in names)
            assert "\n" not in shown


def test_every_template_is_used() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in BOT)
    reports = {report.name for report in REPORTS}
    for template in templates_path().glob("*.html.j2"):
        name = template.name.removesuffix(".html.j2")
        assert name in reports or f'"{name}"' in source, name


def kinds(of: type[errors.MorningReadsError]) -> list[type[errors.MorningReadsError]]:
    return [of, *(kind for sub in of.__subclasses__() for kind in kinds(sub))]


@pytest.mark.parametrize("kind", kinds(errors.MorningReadsError), ids=lambda k: k.__name__)
def test_every_error_has_a_sentence_and_a_next_step(kind: type[errors.MorningReadsError]) -> None:
    assert kind.sentence.endswith(".")
    assert kind.step.endswith(".")


@pytest.mark.parametrize("row", CODES, ids=lambda r: str(r.numbers))
def test_every_errcode_has_a_sentence_and_a_next_step(row: object) -> None:
    assert str(getattr(row, "sentence", "")).endswith(".")
    assert str(getattr(row, "step", "")).endswith(".")


def test_every_metric_has_its_words() -> None:
    for metric in METRICS:
        assert "{n}" in metric.one
        assert "{n}" in metric.many
        assert bool(metric.over_days) is (metric.unit is Unit.PEOPLE)


SHOWN = ("likes", "hearts", "comments", "followers_won")
"""What reports show beside the shared metrics, under its own name."""


@pytest.mark.parametrize("name", [*(m.name for m in DAILY), *SHOWN])
def test_every_metric_that_reports_show_stands_in_the_readmes_table_of_figures(name: str) -> None:
    table = READMES[0].partition("| Figure | Counts |")[2].partition("\n\n")[0]
    figures = {figure for row in table.splitlines()[2:] for figure in row.split("|")[1].strip().split(", ")}
    assert BY_NAME[name].title in figures


@pytest.mark.parametrize("metric", dict.fromkeys((*RANKED, *OF_ACCOUNTS)), ids=lambda m: m.name)
def test_every_metric_that_may_be_asked_for_is_named_in_the_readme(metric: Metric) -> None:
    sentence = READMES[0].partition("A metric is ")[2].partition(".")[0]
    assert f"`{metric.name}`" in sentence


@pytest.mark.parametrize("path", BOT, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_is_longer_than_300_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", BOT, ids=lambda p: str(p.relative_to(ROOT)))
def test_everything_public_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree) or not tree.body
    for node in public(tree):
        assert ast.get_docstring(node), f"{path.name}:{node.lineno} {node.name}"


Named = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def public(tree: ast.Module | ast.ClassDef) -> Iterator[Named]:
    """Classes, functions and methods without an underscore, of public classes."""
    for node in tree.body:
        if isinstance(node, Named) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


@pytest.mark.parametrize("path", BOT, ids=lambda p: str(p.relative_to(ROOT)))
def test_only_the_telegram_face_knows_telegrams_library(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    knows = any(name.partition(".")[0] == "telegram" for name in imported)
    assert not knows or "bot/chat/telegram" in path.as_posix()


ELSEWHERE = {
    "__init__": "test_laws.py",
    "__main__": "end_to_end/program.py",
    "accounts": "chat/test_asking.py",
    "app": "house.py",
    "clock": "end_to_end/program.py",
}
"""Modules without a test file of their name, and where they are at work."""


@pytest.mark.parametrize("path", [p for p in BOT if p.parent.name == "bot"], ids=lambda p: p.stem)
def test_every_module_has_tests_of_its_name_or_is_at_work_in_a_named_place(path: Path) -> None:
    assert (ROOT / "tests" / ELSEWHERE.get(path.stem, f"test_{path.stem}.py")).is_file()


@pytest.mark.parametrize("folder", sorted({p.parent for p in BOT} - {ROOT / "bot"}), ids=lambda p: p.name)
def test_tests_mirror_the_house(folder: Path) -> None:
    mirror = ROOT / "tests" / folder.relative_to(ROOT / "bot")
    # The commands are a folder of the conversation, which the dialogues hold.
    assert any(mirror.glob("test_*.py")) or folder.name == "commands"


@pytest.mark.parametrize("path", BOT, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_is_left_half_done(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(TODO|FIXME|XXX|raise NotImplementedError)\b", text)


def test_no_file_calls_the_hosts_clock_but_the_clock_and_the_command_line() -> None:
    callers = {
        str(path.relative_to(ROOT))
        for path in BOT
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today")
        if isinstance(node.value, ast.Name) and node.value.id in ("datetime", "date")
    }
    # The schedule hands APScheduler the host's instants and nothing else; the store stamps acts, which nothing reads.
    assert callers <= {"bot/clock.py", "bot/cli/verbs.py", "bot/schedule.py", "bot/store/ledger.py"}


def test_nothing_tracked_names_a_machines_path_or_a_package_registry() -> None:
    named = re.compile(r"(?<![\w.])/(?:home|root|Users|work|opt/\w+-more)/\w|//(?:\w+\.)?(?:pypi|pythonhosted|npmjs)\.")
    for path in tracked():
        if path.suffix in (".py", ".md", ".toml", ".j2", ".yml", "") and path.is_file():
            assert not named.search(path.read_text(encoding="utf-8", errors="replace")), path
