"""Which networks may be connected to, checked on the very address that the connection is made to.

In: resolving a name once, checking what it gave, and connecting to that and to nothing else, so that a name cannot
answer with a public address first and a private one later (DNS rebinding). Out: HTTP, TLS and redirects, each of which
comes through here again.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from functools import lru_cache

from flows.fetching.records import RefusalKind
from flows.fetching.refusing import RefusedError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]  # (host, port) -> IP addresses, best first; raises OSError
MayConnect = Callable[[str], bool]  # an IP address -> whether it may be connected to

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
# What Python takes for global although it leads into local networks: RFC 8215 and RFC 4291, 2.5.5.1; and 6to4, whose
# relays are gone (RFC 7526): Python 3.13 does not take it for global, 3.11 does.
LOCAL = tuple(map(ipaddress.IPv6Network, ("64:ff9b:1::/48", "::/96", "2002::/16")))


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses that the system's resolver has for a host. Raise `OSError` when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Return whether an IP address is of the public Internet: global, unicast, and so is what is wrapped in it."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:  # such as "fe80::1%eth0"
        return False
    return all(map(_is_global, (parsed, *_wrapped(parsed))))


def is_any(address: str) -> bool:  # noqa: ARG001 - as `is_public`
    """Return True: for people who let private networks be fetched from."""
    return True


@lru_cache(maxsize=1024)  # asked before each request
def is_this_machine(host: str) -> bool:
    """Return whether a host is this machine by its very name: "localhost", a name in it, or a loopback address."""
    if host == "localhost" or host.endswith(".localhost"):  # RFC 6761, 6.3
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_global(address: Address) -> bool:
    local = address.version == 6 and any(address in network for network in LOCAL)
    return address.is_global and not address.is_multicast and not local


def _wrapped(address: Address) -> list[Address]:
    """Return the IPv4 addresses that an IPv6 address stands for or leads through."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    wrapped: list[Address] = list(address.teredo or ())
    if address in NAT64:
        wrapped.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return wrapped


def open_socket(host: str, port: int, timeout: float, *, may_connect: MayConnect, resolve: Resolve) -> socket.socket:
    """Return a connection to the host's first address that answers.

    Raise `RefusedError` when the host has no address, one that is forbidden, or none that answers.
    """
    try:
        addresses = resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise RefusedError(RefusalKind.UNREACHABLE, f"{host} has no address ({error}); check the name") from error
    _refuse_forbidden(host, addresses, may_connect)
    return _connect(host, port, addresses, timeout)


def _refuse_forbidden(host: str, addresses: Sequence[str], may_connect: MayConnect) -> None:
    for address in addresses:
        if not may_connect(address):
            raise RefusedError(
                RefusalKind.FORBIDDEN_NETWORK,
                f"{host} is {address}, which is no address of the public Internet; if it should be fetched, set"
                " private_networks = true under [fetch] in settings.toml",
            )


def _connect(host: str, port: int, addresses: Sequence[str], timeout: float) -> socket.socket:
    failure: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            failure = error
    kind = RefusalKind.TIMEOUT if isinstance(failure, TimeoutError) else RefusalKind.UNREACHABLE
    raise RefusedError(kind, f"{host}:{port} does not answer ({failure}); it is tried again later") from failure
