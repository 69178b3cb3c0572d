"""A web of one's own: a server on this machine that answers as a test says, and names that lead to it."""

import contextlib
import gzip
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpcore2

PUBLIC = "9.9.9.9"
"""Stands for the server where a test needs an address of the public internet."""

STORY = (
    b"<!doctype html><html><head><title>The Lock at Orrin</title></head><body><h1>The Lock at Orrin</h1>"
    b"<p>The oak gates of the lock at Orrin were replaced in May 2022, after forty years, for 310,000 crowns.</p>"
    b"</body></html>"
)


@dataclass
class Reply:
    """What the server answers. With `drip`, that is sent over and over behind `body` until the test is over."""

    body: bytes = STORY
    kind: str | None = "text/html"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    """What Content-Length says; None: nothing, and the end of the connection is the end of the body."""
    drip: bytes | None = None
    drip_headers: bool = False


@dataclass
class Site:
    """A running server: `replies` by path, and each request as its path and headers."""

    port: int = 0
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/story", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def packed(body: bytes = STORY, **named: Any) -> Reply:
    return Reply(gzip.compress(body), headers={"Content-Encoding": "gzip"}, **named)


def moved(to: str, status: int = 302, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(b"", None, status, {"Location": to, **(headers or {})})


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        self.site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        reply = self.site.replies.get(self.path, Reply(b"", "text/plain", 404))
        told = {"Content-Type": reply.kind, "Content-Length": reply.length, **reply.headers}
        self.send_response(reply.status)
        for name, value in told.items():
            if value is not None:
                self.send_header(name, str(value))
        with contextlib.suppress(OSError):  # the reader has seen enough
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        if reply.drip_headers:
            self.flush_headers()
        else:
            self.end_headers()
            self.wfile.write(reply.body)
        while reply.drip is not None and not self.site.over.wait(0.01):
            self.wfile.write(reply.drip)

    def log_message(self, *_: object) -> None:
        return


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:  # a reader that does not understand TLS, or we not its
        return


@contextlib.contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A site that answers 404 to all that a test does not say."""
    site = Site()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": site}))
    site.port = server.server_port
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


class Internet(httpcore2.NetworkBackend):
    """Names with their addresses, those of each time that they are asked for; `PUBLIC` leads to this machine."""

    def __init__(self, names: Mapping[str, list[list[str]]]) -> None:
        self._names = {name: iter(times) for name, times in names.items()}
        self.connected: list[str] = []

    def resolve(self, host: str, _port: int) -> list[str]:
        if host not in self._names:
            raise OSError(-2, "Name or service not known")
        return next(self._names[host])

    def connect_tcp(self, host: str, port: int, *given: Any, **named: Any) -> httpcore2.NetworkStream:
        self.connected.append(host)
        if host != PUBLIC:
            raise httpcore2.ConnectError(ConnectionRefusedError(111, "Connection refused"))
        return httpcore2.SyncBackend().connect_tcp("127.0.0.1", port, *given, **named)
