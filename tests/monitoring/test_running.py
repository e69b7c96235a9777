"""Who runs `up`, and what is wrong before it begins."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import pytest

from db.connection import open_store
from flows.cli import run
from flows.inspecting import Inspection
from flows.monitoring.parts import Layout, client_environment, parts_of, server_environment
from flows.monitoring.running import AlreadyUpError, known_as_running, running_api
from flows.monitoring.supervisor import Supervisor
from flows.prefect_environment import prepare

API = "http://127.0.0.1:4999/api"


def test_the_server_is_known_while_up_runs_and_no_longer(tmp_path: Path) -> None:
    assert running_api(tmp_path) is None
    with known_as_running(tmp_path, API):
        assert running_api(tmp_path) == API
        with (
            pytest.raises(AlreadyUpError, match=rf"process {os.getpid()}, Prefect at http://127.0.0.1:4999\)"),
            known_as_running(tmp_path, API),
        ):
            pass
        assert running_api(tmp_path) == API
    assert running_api(tmp_path) is None


def test_ingest_uses_the_server_that_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    with known_as_running(tmp_path / ".prefect", API):
        prepare(tmp_path / "seeds")
        assert os.environ["PREFECT_API_URL"] == API


def layout(folder: Path, server: str | None = None) -> Layout:
    (folder / "news.db.up").mkdir(parents=True)
    open_store(folder / "news.db").close()
    inspection = Inspection(folder / "news.db")
    return Layout(folder / "news.db", folder / "seeds", 300, 4999, 7, inspection, server)


def test_a_server_of_the_users_is_used_and_none_is_started(tmp_path: Path) -> None:
    own = [part.name for part in parts_of(layout(tmp_path))]
    assert own == ["Prefect's server", "the schedule", "Datasette"]
    theirs = layout(tmp_path / "other", "http://prefect.example:4200/api")
    assert [part.name for part in parts_of(theirs)] == ["the schedule", "Datasette"]
    assert client_environment(theirs)["PREFECT_API_URL"] == "http://prefect.example:4200/api"


def test_what_the_user_has_set_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_SERVER_EVENTS_RETENTION_PERIOD", "P30D")
    environment = server_environment(layout(tmp_path))
    assert environment["PREFECT_SERVER_EVENTS_RETENTION_PERIOD"] == "P30D"
    assert environment["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"] == str(7 * 86_400)


def up(folder: Path, *arguments: str) -> int:
    (folder / "seeds").mkdir(exist_ok=True)
    return run(["--db", str(folder / "news.db"), "--seeds", str(folder / "seeds"), "up", *arguments])


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", os.environ.copy())
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]


@pytest.mark.usefixtures("no_server")
def test_a_port_that_is_taken_is_told_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert up(tmp_path, "--prefect-port", str(port), "--no-inspect") == 1
        assert up(tmp_path, "--prefect-port", "0", "--port", str(port)) == 1
    told = capsys.readouterr().err
    assert f"port {port}" in told
    assert "--prefect-port" in told


@pytest.mark.usefixtures("no_server")
def test_a_wrong_interval_is_told_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "settings.toml").write_text('[monitor]\nevery = "often"\n')
    assert up(tmp_path) == 1
    assert "settings.toml:2: [monitor] every: 'often' is no interval; write it as '30m'" in capsys.readouterr().err


@pytest.mark.usefixtures("no_server")
def test_datasette_beyond_this_machine_needs_a_password(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert up(tmp_path, "--prefect-port", "0", "--port", "0", "--host", "0.0.0.0") == 1  # noqa: S104 - refused
    assert "--password-file" in capsys.readouterr().err


@pytest.mark.usefixtures("no_server")
def test_a_second_up_is_told_that_the_first_one_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with known_as_running(tmp_path / ".prefect", API), socket.create_server(("127.0.0.1", 0)) as taken:
        assert up(tmp_path, "--port", str(taken.getsockname()[1])) == 1
    assert "`wiresift up` already runs here" in capsys.readouterr().err


@pytest.mark.usefixtures("no_server")
def test_what_nohup_lets_it_ignore_does_not_end_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    ended: list[bool] = []

    class Watching(Supervisor):
        def start(self) -> None:
            os.kill(os.getpid(), signal.SIGHUP)
            ended.append(self._stopping())
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr("flows.monitoring.up.Supervisor", Watching)
    try:
        assert up(tmp_path, "--prefect-port", "0", "--no-inspect") == 0
    finally:
        signal.signal(signal.SIGHUP, before)
    assert ended == [False]
