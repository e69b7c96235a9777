"""Starting Datasette: its command, its metadata, and what is refused before it starts."""

from __future__ import annotations

import json
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from datasette_auth_passwords.utils import verify_password

from db.connection import StoreError, open_reader
from db.datasette.metadata import PAGES, store_metadata
from db.descriptions import DESCRIPTIONS
from db.reference import INTERNAL, new_main
from db.snapshot import write_snapshot
from flows import cli
from flows.errors import RunError
from flows.inspecting import (
    Inspection,
    check_address,
    check_store,
    datasette_command,
    datasette_environment,
    free_port,
    is_loopback,
    metadata_of,
)
from flows.inspecting_password import password_hash
from tests.db.reading_store import Sample, make_sample

METADATA = Path("metadata.json")
PASSWORD = "a long enough word"  # noqa: S105


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return make_sample(tmp_path_factory.mktemp("store"))


@pytest.fixture
def snapshot(sample: Sample, tmp_path: Path) -> Path:
    path = tmp_path / "public.db"
    with closing(open_reader(sample.path)) as store:
        write_snapshot(store, path)
    return path


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def settings(command: list[str]) -> dict[str, str]:
    return {command[at + 1]: command[at + 2] for at, part in enumerate(command) if part == "--setting"}


class TestCommand:
    def test_a_store_is_served_live_and_alone(self, sample: Sample) -> None:
        command = datasette_command(Inspection(sample.path), METADATA)
        assert "--immutable" not in command
        assert [part for part in command if part.endswith(".db")] == [str(sample.path)]

    def test_a_snapshot_is_served_as_immutable(self, snapshot: Path) -> None:
        command = datasette_command(Inspection(snapshot), METADATA)
        assert command[command.index("--immutable") + 1] == str(snapshot)

    def test_sql_and_download_are_off_unless_asked_for(self, sample: Sample) -> None:
        usual = settings(datasette_command(Inspection(sample.path), METADATA))
        asked = settings(datasette_command(Inspection(sample.path, sql=True, download=True), METADATA))
        assert (usual["default_allow_sql"], usual["allow_download"]) == ("off", "off")
        assert (asked["default_allow_sql"], asked["allow_download"]) == ("on", "on")

    def test_every_setting_is_one_that_datasette_knows(self, sample: Sample) -> None:
        from datasette.app import DEFAULT_SETTINGS

        inspection = Inspection(sample.path, password=PASSWORD)
        assert settings(datasette_command(inspection, METADATA)).keys() <= set(DEFAULT_SETTINGS)

    def test_the_password_is_neither_in_the_command_nor_in_the_metadata(self, sample: Sample) -> None:
        inspection = Inspection(sample.path, password="pbkdf2_sha256$1$salt$hash")  # noqa: S106
        shown = json.dumps([datasette_command(inspection, METADATA), metadata_of(inspection)])
        assert "salt" not in shown
        assert "pbkdf2_sha256$1$salt$hash" in datasette_environment(inspection).values()


class TestMetadata:
    def test_every_table_and_column_is_described(self) -> None:
        tables = store_metadata("news")["databases"]["news"]["tables"]
        schema = new_main()
        names = [name for (name,) in schema.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
        for name in [name for name in names if not name.startswith(INTERNAL)]:
            columns = {row[1] for row in schema.execute(f"PRAGMA table_info({name})")}
            assert tables[name]["description"]
            assert columns <= tables[name]["columns"].keys()

    def test_what_its_pages_name_exists(self) -> None:
        for table, page in PAGES.items():
            named = {page.get(key) for key in ("label_column", "sort", "sort_desc")} | set(page.get("facets", ()))
            assert named - {None} <= DESCRIPTIONS[table].columns.keys()

    def test_without_a_password_only_names_of_this_machine_are_answered_to(self, sample: Sample) -> None:
        plugins = metadata_of(Inspection(sample.path))["plugins"]
        assert set(plugins["wiresift"]["hosts"]) == {"localhost", "127.0.0.1", "[::1]"}


class TestRefusals:
    def test_no_store(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="there is no such database; make one with `wiresift ingest PATH`"):
            check_store(tmp_path / "nowhere.db")

    def test_a_store_of_an_older_wiresift(self, snapshot: Path) -> None:
        with closing(sqlite3.connect(snapshot)) as store, store:
            store.execute("DELETE FROM _sqlite_migrations WHERE name = '0002_who_copies_whom'")
        with pytest.raises(StoreError, match="an older Wiresift made this store; `wiresift ingest`"):
            check_store(snapshot)

    def test_a_path_that_datasette_takes_for_something_else(self, snapshot: Path) -> None:
        odd = snapshot.rename(snapshot.with_name("what?.db"))
        with pytest.raises(StoreError, match=r"Datasette cannot open a path with \?; rename"):
            check_store(odd)

    @pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])  # noqa: S104
    def test_other_machines_without_a_password(self, sample: Sample, host: str) -> None:
        with pytest.raises(RunError, match="name a file that holds one with --password-file"):
            check_address(Inspection(sample.path, host, 0))

    @pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
    def test_what_this_machine_alone_can_reach(self, host: str) -> None:
        assert is_loopback(host)

    def test_a_port_that_is_taken(self, sample: Sample, taken_port: int) -> None:
        with pytest.raises(RunError, match=rf"127.0.0.1 port {taken_port}: .*name another port with --port"):
            check_address(Inspection(sample.path, port=taken_port))

    def test_a_free_port_is_free(self, sample: Sample) -> None:
        check_address(Inspection(sample.path, port=free_port("127.0.0.1")))


