"""https: whose certificate is trusted, and that the limits hold there, too."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from flows.fetching import connections
from flows.fetching.client import Fetcher
from flows.fetching.records import Answer, Refusal, RefusalKind
from flows.settings import FetchSettings

SETTINGS = FetchSettings(private_networks=True, pause=0, whole_answer=1)
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>ok</p>"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a key and a certificate for 127.0.0.1 that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "certificate.pem"
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + made.public_bytes(encoding))
    return file


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Trust the certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    connections._trust.cache_clear()
    yield
    connections._trust.cache_clear()


@contextmanager
def served(certificate: Path, *, drip: bool = False, silent: bool = False) -> Iterator[str]:
    """Serve one page over TLS, or drip it, or never finish the handshake."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(20)

    def serve() -> None:
        with suppress(OSError):
            while True:
                plain, _ = listener.accept()
                threading.Thread(target=answer, args=(plain,), daemon=True).start()

    def answer(plain: socket.socket) -> None:
        with plain, suppress(OSError):
            if silent:
                for _ in range(50):
                    plain.send(b"\x16")  # the first byte of a handshake, again and again
                    time.sleep(0.1)
                return
            with context.wrap_socket(plain, server_side=True) as secure:
                while secure.recv(65536):
                    for piece in [PAGE[index : index + 1] for index in range(50)] if drip else [PAGE]:
                        secure.send(piece)
                        time.sleep(0.1 if drip else 0)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        listener.close()


@pytest.mark.usefixtures("trusted")
def test_a_page_comes_over_tls_on_a_connection_that_is_kept(certificate: Path) -> None:
    with served(certificate) as address, Fetcher(SETTINGS) as fetcher:
        for _ in range(3):
            answer = fetcher.fetch(address)
            assert isinstance(answer, Answer), answer
            assert answer.body == b"<p>ok</p>"


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    with served(certificate) as address, Fetcher(SETTINGS) as fetcher:
        refusal = fetcher.fetch(address)
        assert isinstance(refusal, Refusal)
        assert refusal.kind is RefusalKind.UNREACHABLE
        assert "certificate" in refusal.what


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("way", ["drip", "silent"])
def test_the_limit_of_time_holds_in_the_handshake_and_after_it(certificate: Path, way: str) -> None:
    with served(certificate, **{way: True}) as address, Fetcher(SETTINGS) as fetcher:
        refusal = fetcher.fetch(address)
        assert isinstance(refusal, Refusal)
        assert refusal.kind in (RefusalKind.TIMEOUT, RefusalKind.UNREACHABLE)


@pytest.mark.usefixtures("trusted")
def test_plain_private_addresses_are_refused_over_tls_too(certificate: Path) -> None:
    with served(certificate) as address, Fetcher(FetchSettings()) as fetcher:
        refusal = fetcher.fetch(address)
        assert isinstance(refusal, Refusal)
        assert refusal.kind is RefusalKind.FORBIDDEN_NETWORK
