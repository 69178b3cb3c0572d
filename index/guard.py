"""Connections within bounds: to addresses that may be connected to, and until the time is up.

A name is asked for its addresses once, they are looked at, and one of them is connected to: a name
that leads elsewhere a moment later leads nowhere.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import httpcore2

from corpus.read import MAX_BYTES
from index.public import is_public

BROWSER = "save the page with a browser, then: qa index FOLDER|FILE"
LATER = "wait, then run the command again"
CHECK = "check the address and this machine's connection"

Resolve = Callable[[str, int], Sequence[str]]
"""(host, port) -> the IP addresses that the host's name leads to. Raises OSError or UnicodeError."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a page may take: bytes when unpacked, redirects, seconds to connect, without a byte, and in all."""

    size: int = MAX_BYTES
    redirects: int = 5
    connect_s: float = 10
    idle_s: float = 20
    total_s: float = 120


def resolve(host: str, port: int) -> list[str]:
    """Ask the system which IP addresses a name has."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Refused(Exception):
    """Why a page is not fetched, and what to do; it becomes a NotFetched that names the address."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


class RefusedLocal(Refused):
    """The address is on this machine or its network, which is not asked unless that is allowed."""


class Guarded(httpcore2.NetworkBackend):
    """Connects only to addresses that may be connected to, and until the time is up."""

    def __init__(
        self, network: httpcore2.NetworkBackend, resolve: Resolve, limits: Limits, *, allow_local: bool
    ) -> None:
        self._network, self._resolve, self._allow_local = network, resolve, allow_local
        self._total_s, self._end = limits.total_s, time.monotonic() + limits.total_s

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address of the host that answers."""
        addresses = self._addresses(host, port)
        for address in addresses:
            try:
                stream = self._network.connect_tcp(
                    address, port, self.left(timeout), local_address=local_address, socket_options=socket_options
                )
                return _Stream(stream, self.left)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if address == addresses[-1]:
                    raise
        raise Refused(f"no host of this name: {host}", CHECK)

    def left(self, timeout: float | None = None) -> float:
        """The seconds that may still be waited, `timeout` at most. Raises Refused if there are none."""
        overdue = self.overdue()
        if overdue:
            raise Refused(*overdue)
        left = max(0.001, self._end - time.monotonic())
        return left if timeout is None else min(left, timeout)

    def overdue(self) -> tuple[str, str] | None:
        """What to say when the time is up; None as long as it is not."""
        late = time.monotonic() >= self._end
        return (f"not all of it came within {self._total_s:g} seconds", LATER) if late else None

    def _addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError):
            addresses = []
        local = [address for address in addresses if not is_public(address)]
        if local and not self._allow_local:
            shown = host if host == local[0] else f"{host} ({local[0]})"
            raise RefusedLocal(f"{shown} is on this machine or its own network", "qa add --allow-local URL")
        return addresses


class _Stream(httpcore2.NetworkStream):
    """A connection on which nothing is waited for when the time is up."""

    def __init__(self, stream: httpcore2.NetworkStream, left: Callable[[float | None], float]) -> None:
        self._stream, self._left = stream, left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._left(timeout)), self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