class TestPassword:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        path = tmp_path / "password"
        path.write_text(PASSWORD + "\n")
        path.chmod(0o600)
        return path

    def test_the_first_line_is_the_password(self, file: Path) -> None:
        warnings: list[str] = []
        assert verify_password(PASSWORD, password_hash(file, warnings.append))
        assert warnings == []

    def test_a_file_that_others_can_read_is_warned_of(self, file: Path) -> None:
        warnings: list[str] = []
        file.chmod(0o644)
        password_hash(file, warnings.append)
        assert len(warnings) == 1
        assert f"chmod 600 {file}" in warnings[0]

    @pytest.mark.parametrize("content", [b"", b"short\n", b"\n" + PASSWORD.encode()])
    def test_a_short_one_is_refused(self, file: Path, content: bytes) -> None:
        file.write_bytes(content)
        with pytest.raises(RunError, match="line 1: a password has at least 12 characters"):
            password_hash(file, print)

    def test_what_is_no_text_is_refused(self, file: Path) -> None:
        file.write_bytes(b"\xff" * 20)
        with pytest.raises(RunError, match="not UTF-8"):
            password_hash(file, print)


class TestCommandLine:
    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            (["inspect", "--host", "0.0.0.0"], 1, "there is no password"),  # noqa: S104
            (["inspect", "--port", "70000"], 2, "70000"),
            (["inspect", "--password-file", "nowhere.txt"], 1, "nowhere.txt: No such file"),
            (["export", "--format", "sqlite"], 2, "name it with --output FILE"),
            (["export", "--format", "sqlite", "--output", "public.db", "--all"], 2, "is the whole store"),
            (["export", "--format", "sqlite", "--output", "public.db", "--query", "storm"], 2, "is the whole store"),
        ],
    )
    def test_a_mistake_has_its_code_and_says_what_to_do(
        self, sample: Sample, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, message: str
    ) -> None:
        assert cli.run([*arguments, "--db", str(sample.path)]) == code
        assert message in capsys.readouterr().err

    def test_a_taken_port_is_told(self, sample: Sample, capsys: pytest.CaptureFixture[str], taken_port: int) -> None:
        assert cli.run(["inspect", "--port", str(taken_port), "--db", str(sample.path)]) == 1
        assert "another program may be there already" in capsys.readouterr().err

    def test_a_snapshot_is_exported_whole_again_and_again(
        self, sample: Sample, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        output = tmp_path / "public.db"
        for _ in range(2):
            command = ["export", "--format", "sqlite", "--output", str(output), "--db", str(sample.path)]
            assert cli.run(command) == 0
            assert f"datasette serve --immutable {output}" in capsys.readouterr().err
        assert sorted(file.name for file in tmp_path.iterdir()) == ["public.db", "public.metadata.json"]
        assert (
            "versions" in json.loads((tmp_path / "public.metadata.json").read_text())["databases"]["public"]["tables"]
        )

    @pytest.mark.parametrize("command", [["ingest", "seeds/dumps", "--direct"], ["recluster"]])
    def test_nothing_is_made_beside_a_snapshot_that_is_written_to(
        self, snapshot: Path, capsys: pytest.CaptureFixture[str], command: list[str]
    ) -> None:
        before = snapshot.read_bytes()
        assert cli.run([*command, "--db", str(snapshot)]) == 1
        assert "is a snapshot for reading; name the store that it was made from" in capsys.readouterr().err
        assert [file.name for file in snapshot.parent.iterdir()] == [snapshot.name]
        assert snapshot.read_bytes() == before

    def test_a_store_is_never_overwritten_by_a_snapshot(
        self, sample: Sample, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = sample.path.read_bytes()
        command = ["export", "--format", "sqlite", "--output", str(sample.path), "--db", str(sample.path)]
        assert cli.run(command) == 1
        assert "is no snapshot; name another with --output" in capsys.readouterr().err
        assert sample.path.read_bytes() == before
