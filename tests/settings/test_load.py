"""Settings: every form that is taken, every wrong one refused by name, no secret ever shown."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from bot.core.errors import SettingsWrong
from bot.core.naming import Setting
from bot.settings import Settings, load

ACCOUNT = '{"daily": {"app_id": "wx1", "app_secret": "s3cret"}}'


def names(**settings: str) -> dict[str, str]:
    return {f"MORNING_READS_{name}": value for name, value in settings.items()}


def wrong(config: Path | None = None, /, **settings: str) -> str:
    with pytest.raises(SettingsWrong) as caught:
        load(names(**settings), config)
    assert "s3cret" not in str(caught.value) + repr(caught.value)
    assert caught.value.exit_status == 2
    return str(caught.value)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings file of whoever runs the tests is read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Setting, "spelling", Setting.spelling)


def toml(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_nothing_needs_to_be_set() -> None:
    assert load({}) == Settings()


@pytest.mark.parametrize(
    ("value", "chats"),
    [("[-1, 2]", [-1, 2]), ("-1,2", [-1, 2]), (" -1 , 2 ", [-1, 2]), ("-1", [-1]), ("[]", []), ("", [])],
)
def test_lists_are_json_or_with_commas_or_one_value(value: str, chats: list[int]) -> None:
    assert load(names(TELEGRAM__CHATS=value)).telegram.chats == chats


@pytest.mark.parametrize(("value", "seconds"), [("20s", 20), ("15m", 900), ("3h", 10_800), ("7d", 604_800)])
def test_durations(value: str, seconds: int) -> None:
    assert load(names(MORNING__DEADLINE=value)).morning.deadline == timedelta(seconds=seconds)


def test_hours_zones_and_instants() -> None:
    settings = load(
        names(MORNING__TIME="7:05", MORNING__TIMEZONE="Europe/Berlin", CLOCK__START="2015-01-06T08:29:00+08:00")
    )
    assert settings.morning.time == time(7, 5)
    assert settings.clock.start == datetime.fromisoformat("2015-01-06T08:29:00+08:00")


def test_names_in_the_environment_may_be_of_any_case() -> None:
    assert load({"morning_reads_language": "zh"}).language == "zh"


def test_a_file_has_the_same_names_and_the_environment_wins(tmp_path: Path) -> None:
    path = toml(
        tmp_path, 'language = "zh"\n[morning]\ntime = "07:00"\n[accounts.daily]\napp_id="wx1"\napp_secret="s"\n'
    )
    settings = load(names(MORNING__TIME="09:00", MORNING__DEADLINE="1h"), path)
    assert (settings.language, settings.morning.time) == ("zh", time(9, 0))
    assert settings.accounts["daily"].app_secret.get_secret_value() == "s"


def test_morning_reads_toml_in_the_working_directory_is_read(tmp_path: Path) -> None:
    (tmp_path / "morning-reads.toml").write_text('language = "zh"')
    assert load({}).language == "zh"


def test_secrets_may_lie_in_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("123:from-file\n")
    settings = load(
        names(
            TELEGRAM__TOKEN_FILE=str(secret),
            ACCOUNTS=f'{{"daily": {{"app_id": "wx1", "app_secret_file": "{secret}"}}}}',
        )
    )
    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == "123:from-file"
    assert settings.accounts["daily"].app_secret.get_secret_value() == "123:from-file"


def test_a_secret_in_the_environment_takes_the_place_of_a_file_named_in_toml(tmp_path: Path) -> None:
    path = toml(tmp_path, '[telegram]\ntoken_file = "/nowhere"\n')
    token = load(names(TELEGRAM__TOKEN="123:from-environment"), path).telegram.token
    assert token is not None
    assert token.get_secret_value() == "123:from-environment"


def test_a_secret_given_in_both_forms_is_refused(tmp_path: Path) -> None:
    account = '{"daily": {"app_id": "wx1", "app_secret": "s3cret", "app_secret_file": "/x"}}'
    assert "is given twice" in wrong(ACCOUNTS=account)
    assert "is given twice" in wrong(TELEGRAM__TOKEN="s3cret", TELEGRAM__TOKEN_FILE="/x")


def test_a_secrets_file_that_cannot_be_read_is_named() -> None:
    told = wrong(TELEGRAM__TOKEN_FILE="/nowhere")
    assert "The file /nowhere, named for MORNING_READS_TELEGRAM__TOKEN_FILE, cannot be read." in told


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le with its mark", "utf-16-be with its mark"])
def test_a_secrets_file_as_windows_tools_write_it_gives_the_secret_alone(tmp_path: Path, encoding: str) -> None:
    name, _, marked = encoding.partition(" with")
    secret = tmp_path / "secret.txt"
    secret.write_bytes((("\ufeff" if marked else "") + "123:from-file\r\n").encode(name))
    account = f'{{"daily": {{"app_id": "wx1", "app_secret_file": "{secret}"}}}}'
    settings = load(names(TELEGRAM__TOKEN_FILE=str(secret), ACCOUNTS=account))
    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == "123:from-file"
    assert settings.accounts["daily"].app_secret.get_secret_value() == "123:from-file"


def test_a_secrets_file_that_is_no_text_is_not_blamed_on_permissions(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"\xe9\xff123")
    told = wrong(TELEGRAM__TOKEN_FILE=str(tmp_path / "secret"))
    assert told.endswith("is no text in UTF-8. Save it anew as plain text in UTF-8.")


@pytest.mark.parametrize(
    ("name", "near"),
    [("TELEGRAM__TOKNE", "TELEGRAM__TOKEN"), ("MORNING__TIMEZON", "MORNING__TIMEZONE"), ("LANGAUGE", "LANGUAGE")],
)
def test_a_misspelt_setting_is_refused_and_the_nearest_named(name: str, near: str) -> None:
    assert wrong(**{name: "x"}) == (f"There is no setting MORNING_READS_{name}. Did you mean MORNING_READS_{near}?")


def test_a_setting_like_no_other_is_refused() -> None:
    assert "There is no setting MORNING_READS_XYZZY." in wrong(XYZZY="1")


def test_what_kubernetes_sets_is_passed_over() -> None:
    assert load(names(PORT="tcp://10.0.0.1", PORT_80_TCP="x", SERVICE_HOST="10.0.0.1")) == Settings()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MORNING__TIMEZONE", "Mars/Olympus", "no such zone"),
        ("MORNING__TIMEZONE", "../etc", "no such zone"),
        ("MORNING__TIME", "25:00", "MORNING_READS_MORNING__TIME"),
        ("MORNING__TIME", "8 o'clock", "a time looks like 08:30"),
        ("MORNING__DEADLINE", "three hours", "a duration looks like"),
        ("MORNING__DEADLINE", "-3h", "a duration looks like"),
        ("MORNING__DEADLINE", "99999999999d", "longer than time is counted"),
        ("TELEGRAM__ADMINS", "me", "MORNING_READS_TELEGRAM__ADMINS"),
        ("TELEGRAM__CHATS", "[1,", "MORNING_READS_TELEGRAM__CHATS"),
        ("TELEGRAM__TOKEN", "s3cret", "a bot token looks like 123456789:AAE"),
        ("TELEGRAM__TOKEN_FILE", "/dev/null", "a bot token looks like 123456789:AAE"),
        ("TEMPLATES__PATH", "/nowhere", "there is no folder /nowhere"),
        ("LOG__LEVEL", "loud", "MORNING_READS_LOG__LEVEL"),
        ("LOG__FORMAT", "xml", "MORNING_READS_LOG__FORMAT"),
        ("TELEGRAM__API_URL", "api.telegram.org", "begins with http"),
        ("WECHAT__PROXY", "1.2.3.4:80", "a proxy looks like"),
        ("LANGUAGE", "fr", "MORNING_READS_LANGUAGE"),
        ("CLOCK__START", "2015-01-06T08:29:00", "an instant needs its zone"),
        ("CLOCK__START", "yesterday", "MORNING_READS_CLOCK__START"),
        ("ACCOUNTS", "daily", "is not JSON"),
        ("ACCOUNTS", '["daily"]', "MORNING_READS_ACCOUNTS"),
        ("ACCOUNTS", '{"daily": "s3cret"}', "ACCOUNTS.daily"),
        ("ACCOUNTS", '{"a-key-of-17-chars": {"app_id": "x", "app_secret": "s3cret"}}', "1 to 16 of a-z"),
        ("ACCOUNTS", '{"daily": {"app_id": "x", "app_secret": "s3cret", "source": "new"}}', "ACCOUNTS.daily.source"),
        ("ACCOUNTS", '{"daily": {"app_id": "x", "app_secret": "s3cret", "token": "best"}}', "ACCOUNTS.daily.token"),
        ("ACCOUNTS", '{"daily": {"app_id": "x", "app_secret": ""}}', "ACCOUNTS.daily.app_secret"),
        ("ACCOUNTS", '{"daily": {"app_id": "x", "app_secret_file": "/nowhere"}}', "The file /nowhere"),
        ("ACCOUNTS", '{"Daily!": {"app_id": "x", "app_secret": "s3cret"}}', "1 to 16 of a-z"),
        ("ACCOUNTS", '{"all": {"app_id": "x", "app_secret": "s3cret"}}', "1 to 16 of a-z"),
        ("ACCOUNTS", '{"daily": {"app_id": "x", "app_secret": "s3cret", "nmae": "x"}}', "ACCOUNTS.daily.nmae"),
        ("ACCOUNTS", '{"daily": {"app_secret": "s3cret"}}', "ACCOUNTS.daily.app_id"),
    ],
)
def test_a_wrong_value_is_refused_by_the_settings_name(name: str, value: str, words: str) -> None:
    assert words in wrong(**{name: value})


def test_a_misspelt_name_in_a_file_is_refused_and_the_nearest_named(tmp_path: Path) -> None:
    path = toml(tmp_path, '[morning]\ntiem = "08:00"\n')
    assert wrong(path) == f"There is no setting morning.tiem in {path}. Did you mean morning.time?"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('accounts = "daily"', "The setting accounts in "),
        ('Telegram = "s3cret"', "The setting Telegram in "),
        ("[Telegram]\nchats = [1, 'x']", "The setting Telegram.chats in "),
        ("[morning]\ndeadline = 3", "a duration looks like"),
        ('[telegram]\ntoken = ""', "a bot token looks like"),
        ('[accounts.daily]\napp_id = "x"\napp_secret = "s3cret"\nnmae = "x"', "Did you mean accounts.daily.name?"),
    ],
)
def test_a_wrong_value_in_a_file_is_refused_by_name(tmp_path: Path, text: str, words: str) -> None:
    assert words in wrong(toml(tmp_path, text))


def test_each_mistake_is_told_at_once_where_it_was_written(tmp_path: Path) -> None:
    path = toml(tmp_path, '[morning]\ntime = "late"\nDeadline = "3x"\n[accounts.daily]\napp_id = "x"\n')
    with pytest.raises(SettingsWrong) as caught:
        load(names(LANGAUGE="zh", MORNING__TIME="never", TELEGRAM__TOKEN_FILE="/nowhere"), path)
    told = [str(one).partition(":")[0] for one in (caught.value, *caught.value.more)]
    assert told == [
        "There is no setting MORNING_READS_LANGAUGE. Did you mean MORNING_READS_LANGUAGE?",
        "The file /nowhere, named for MORNING_READS_TELEGRAM__TOKEN_FILE, cannot be read. "
        "Check the path and its permissions.",
        f"The setting accounts.daily.app_secret in {path} is missing. Add it; README shows every setting's form.",
        "The setting MORNING_READS_MORNING__TIME is wrong",
        f"The setting morning.Deadline in {path} is wrong",
    ]


@pytest.mark.parametrize("name", ["FOO", "TELEGRAM__FOO", "MORNING__X", "COUNTS__DAILY"])
def test_what_is_near_to_no_setting_suggests_none(name: str) -> None:
    assert wrong(**{name: "x"}) == f"There is no setting MORNING_READS_{name}. README lists them all."


def test_toml_may_use_its_own_forms(tmp_path: Path) -> None:
    path = toml(
        tmp_path,
        "[telegram]\nchats = -5\nadmins = [1, 2]\n[morning]\ntime = 07:05:00\n"
        "[clock]\nstart = 2015-01-06T08:29:00+08:00\n",
    )
    settings = load({}, path)
    assert (settings.telegram.chats, settings.telegram.admins, settings.morning.time) == ([-5], [1, 2], time(7, 5))
    assert settings.clock.start == datetime.fromisoformat("2015-01-06T08:29:00+08:00")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_mark_of_the_encoding_before_the_first_line_is_passed_over(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "notepad.toml"
    path.write_text('language = "zh"', encoding=encoding)
    assert load({}, path).language == "zh"


def test_a_file_that_is_not_there_or_not_toml_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in wrong(tmp_path / "none.toml")
    assert "is not TOML" in wrong(toml(tmp_path, "x = = 1"))
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'language = "\xe9"')
    assert "it is not UTF-8" in wrong(latin)


def test_secrets_stand_in_no_representation() -> None:
    settings = load(names(TELEGRAM__TOKEN="123:s3cret", ACCOUNTS=ACCOUNT))
    assert "s3cret" not in repr(settings) + str(settings)


def test_relative_paths_of_a_file_count_from_its_folder_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / "own").mkdir(parents=True)
    (home / "secret").write_text("123:abc")
    path = toml(
        home,
        '[store]\npath = "kept/s.sqlite"\n[templates]\npath = "own"\n[telegram]\ntoken_file = "secret"\n'
        '[accounts.a]\napp_id = "wx1"\napp_secret_file = "secret"\n',
    )
    for place in (tmp_path, home):
        monkeypatch.chdir(place)
        settings = load({}, path)
        assert settings.store.path == home / "kept/s.sqlite"
        assert settings.templates.path == home / "own"
        assert settings.telegram.token is not None
        assert settings.accounts["a"].app_secret.get_secret_value() == "123:abc"
        assert settings.file == path


def test_the_usual_store_lies_beside_the_settings_file_and_without_one_in_the_working_directory(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    path = toml(tmp_path / "home", 'language = "zh"')
    assert load({}, path).store.path == tmp_path / "home/data/morning-reads.sqlite"
    assert load({}).store.path == Path("data/morning-reads.sqlite")
    assert load({}).file is None


def test_a_relative_path_of_the_environment_counts_from_the_working_directory(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    path = toml(tmp_path / "home", '[store]\npath = "kept.sqlite"')
    assert load(names(STORE__PATH="other.sqlite"), path).store.path == Path("other.sqlite")


def test_an_absolute_path_of_a_file_stays(tmp_path: Path) -> None:
    assert load({}, toml(tmp_path, '[store]\npath = "/srv/s.sqlite"')).store.path == Path("/srv/s.sqlite")


def test_a_setting_is_named_as_it_is_written_here(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    path = toml(tmp_path / "home", '[Telegram]\nAdmins = [7]\n[store]\npath = "s.sqlite"')
    told = {}
    for where, environment in ({"file": names(TELEGRAM__CHATS="-1"), "both": names(STORE__PATH="x")}).items():
        load(environment, path)
        told[where] = [str(Setting(name)) for name in ("store.path", "telegram.admins", "telegram.chats", "accounts")]
    load({})
    told["neither"] = [str(Setting("store.path")), str(Setting("accounts"))]
    assert told == {
        "file": ["store.path", "Telegram.Admins", "MORNING_READS_TELEGRAM__CHATS", "accounts"],
        "both": ["MORNING_READS_STORE__PATH", "Telegram.Admins", "Telegram.chats", "accounts"],
        "neither": ["MORNING_READS_STORE__PATH", "MORNING_READS_ACCOUNTS"],
    }


def test_a_secret_in_a_file_is_refused_by_the_name_that_it_has_there(tmp_path: Path) -> None:
    told = wrong(toml(tmp_path, '[accounts.daily]\napp_id = "wx1"\napp_secret_file = "/nowhere"'))
    assert "The file /nowhere, named for accounts.daily.app_secret_file, cannot be read." in told
    both = toml(tmp_path, '[telegram]\ntoken = "1:s3cret"\ntoken_file = "/x"')
    assert "The setting telegram.token is given twice" in wrong(both)
