"""Words that fit, titles that stay whole, templates that cannot run away."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import escape

from bot.core.days import Span
from bot.core.message import TEXT_LIMIT, utf16_length
from bot.render import ENTITIES, Renderer, below, cells, cut_title, fits, plain
from bot.reports import DIGEST_LINES, Moment
from bot.wechat.simulator import FOREVER, Altered
from tests.botapi.markup import parse_html
from tests.house import china, open_house

TURNING = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


@given(st.text(max_size=200), st.integers(8, 80))
@example("א", 8)
@example("\u202eturned", 8)
def test_a_title_is_one_line_and_never_wider_than_its_width(title: str, width: int) -> None:
    cut = cut_title(title, width)
    assert "\n" not in cut
    assert cells(cut) <= width
    # Signs that turn the direction of writing go; what is written from the right is set apart by two of its own.
    whole = " ".join("".join(char for char in title if char not in TURNING).split())
    if cells(whole) <= width:
        assert cut.strip("\u2068\u2069") == whole


def test_a_latin_title_is_cut_at_a_word_and_a_chinese_one_where_it_must() -> None:
    assert cut_title("Why nobody talks about street food any more these days", 30) == "Why nobody talks about street…"
    assert cut_title("夜市回来了，杭州的烟火气也回来了", 12) == "夜市回来了…"


@given(st.text())
def test_plain_of_an_escaped_text_is_the_text(text: str) -> None:
    assert plain(f"<b>{escape(text)}</b>") == text


@given(st.text(min_size=1))
def test_what_fits_is_counted_after_tags_and_entities(text: str) -> None:
    html = f"<b>{escape(text)}</b>"
    assert fits(html, utf16_length(text))
    assert not fits(html, utf16_length(text) - 1)


def many(rows: int, title: str, url: str | None = None, count: int = 10**9) -> Altered:
    """A day of so many articles, each with this title, and with this count of everything."""
    names = "int_page_read_count share_user share_count add_to_fav_user add_to_fav_count ori_page_read_user"
    row = {"ref_date": "2015-01-05", "title": title, "url": url} | dict.fromkeys(names.split(), count)
    articles = [row | {"msgid": f"{n}_1", "int_page_read_user": count + n} for n in range(rows)]
    return Altered(lambda _: {"list": articles})


async def test_the_longest_list_of_the_longest_titles_is_cut_to_fit_and_says_how_many_are_left() -> None:
    async with open_house() as house:
        house.simulator.faults.add("getarticlesummary", many(70, "&<🎉" * 60), times=FOREVER)
        top, digest = [(await house.said(question))[-1] for question in ("/top 2015-01-05 50", "/report 2015-01-05")]
    text, _ = parse_html(top.text)
    assert TEXT_LIMIT - 250 < utf16_length(text) <= TEXT_LIMIT
    shown = text.count("1,000,000,000 shares")
    assert f"and {70 - shown} more" in text
    assert fits(digest.text)


async def test_a_list_cut_to_fit_has_a_button_to_more_unless_it_is_the_longest() -> None:
    async with open_house() as house:
        house.simulator.faults.add("getarticlesummary", many(70, "&<🎉" * 60), times=FOREVER)
        messages = [(await house.said(f"/top 2015-01-05 {n}"))[-1] for n in (40, 50)]
    more = [[b.command for row in m.buttons for b in row if b.label == "More"] for m in messages]
    assert more == [["/top 2015-01-05 50"], []]


async def test_a_list_has_no_more_links_than_telegram_takes() -> None:
    async with open_house() as house:
        house.simulator.faults.add(
            "getarticlesummary", many(60, "夜", "https://mp.weixin.qq.com/s/x", 0), times=FOREVER
        )
        message = (await house.said("/top 2015-01-05 50"))[-1]
    _, entities = parse_html(message.text)
    assert ENTITIES - 4 < len(entities) <= ENTITIES


async def test_half_of_a_pair_in_a_title_is_shown_as_a_mark() -> None:
    assert Renderer().page("unknown", "en", word="28\ud83d", near="").startswith("I do not know “28?”.")


@pytest.mark.parametrize("articles", [0, 1, 70])
async def test_a_digest_is_at_most_fourteen_lines_whatever_it_has_to_say(articles: int) -> None:
    def nothing(answer: dict[str, Any]) -> object:
        return {"list": [row | {"share_user": 0} for row in answer["list"] if row["ref_date"] != "2014-12-29"]}

    moment = Moment(china("2015-01-06 08:30"), provisional=True, topic_gone=True)
    async with open_house("2015-01-06 12:30") as house:
        house.simulator.faults.add("getarticlesummary", many(articles, "夜" * 99), times=FOREVER)
        house.simulator.faults.add("getuserread", Altered(nothing), times=FOREVER)
        draft = await house.app.conversation.house.composer.draft_digest(Span.day(date(2015, 1, 5)), "all")
        composer = house.app.conversation.house.composer
        message = composer.words(draft, "en", composer.zone, moment=moment, lines=DIGEST_LINES)
        whole = composer.words(draft, "en", composer.zone, moment=moment)
    lines = plain(message.text).splitlines()
    assert len(lines) <= DIGEST_LINES
    assert (message == whole) is (len(plain(whole.text).splitlines()) <= DIGEST_LINES)
    assert lines[0] == "Daily Tech · Monday, 5 January 2015"
    assert lines[-1] == "as of 12:30 · Asia/Shanghai"
    assert "Provisional" in message.text
    assert "Late: this was due on 6 January 2015, 08:30." in message.text


def test_an_operators_template_takes_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "progress.html.j2").write_text("Wait for {{ accounts|join }}")
    renderer = Renderer(tmp_path)
    assert renderer.page("progress", "en", accounts=["Daily"]) == "Wait for Daily"
    assert "I do not know" in renderer.page("unknown", "en", word="x", near="")


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{{ ''.__class__.__mro__ }}", "SecurityError: access to attribute '__class__' of 'str' object is unsafe"),
        ("{{ sentence.format.__globals__ }}", "SecurityError"),
        ("{% if %}", "TemplateSyntaxError"),
        ("{{ no_such_figure }}", "UndefinedError: 'no_such_figure' is undefined"),
        ("{{ range(999999999)|list }}", "OverflowError"),
        ("{% include '../../../etc/passwd' %}", "TemplateNotFound"),
    ],
)
def test_an_operators_template_that_fails_is_logged_and_ours_speaks(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, template: str, why: str
) -> None:
    (tmp_path / "error.html.j2").write_text(template)
    assert Renderer(tmp_path).page("error", "en", sentence="A sentence.", step="A step.") == "A sentence. A step."
    assert f"your template of error.html.j2 cannot be used, ours is: {why}" in caplog.text


def test_what_a_template_is_given_is_text_and_never_a_template(tmp_path: Path) -> None:
    (tmp_path / "progress.html.j2").write_text("{{ accounts[0] }}")
    for renderer in (Renderer(), Renderer(tmp_path)):
        assert "{{ 7*7 }}%d%s" in renderer.page("progress", "en", accounts=["{{ 7*7 }}%d%s"])


@given(st.lists(st.integers(0, 300).map(lambda n: f"<b>{'x' * n}</b>"), min_size=1))
def test_a_reason_stands_above_every_text_which_loses_whole_lines_but_not_its_last(lines: list[str]) -> None:
    text = below("the reason", "\n".join([*lines, "as of 12:30"]), 1024)
    assert fits(text, 1024)
    assert text.startswith("the reason\n\n")
    assert text.endswith("\nas of 12:30")
    kept = text.split("\n")[2:-1]
    assert kept == lines or (kept[-1] == "…" and kept[:-1] == lines[: len(kept) - 1])


def test_of_a_text_that_fits_in_no_way_the_reason_is_left() -> None:
    assert below("the reason", "x" * 2000, 1024) == "the reason"
