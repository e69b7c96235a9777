"""Senders: how one alert gets to a webhook, and to a chat or mailbox through Apprise.

In: sending once, and what the receiver's answer means: taken, this alert refused, or the receiver not to be reached.
Out: when it is tried again (`flows.watching.delivering`). The addresses are the user's own, so that one of a private
network is as good as any; but no receiver may hold a round up: not by silence, not by dripping, not by answering
without end.

A webhook is sent what Standard Webhooks 1.0 describes: the JSON object of the alert with its id in `webhook-id`, which
stays the same when it is sent again, and a signature where there is a secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from flows.fetching.answering import retry_after
from flows.fetching.client import user_agent
from flows.watching.alerts import Content
from flows.watching.deadline import Late, within
from flows.watching.looks import headline, message_lines

Send = Callable[[Content], None]

# A receiver's own work, such as writing a row or asking a chat service, takes a second or two.
SECONDS_TO_ANSWER = 10.0
SECONDS_IN_ALL = 30.0  # with a name looked up, a connection made and TLS agreed on

# These say that the alert itself is not wanted as it is; every other error is the receiver's, or its address's.
REFUSED = {400, 409, 413, 415, 422}


class RefusedAlertError(Exception):
    """The receiver does not take this alert; another it may."""


class UnreachableError(Exception):
    """The receiver takes nothing at present. `pause`: for how many seconds it wants to be left alone."""

    def __init__(self, what: str, pause: float | None = None) -> None:
        super().__init__(what)
        self.pause = pause


@dataclass(frozen=True, slots=True)
class Webhook:
    """Sends alerts to a web address."""

    address: str
    secret: str | None = None

    def send(self, content: Content) -> None:
        """Send the alert once. Return when the receiver has answered that it took it."""
        import httpx  # a tenth of a second, which rounds that tell nobody need not wait

        body = json.dumps(content, ensure_ascii=False).encode()
        headers = self._headers(content["id"], body)
        try:
            status, answer = within(SECONDS_IN_ALL, lambda: _post(self.address, body, headers))
        except Late as error:
            raise UnreachableError(f"the receiver did not answer within {SECONDS_IN_ALL:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise UnreachableError(f"{type(error).__name__}: {error}") from error
        _check(status, answer)

    def _headers(self, identity: str, body: bytes) -> dict[str, str]:
        now = str(int(datetime.now(UTC).timestamp()))
        headers = {
            "content-type": "application/json",
            "user-agent": user_agent(""),
            "webhook-id": identity,
            "webhook-timestamp": now,
        }
        if self.secret is not None:
            headers["webhook-signature"] = signature(self.secret, identity, now, body)
        return headers


def signature(secret: str, identity: str, timestamp: str, body: bytes) -> str:
    """Return the signature of Standard Webhooks, by which a receiver knows who sent and that nothing was changed.

    A secret that begins with `whsec_` is the base64 of the key, any other the key itself.
    """
    key = _key(secret)
    signed = hmac.new(key, f"{identity}.{timestamp}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(signed.digest()).decode()


def _key(secret: str) -> bytes:
    encoded = secret.removeprefix("whsec_")
    if encoded == secret:
        return secret.encode()
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise UnreachableError("the secret begins with whsec_, but what follows is no base64") from error


def _post(address: str, body: bytes, headers: dict[str, str]) -> tuple[int, str | None]:
    """Return the answer's status and its Retry-After. Its body is never read: nothing depends on it."""
    import httpx

    with (
        httpx.Client(timeout=SECONDS_TO_ANSWER, follow_redirects=False) as client,
        client.stream("POST", address, content=body, headers=headers) as answer,
    ):
        return answer.status_code, answer.headers.get("retry-after")


def _check(status: int, pause: str | None) -> None:
    if 200 <= status < 300:
        return
    if status in REFUSED:
        raise RefusedAlertError(f"the receiver answered {status}")
    if 300 <= status < 400:
        raise UnreachableError(f"the receiver answered {status}, a redirect: write the address that it leads to")
    raise UnreachableError(f"the receiver answered {status}", retry_after(pause, datetime.now(UTC)))


@dataclass(frozen=True, slots=True)
class Chat:
    """Sends alerts through Apprise: e-mail, chat services and some hundred others, by their addresses."""

    address: str

    def send(self, content: Content) -> None:
        """Send the alert once. Return when the service has taken it."""
        try:
            within(SECONDS_IN_ALL, lambda: self._notify(headline(content), "\n".join(message_lines(content))))
        except Late as error:
            raise UnreachableError(f"the service did not answer within {SECONDS_IN_ALL:g} s") from error

    def _notify(self, title: str, body: str) -> None:
        """Notify. Apprise is imported here, as it takes a moment and most stores have no need of it."""
        import apprise

        service = apprise.Apprise()
        if not service.add(self.address):
            raise UnreachableError("Apprise does not know such an address; see its documentation of the service")
        with apprise.LogCapture(  # type: ignore[no-untyped-call]
            level=logging.WARNING, fmt="%(message)s"
        ) as told:
            taken = service.notify(title=f"[wiresift] {title}", body=body, body_format=apprise.NotifyFormat.TEXT)
            reasons = told.getvalue().strip()
        if not taken:
            raise UnreachableError(reasons.splitlines()[-1] if reasons else "the service did not take it")
