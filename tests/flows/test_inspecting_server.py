"""Datasette as `inspect` starts it, asked over HTTP: who is let in, what is served, and a run that writes meanwhile."""

from __future__ import annotations

import base64
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from db.connection import open_store
from flows.inspecting import ACCOUNT, Inspection, free_port, running_datasette
from flows.inspecting_password import password_hash
from flows.publishing import publish
from tests.db.reading_store import Sample, make_sample

ROOT = Path(__file__).parents[2]
PASSWORD = "a long enough word"  # noqa: S105
STRICT = "default-src 'none'; script-src 'self'; style-src 'self';"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return make_sample(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def browser(sample: Sample) -> Iterator[httpx.Client]:
    """Return a client of a server without a password."""
    inspection = Inspection(sample.path, port=free_port("127.0.0.1"))
    with running_datasette(inspection), httpx.Client(base_url=inspection.address, timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def guarded(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inspection]:
    """Return a server with a password."""
    file = tmp_path_factory.mktemp("password") / "password"
    file.write_text(PASSWORD)
    inspection = Inspection(sample.path, port=free_port("127.0.0.1"), password=password_hash(file, print))
    with running_datasette(inspection):
        yield inspection


@pytest.fixture
def visitor(guarded: Inspection) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=guarded.address, timeout=20, headers={"Accept": "text/html"}) as client:
        yield client


class TestWithoutAPassword:
    def test_every_answer_says_what_a_browser_may_do(self, browser: httpx.Client) -> None:
        for path in ("/", "/news/runs.json", "/nowhere"):
            headers = browser.get(path).headers
            assert "default-src 'none'" in headers["content-security-policy"]
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"

    def test_pages_of_ours_may_run_only_their_own_files(self, browser: httpx.Client) -> None:
        assert browser.get("/").headers["content-security-policy"].startswith(STRICT)
        assert "'unsafe-inline'" not in browser.get("/").headers["content-security-policy"]

    def test_scripts_inside_pages_of_datasette_are_known_by_digest(self, browser: httpx.Client) -> None:
        policy = browser.get("/news/runs").headers["content-security-policy"]
        scripts = re.search(r"script-src ([^;]*)", policy)
        assert scripts
        assert "'sha256-" in scripts[1]
        assert "unsafe" not in scripts[1]

    def test_another_name_for_this_machine_is_not_answered_to(self, browser: httpx.Client) -> None:
        assert browser.get("/", headers={"Host": "rebound.example:8001"}).status_code == 421
        assert browser.get("/", headers={"Host": "localhost:8001"}).status_code == 200

    @pytest.mark.parametrize("path", ["/news.db", "/news.archive.db", "/-/login", "/-/password-tool"])
    def test_files_and_logins_are_not_served(self, browser: httpx.Client, path: str) -> None:
        assert browser.get(path).status_code in (403, 404)

    def test_the_archive_is_not_among_the_databases(self, browser: httpx.Client) -> None:
        assert list(browser.get("/.json").json()) == ["news"]

    @pytest.mark.parametrize(
        "path", ["/-/databases", "/-/databases.json", "/-/threads", "/-/metadata", "/news.json", "/"]
    )
    def test_no_page_says_where_on_the_machine_the_store_is(
        self, browser: httpx.Client, sample: Sample, path: str
    ) -> None:
        assert str(sample.path.parent) not in browser.get(path).text

    @pytest.mark.parametrize("path", ["/nowhere", "/nowhere.json", "/news/nowhere", "/news/runs/999", "/a/b/c"])
    def test_what_is_not_there_is_said_to_be_missing(self, browser: httpx.Client, path: str) -> None:
        answer = browser.get(path)
        assert answer.status_code == 404
        assert "Traceback" not in answer.text

    def test_sql_is_not_taken(self, browser: httpx.Client) -> None:
        assert browser.get("/news.json", params={"sql": "select 1"}).status_code == 403

    def test_tables_and_columns_are_described(self, browser: httpx.Client) -> None:
        page = browser.get("/news/runs").text
        assert "One row: one time that a command wrote articles." in page
        assert "which command it was" in page

    def test_what_a_run_commits_is_shown_and_what_it_has_not_is_not(
        self, browser: httpx.Client, sample: Sample
    ) -> None:
        with closing(open_store(sample.path)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("INSERT INTO runs (id, command, state, started) VALUES (77, 'ingest', 'done', 'today')")
            before = browser.get("/news/runs/77.json").status_code
            writer.execute("COMMIT")
            after = browser.get("/news/runs/77.json").status_code
        assert (before, after) == (404, 200)


class TestWithAPassword:
    @pytest.mark.parametrize("path", ["/", "/news", "/news/versions", "/search?q=storm", "/-/metadata"])
    def test_a_page_sends_to_the_login(self, visitor: httpx.Client, path: str) -> None:
        answer = visitor.get(path)
        assert (answer.status_code, answer.headers["location"]) == (302, "/-/login")

    def test_a_program_is_told_to_say_the_password(self, visitor: httpx.Client) -> None:
        answer = visitor.get("/news/versions.json", headers={"Accept": "application/json"})
        assert answer.status_code == 401
        assert "storm" not in answer.text
        assert answer.headers["www-authenticate"].startswith("Basic")

    def test_a_program_that_says_it_is_let_in(self, visitor: httpx.Client) -> None:
        assert visitor.get("/news/runs.json", auth=(ACCOUNT, PASSWORD)).status_code == 200

    @pytest.mark.parametrize("said", ["Basic !!", "Basic " + base64.b64encode(b"reader:wrong").decode(), "Bearer x"])
    def test_anything_else_is_not(self, visitor: httpx.Client, said: str) -> None:
        assert visitor.get("/news/runs.json", headers={"Authorization": said}).status_code == 302

    def test_the_password_opens_everything_and_its_cookie_is_out_of_the_reach_of_scripts(
        self, visitor: httpx.Client
    ) -> None:
        answer = self._log_in(visitor, PASSWORD)
        assert (answer.status_code, answer.headers["location"]) == (302, "/")
        cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("ds_actor="))
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert visitor.get("/").status_code == 200

    def test_a_wrong_one_does_not(self, visitor: httpx.Client) -> None:
        answer = self._log_in(visitor, "a long enough guess")
        assert "That is not the password." in answer.text
        assert visitor.get("/").status_code == 302

    def test_a_login_from_another_site_is_refused(self, visitor: httpx.Client) -> None:
        visitor.get("/-/login")
        assert visitor.post("/-/login", data={"username": ACCOUNT, "password": PASSWORD}).status_code == 403

    def test_the_hash_is_on_no_page(self, visitor: httpx.Client) -> None:
        self._log_in(visitor, PASSWORD)
        assert "pbkdf2" not in visitor.get("/-/metadata.json").text

    def _log_in(self, visitor: httpx.Client, password: str) -> httpx.Response:
        token = re.search(r'name="csrftoken" value="([^"]+)"', visitor.get("/-/login").text)
        assert token
        form = {"csrftoken": token[1], "username": ACCOUNT, "password": password}
        return visitor.post("/-/login", data=form)


class TestASnapshot:
    def test_the_command_that_export_prints_shows_it_with_the_same_pages(self, sample: Sample, tmp_path: Path) -> None:
        port = free_port("127.0.0.1")
        command = publish(sample.path, tmp_path / "public.db").replace("--port 8001", f"--port {port}")
        process = subprocess.Popen(shlex.split(command), cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=httpx.HTTPTransport(retries=8)) as client:
                for path in (
                    "/",
                    "/search?q=storm",
                    f"/article/{sample.storm}",
                    "/sources",
                    "/run/2",
                    "/public/articles",
                ):
                    answer = client.get(path, timeout=20)
                    assert answer.status_code == 200
                    assert "Wiresift" in answer.text
                assert "which command it was" in client.get("/public/runs").text
                assert client.get("/public.db").status_code in (403, 404)
        finally:
            process.terminate()
            process.wait(20)


def wait_for(file: Path) -> str:
    """Return what is written to the file, within ten seconds."""
    for _ in range(200):
        if file.exists() and (content := file.read_text()):
            return content
        time.sleep(0.05)
    raise AssertionError(f"{file} was not written")


class TestTheCommand:
    @pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
    def test_it_opens_a_browser_and_serves_until_it_is_told_to_end_and_takes_the_server_with_it(
        self, sample: Sample, tmp_path: Path, ending: signal.Signals
    ) -> None:
        browser = tmp_path / "browser.py"
        browser.write_text("import pathlib, sys\npathlib.Path(__file__).with_name('opened').write_text(sys.argv[1])\n")
        command = [sys.executable, "-m", "flows.cli", "inspect", "--port", "0", "--open", "--db", str(sample.path)]
        environment = dict(os.environ, PYTHONUNBUFFERED="1", BROWSER=f"{sys.executable} {browser} %s")
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout
            address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
            assert address
            assert httpx.get(address[0], timeout=20).status_code == 200
            assert wait_for(tmp_path / "opened") == address[0]
            process.send_signal(ending)
            assert process.wait(20) == 0
            with pytest.raises(httpx.ConnectError):
                httpx.get(address[0])
        finally:
            process.kill()
            process.wait()
