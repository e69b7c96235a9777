"""The user's files: every wrong key or value is named with its file, and with what is allowed."""

from pathlib import Path

import pytest

from flows.settings import Settings, load_settings
from flows.sources import Source, load_sources, source_namer
from flows.tables import SettingsError

REPOSITORY = Path(__file__).parents[2]


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_settings_are_the_defaults() -> None:
    assert load_settings(REPOSITORY / "seeds") == Settings()


def test_a_folder_without_settings_gives_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()


def test_sizes_lists_and_numbers_are_read(tmp_path: Path) -> None:
    write(tmp_path / "settings.toml", '[limits]\ndocument = "1.5 MB"\ndepth = 7\n[copies]\nprefer = ["one", "two"]\n')
    settings = load_settings(tmp_path)
    assert settings.limits.document == 1_500_000
    assert settings.limits.depth == 7
    assert settings.copies.prefer == ("one", "two")


def test_workers_are_one_for_each_processor_unless_said(tmp_path: Path) -> None:
    write(tmp_path / "settings.toml", "[run]\nworkers = 5\n")
    assert load_settings(tmp_path).workers == 5
    assert Settings().workers >= 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[run]\nworkers = -1", "[run] workers must not be negative, but is -1"),
        ('[run]\nworkers = "many"', "[run] workers must be a whole number, not 'many'"),
        ("[run]\nworkers = true", "[run] workers must be a whole number, not True"),
        ("[runs]\nworkers = 1", "unknown key 'runs'; known are copies, "),
        ("[run]\nworker = 1", "[run] unknown key 'worker'"),
        ("run = 1", "'run' is a table: write [run] on a line of its own"),
        ("[limits]\ndocument = 5", "[limits] document must be a size such as"),
        ('[limits]\ndocument = "5 apples"', "[limits] document must be a size such as"),
        ("[copies]\nprefer = [1]", "[copies] prefer must be a list of texts"),
        ("[store]\narchive = 1", "[store] archive must be true or false, not 1"),
        ("[store\n", "is not TOML"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path / "settings.toml", text)
    with pytest.raises(SettingsError) as error:
        load_settings(tmp_path)
    assert message in str(error.value)
    assert str(path) in str(error.value)


def test_settings_in_another_encoding_are_refused(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b'[store]\ndatabase = "\xff.db"\n')
    with pytest.raises(SettingsError, match="is not UTF-8"):
        load_settings(tmp_path)


def test_a_source_file_is_read(tmp_path: Path) -> None:
    text = """
        name = "daily"
        hosts = ["www.Daily.example"]
        time_zone = "Asia/Baku"
        [[rules]]
        remove = [".related"]
        until = "2026-01-31"
    """
    write(tmp_path / "sources" / "daily.toml", text)
    (source,) = load_sources(tmp_path)
    assert source.hosts == ("daily.example",)
    assert source.profile.time_zone == "Asia/Baku"
    assert source.rules[0].remove == (".related",)
    assert source.rules[0].until == "2026-01-31"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "name must be a text in quotes, not None"),
        ('name = "weekly"', "name must be 'daily', as the file is called, not 'weekly'"),
        ('name = "daily"\nhost = "x"', "unknown key 'host'"),
        ('name = "daily"\nhosts = "x"', "hosts must be a list of texts"),
        ('name = "daily"\nenabled = "no"', "enabled must be true or false"),
        ('name = "daily"\ntime_zone = "Mars/Base"', "time_zone 'Mars/Base' is not known"),
        ('name = "daily"\n[rules]\nbody = "p"', "'rules' are tables: write [[rules]]"),
        ('name = "daily"\n[[rules]]\nbodies = "p"', "[rules] unknown key 'bodies'"),
        ('name = "daily"\n[[rules]]\nremove = "p"', "remove must be a list of texts"),
    ],
)
def test_a_wrong_source_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path / "sources" / "daily.toml", text)
    with pytest.raises(SettingsError) as error:
        load_sources(tmp_path)
    assert message in str(error.value)
    assert str(path) in str(error.value)


def test_a_host_belongs_to_one_source(tmp_path: Path) -> None:
    write(tmp_path / "sources" / "one.toml", 'name = "one"\nhosts = ["shared.example"]')
    write(tmp_path / "sources" / "two.toml", 'name = "two"\nhosts = ["shared.example"]')
    with pytest.raises(SettingsError, match=r"'shared\.example' is also claimed by 'one'"):
        load_sources(tmp_path)


@pytest.mark.parametrize(
    ("forced", "said", "url", "name"),
    [
        ("forced", "said", "https://daily.example/a", "forced"),
        (None, "said", "https://m.daily.example/a", "daily"),
        (None, "said", "https://www.other.example/a", "said"),
        (None, " ", "https://www.other.example/a", "other.example"),
        (None, None, "https://[broken/a", "dump"),
        (None, None, None, "dump"),
        (None, None, "/relative", "dump"),
    ],
)
def test_a_capture_belongs_to_the_first_that_is_known(
    forced: str | None, said: str | None, url: str | None, name: str
) -> None:
    namer = source_namer([Source("daily", hosts=("daily.example",))], "dump", forced)
    assert namer(said, url) == name
