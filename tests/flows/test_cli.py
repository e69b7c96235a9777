"""The command line from outside: exit codes, messages, what is printed where, and what is imported."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest

from db.connection import open_store
from db.reading.export import FIELDS
from extractors.records import Extracted
from flows import cli
from flows.commands import status as status_module
from tests.db.reading_store import Sample, add, make_sample, settle

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "cli"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return make_sample(tmp_path_factory.mktemp("store"))


class Terminal:
    """Runs commands on the sample store and keeps what they wrote."""

    def __init__(self, capsys: pytest.CaptureFixture[str], sample: Sample) -> None:
        self._capsys = capsys
        self._sample = sample
        self.out = ""
        self.err = ""

    def run(self, *arguments: str, store: Path | None = None) -> int:
        code = cli.run([*arguments, "--db", str(store or self._sample.path)])
        self.out, self.err = self._capsys.readouterr()
        return code


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], sample: Sample) -> Terminal:
    return Terminal(capsys, sample)


def subprocess_of(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "flows.cli", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, **options)  # type: ignore[call-overload,no-any-return]


class TestFirstMistakes:
    @pytest.mark.parametrize("command", [["search", "storm"], ["explain", "abc"], ["export"], ["status"]])
    def test_a_missing_store_is_told_with_what_makes_one(
        self, terminal: Terminal, tmp_path: Path, command: list[str]
    ) -> None:
        missing = tmp_path / "nowhere.db"
        assert terminal.run(*command, store=missing) == 1
        assert terminal.err == (
            f"Error: {missing}: there is no such database; make one with `wiresift ingest PATH`, or name another"
            " with --db\n"
        )
        assert not missing.exists()

    def test_a_file_that_is_something_else_is_refused(self, terminal: Terminal, tmp_path: Path) -> None:
        other = tmp_path / "letter.db"
        other.write_text("Dear reader, " * 100)
        assert terminal.run("status", store=other) == 1
        assert terminal.err.startswith(f"Error: {other}: ")
        assert "not a database" in terminal.err

    def test_a_database_of_another_program_is_refused(self, terminal: Terminal, tmp_path: Path) -> None:
        other = tmp_path / "other.db"
        subprocess.run([sys.executable, "-c", MAKE_OTHER, str(other)], check=True)
        assert terminal.run("status", store=other) == 1
        assert "not a Wiresift store" in terminal.err

    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            (["explain", "zzz"], 1, "no article's id begins with 'zzz'"),
            (["export", "--since", "99"], 1, "cursor 99 is not of this store, whose newest is 2"),
            (["export", "--since", "soon"], 2, "'soon' is no cursor"),
            (["export", "--since", "9" * 30], 2, "is no cursor"),
            (["export", "--format", "xml"], 2, "'xml'"),
            (["search", "storm", "--since", "yesterday"], 2, "write 2026-01-31"),
            (["search", "storm", "--limit", "0"], 2, "--limit"),
            (["search", ""], 2, "no word to look for"),
            (["search", "!?"], 2, "no word to look for"),
            (["search"], 2, "QUERY"),
            (["export", "--query", "-storm"], 2, "no word to look for"),
            (["search", "storm", "--source", "ledgr"], 1, "no source is called 'ledgr'. There are: ledger"),
            (["export", "--source", "qqq"], 1, "There are: harbour, ledger, villain"),
            (["serch", "storm"], 2, "No such command 'serch'; perhaps 'search' is meant."),
            (["sources", "lst"], 2, "No such command 'lst'; perhaps 'list' is meant."),
            (["frobnicate"], 2, "No such command 'frobnicate'."),
            (["ingest"], 2, "PATH"),
            (["ingest", "x", "--workers", "0"], 2, "--workers"),
            (["status", "--seeds", "no-such-folder"], 2, "mkdir -p no-such-folder"),
        ],
    )
    def test_a_mistake_has_its_code_and_says_what_to_do(
        self, terminal: Terminal, arguments: list[str], code: int, message: str
    ) -> None:
        assert terminal.run(*arguments) == code
        assert message in terminal.err
        assert "Traceback" not in terminal.err
        assert terminal.out == ""

    def test_a_wrong_setting_names_its_file(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "settings.toml").write_text("[stor]\n")
        assert cli.run(["status", "--seeds", str(tmp_path)]) == 1
        assert str(tmp_path / "settings.toml") in capsys.readouterr().err

    def test_the_message_of_an_error_cannot_move_the_cursor(self, terminal: Terminal) -> None:
        assert terminal.run("search", "storm", "--source", "\x1b[2J\u202e") == 1
        assert "\x1b" not in terminal.err
        assert "\u202e" not in terminal.err

    def test_an_interrupt_ends_it_quietly(self, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(_connection: sqlite3.Connection) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(status_module, "read_status", interrupted)
        assert terminal.run("status") == 130
        assert (terminal.out, terminal.err) == ("", "")

    @pytest.mark.parametrize(
        ("error", "message"),
        [
            (OSError(28, "No space left on device"), "Error: output: No space left on device\n"),
            (sqlite3.OperationalError("database is locked"), "Error: the database: database is locked\n"),
        ],
    )
    def test_what_the_machine_refuses_is_told(
        self, terminal: Terminal, monkeypatch: pytest.MonkeyPatch, error: Exception, message: str
    ) -> None:
        def refused(_connection: sqlite3.Connection) -> None:
            raise error

        monkeypatch.setattr(status_module, "read_status", refused)
        assert terminal.run("status") == 1
        assert terminal.err == message


MAKE_OTHER = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('CREATE TABLE notes (text)')"


class TestOptions:
    def test_the_store_may_be_named_before_the_command(
        self, sample: Sample, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert cli.run(["--db", str(sample.path), "search", "storm"]) == 0
        assert "Storm shuts harbour" in capsys.readouterr().out

    def test_the_name_behind_the_command_wins(self, sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.run(["--db", "nowhere.db", "search", "storm", "--db", str(sample.path)]) == 0
        assert "Storm shuts harbour" in capsys.readouterr().out

    def test_the_settings_name_the_store_when_no_option_does(
        self, sample: Sample, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "settings.toml").write_text(f'[store]\ndatabase = "{sample.path}"\n')
        assert cli.run(["--seeds", str(tmp_path), "search", "storm"]) == 0
        assert "Storm shuts harbour" in capsys.readouterr().out

    def test_every_command_takes_both_options(self) -> None:
        for name in cli.COMMANDS:
            with cli.wiresift.make_context("wiresift", [name, "--help"], resilient_parsing=True) as context:
                command = cli.wiresift.get_command(context, name)
            assert command is not None
            assert {"db", "seeds"} <= {parameter.name for parameter in command.params}

    def test_help_and_version_are_done(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.run(["--version"]) == 0
        assert capsys.readouterr().out.startswith("wiresift ")
        assert cli.run(["search", "--help"]) == 0


class TestOutput:
    """What is printed, beside a file that a person has read. WRITE_GOLDEN=1 writes the files anew."""

    @pytest.mark.parametrize(
        ("name", "arguments"),
        [
            ("search", ["search", "storm", "OR", "calc", "--all"]),
            ("explain", ["explain", "{storm}"]),
            ("explain-villain", ["explain", "{villain}"]),
            ("explain-json", ["explain", "{copy}", "--json"]),
            ("status", ["status"]),
            ("status-json", ["status", "--json"]),
            ("export-jsonl", ["export", "--all"]),
            ("export-csv", ["export", "--all", "--format", "csv"]),
        ],
    )
    def test_it_is_as_it_was_read(self, terminal: Terminal, sample: Sample, name: str, arguments: list[str]) -> None:
        ids = {"storm": sample.storm, "villain": sample.villain, "copy": sample.copy}
        assert terminal.run(*(argument.format(**ids) for argument in arguments)) == 0
        path = GOLDEN / f"{name}.txt"
        if os.environ.get("WRITE_GOLDEN"):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(terminal.out.encode())
        assert terminal.out.encode() == path.read_bytes()

    def test_nothing_found_is_told_aside(self, terminal: Terminal) -> None:
        assert terminal.run("search", "submarine") == 0
        assert terminal.out == ""
        assert terminal.err == "Nothing found. --all also looks into copies.\n"

    def test_more_than_the_limit_is_told_aside(self, terminal: Terminal) -> None:
        assert terminal.run("search", "storm", "--limit", "1") == 0
        assert terminal.err == "The newest 1 article; --limit gives more.\n"


class TestExport:
    def test_the_last_line_says_the_cursor(self, terminal: Terminal) -> None:
        assert terminal.run("export") == 0
        assert terminal.err == "cursor: 2\n"
        assert terminal.run("export", "--since", "2") == 0
        assert (terminal.out, terminal.err) == ("", "cursor: 2\n")

    def test_jsonl_has_the_fields_in_their_order(self, terminal: Terminal) -> None:
        terminal.run("export", "--all")
        lines = [json.loads(line) for line in terminal.out.split("\n") if line]
        assert [tuple(line) for line in lines] == [FIELDS] * 5
        assert lines[0]["record_ids"] == ["record-1", "record-2"]
        assert lines[0]["canonical"] is True

    def test_csv_says_the_same_as_jsonl(self, terminal: Terminal) -> None:
        terminal.run("export", "--all")
        lines = [json.loads(line) for line in terminal.out.split("\n") if line]
        terminal.run("export", "--all", "--format", "csv")
        rows = list(csv.DictReader(terminal.out.splitlines(keepends=True)))
        assert len(rows) == len(lines)
        for row, line in zip(rows, lines, strict=True):
            assert tuple(row) == FIELDS
            assert row["text"].removeprefix("'") == line["text"]
            assert row["record_ids"].split("; ") == line["record_ids"]

    def test_a_file_is_replaced_whole(self, terminal: Terminal, tmp_path: Path) -> None:
        output = tmp_path / "articles.jsonl"
        output.write_text("an older export")
        assert terminal.run("export", "--output", str(output)) == 0
        assert len(output.read_text(encoding="utf-8").splitlines()) >= 3
        assert list(tmp_path.iterdir()) == [output]

    def test_a_failed_export_leaves_the_older_one(self, terminal: Terminal, tmp_path: Path) -> None:
        output = tmp_path / "articles.jsonl"
        output.write_text("an older export")
        assert terminal.run("export", "--output", str(output), "--since", "99") == 1
        assert output.read_text() == "an older export"

    def test_a_database_is_never_overwritten(self, terminal: Terminal, sample: Sample) -> None:
        before = sample.path.read_bytes()
        assert terminal.run("export", "--output", str(sample.path)) == 2
        assert "is a database and would be lost" in terminal.err
        assert sample.path.read_bytes() == before

    def test_a_place_that_cannot_be_written_is_told(self, terminal: Terminal, tmp_path: Path) -> None:
        assert terminal.run("export", "--output", str(tmp_path / "no" / "folder")) == 1
        assert "No such file or directory" in terminal.err


class TestProcess:
    """The things that only a process of its own shows."""

    def test_a_reader_that_goes_away_ends_it_quietly(self, sample: Sample) -> None:
        process = subprocess_of("status", "--db", str(sample.path), stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.close()
        _, err = process.communicate()
        assert (process.returncode, err) == (141, b"")

    def test_a_terminal_that_knows_few_letters_is_no_error(self, sample: Sample) -> None:
        environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
        process = subprocess_of(
            "explain", sample.plain, "--db", str(sample.path), env=environment, stdout=subprocess.PIPE
        )
        out, err = process.communicate()
        assert (process.returncode, err) == (0, b"")
        assert b"?" in out

    @pytest.mark.parametrize("arguments", [["--help"], ["search", "storm"], ["status"]])
    def test_heavy_libraries_are_not_imported(self, sample: Sample, arguments: list[str]) -> None:
        program = (
            "import sys; from flows.cli import run; code = run(sys.argv[1:]);"
            "heavy = {'prefect', 'trafilatura', 'datasketch', 'lxml', 'fastwarc'} & set(sys.modules);"
            "sys.exit(code or ' '.join(heavy) or 0)"
        )
        command = [sys.executable, "-c", program, "--db", str(sample.path), *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")


def test_an_export_of_long_texts_needs_little_memory(tmp_path: Path) -> None:
    sample = make_sample(tmp_path)
    with closing(open_store(sample.path)) as store:
        for number in range(100, 200):
            url = f"https://ledger.example/{number}"
            add(store, number, "ledger", url, None, Extracted("", url, f"{number} " + "word " * 20_000))
        settle(store, 1)
    tracemalloc.start()
    assert cli.run(["export", "--all", "--db", str(sample.path), "--output", os.devnull]) == 0
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000  # of 10 MB of text
