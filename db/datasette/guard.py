"""What stands before every answer of Datasette: who may ask, by which name, and what a browser may do with it.

In: the password for everything (accounts, cookies and the login form are datasette-auth-passwords'), the names that a
server without one answers to, and the headers of every answer. Out: the pages, and what is too much to count
(`db.datasette.stock`). Datasette itself asks no permission for
pages of plugins, so it is asked here, for all of them.

`flows.inspecting` configures it as the plugin "wiresift": `password` (true) and `hosts` (a list). Unconfigured, as in a
plain `datasette serve` of a snapshot, it lets everyone in and sets the headers only.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from datasette import Request, Response
from datasette.plugins import pm
from datasette.utils import await_me_maybe

from db.datasette.stock import uncounted

LOGIN = "/-/login"
OPEN_TO_ALL = (LOGIN, "/-/static/", "/assets/", "/favicon.ico")  # what the login page is made of
# Where Datasette tells of the machine it runs on (paths, threads), and a tool whose page needs a script inside it.
CLOSED = ("/-/databases", "/-/threads", "/-/password-tool")

# Pages of ours have neither scripts nor styles inside the page. Datasette's own have both: their scripts are let in by
# digest, so that one which came out of a stored text is not.
POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self'{styles}; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SCRIPTS_OF_DATASETTE = ("_close_open_menus.html", "_codemirror_foot.html", "table.html")

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True)
class Guard:
    """Datasette's application behind its guard."""

    app: App
    datasette: Any

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or have Datasette answer it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = self._path(scope)
        guarded = self._with_headers(scope["scheme"], path, send)
        refusal = await self._refusal(Request(scope, receive), path)
        if refusal is None:
            query = uncounted(self.datasette, path, scope.get("query_string", b""))
            await self.app(scope | {"query_string": query}, receive, guarded)
        else:
            await refusal.asgi_send(guarded)

    def _path(self, scope: Scope) -> str:
        """Return the path of a request without what every address begins with behind a web server."""
        beginning = self.datasette.setting("base_url")
        path: str = scope["path"]
        return f"/{path.removeprefix(beginning)}" if path.startswith(beginning) else path

    async def _refusal(self, request: Any, path: str) -> Any:
        """Return the answer to who may not ask this, or None to who may."""
        settings = settings_of(self.datasette)
        hosts = settings.get("hosts")
        if hosts and _name_of(request) not in hosts:
            return Response.text("This server answers to another name. Start it with a password to give it any.", 421)
        if path.startswith(CLOSED):
            return Response.text("There is no such page.", 404)
        if not settings.get("password") or path.startswith(OPEN_TO_ALL) or await self._actor(request):
            return None
        if "text/html" in request.headers.get("accept", ""):
            return Response.redirect(self.datasette.urls.path(LOGIN))
        return Response.text("A password is needed.", 401, {"www-authenticate": 'Basic realm="Wiresift"'})

    async def _actor(self, request: Any) -> Any:
        try:
            for found in pm.hook.actor_from_request(datasette=self.datasette, request=request):
                actor = await await_me_maybe(found)
                if actor:
                    return actor
        except ValueError:  # an Authorization header that is not in its form
            return None
        return None

    def _with_headers(self, scheme: str, path: str, send: Send) -> Send:
        """Return what sends an answer with the headers of every answer."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [_kept_safe(name, value, scheme) for name, value in message.get("headers", [])]
                message = message | {"headers": [*kept, *self._headers(path)]}
            await send(message)

        return guarded

    def _headers(self, path: str) -> Iterator[tuple[bytes, bytes]]:
        policy = self._stock_policy() if self._is_stock(path) else POLICY.format(scripts="", styles="")
        yield b"content-security-policy", policy.encode()
        yield b"x-content-type-options", b"nosniff"
        yield b"referrer-policy", b"no-referrer"

    def _is_stock(self, path: str) -> bool:
        """Return if the page is Datasette's own: of a database, or about Datasette."""
        first = path.split("/")[1]
        return first == "-" or first in {database.route for database in self.datasette.databases.values()}

    def _stock_policy(self) -> str:
        scripts = "".join(f" 'sha256-{_digest(script)}'" for script in self._stock_scripts())
        return POLICY.format(scripts=scripts, styles=" 'unsafe-inline'")

    def _stock_scripts(self) -> Iterator[str]:
        environment = self.datasette.jinja_env
        facets = str(bool(self.datasette.setting("allow_facet"))).lower()
        for name in SCRIPTS_OF_DATASETTE:
            source, _, _ = environment.loader.get_source(environment, f"default:{name}")
            for script in re.findall(r"<script>(.*?)</script>", source, re.DOTALL):
                yield script.replace("{{ datasette_allow_facet }}", facets)


def settings_of(datasette: Any) -> dict[str, Any]:
    """Return how the guard is configured."""
    return datasette.plugin_config("wiresift") or {}


def _name_of(request: Any) -> str:
    """Return the name by which the server was called, without its port."""
    return re.sub(r":\d*$", "", request.headers.get("host", "")).lower()


def _kept_safe(name: bytes, value: bytes, scheme: str) -> tuple[bytes, bytes]:
    """Return a header; a cookie that says who one is, out of the reach of scripts and of unencrypted lines."""
    if name.lower() == b"set-cookie" and value.startswith(b"ds_actor="):
        value += b"; HttpOnly" + (b"; Secure" if scheme == "https" else b"")
    return name, value


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
