"""An address -> the page there. The only code of this program that asks the web for anything.

No cookies, no passwords, no proxies; connections as `index.guard` allows them.
"""

import datetime
import re
import ssl
import zlib
from collections.abc import Callable, Iterator

import httpcore2
import httpx2

from corpus.article import Origin
from corpus.errors import NotFetched, SkippedFile, UsageError
from corpus.read import read_article
from index.guard import BROWSER, CHECK, LATER, Guarded, Limits, Refused, RefusedLocal, Resolve, resolve
from index.saved import Page
from index.web_types import media_type, says_nothing, suffix_of

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOUND = frozenset({200, 203})
_GZIP = frozenset({"gzip", "x-gzip"})
_PIECE = 2**20  # bytes that are unpacked at a time: a few packed ones may hold a thousand times as many
_LARGEST_PORT = 65535
_BROKEN = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
)
_ACCEPT = "text/html, application/xhtml+xml, application/pdf, text/plain, */*;q=0.5"
_NO_PAGE = "qa add takes web pages, PDF, text, Markdown, Word, OpenDocument, e-books, mails and JSON"


def web_address(text: str) -> str:
    """An address as it is asked for: in ASCII, without the part behind `#`.

    Raises UsageError if it is none that can be fetched.

    >>> web_address("HTTPS://Example.ORG:443/a b#top")
    'https://example.org/a%20b'
    """
    text = text.strip()
    if not re.match(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE) or re.match(r"[^/]*:\d", text):
        raise UsageError(f"{text or 'this'} is no address of the web; files are for qa index", f"qa add https://{text}")
    try:
        return str(_web_url(httpx2.URL(text)))
    except (ValueError, httpx2.InvalidURL) as error:
        raise UsageError(f"cannot fetch {_without_user(text)}: {error}", "qa add https://HOST/PATH") from None


class NotFetchedLocal(NotFetched):
    """The page lies on this machine or its network, and nobody has said that it may be fetched from there."""


def fetch(  # noqa: PLR0913  the network and the clock are handed in
    address: str,
    *,
    agent: str,
    allow_local: bool = False,
    limits: Limits | None = None,
    resolve: Resolve = resolve,
    network: httpcore2.NetworkBackend | None = None,
    now: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC),
) -> Page:
    """Fetch what lies at an address that `web_address` gave. `agent` is who asks, by name and version.

    Addresses of this machine and of networks that are not the public one are refused, in redirects
    as well, unless `allow_local`. Raises NotFetched; NotFetchedLocal where `allow_local` would help.
    """
    limits = limits or Limits()
    guarded = Guarded(network or httpcore2.SyncBackend(), resolve, limits, allow_local=allow_local)
    try:
        with httpcore2.ConnectionPool(network_backend=guarded, max_keepalive_connections=0) as pool:
            url, response = _followed(pool, httpx2.URL(address), agent, limits)
            try:
                data, suffix = _content(response, url.path, guarded, limits)
            finally:
                response.close()
        origin = Origin(address, str(url), f"{now():%Y-%m-%dT%H:%M:%SZ}", response.charset_encoding)
        return _readable(Page(data, suffix, origin))
    except RefusedLocal as refused:
        raise NotFetchedLocal(f"cannot fetch {address}: {refused}", refused.remedy) from None
    except Refused as refused:
        what, remedy = str(refused), refused.remedy
    except zlib.error:
        what, remedy = "what came is no whole gzip, though it says so", LATER
    except _BROKEN as error:
        what, remedy = guarded.overdue() or _why(error, limits)
    raise NotFetched(f"cannot fetch {address}: {what}", remedy)


def _readable(page: Page) -> Page:
    """The page, if its reader takes it. Raises Refused."""
    try:
        read_article(f"page{page.suffix}", page.data, page.origin)
    except SkippedFile as reason:
        raise Refused(f"what came cannot be read: {reason}", BROWSER) from None
    return page


def _followed(
    pool: httpcore2.ConnectionPool, url: httpx2.URL, agent: str, limits: Limits
) -> tuple[httpx2.URL, httpx2.Response]:
    """The first response that does not redirect, and the address that gave it. Raises Refused."""
    for _ in range(limits.redirects + 1):
        response = _asked(pool, url, agent, limits)
        if response.status_code not in _REDIRECTS or "Location" not in response.headers:
            return url, response
        response.close()
        try:
            url = _web_url(url.join(response.headers["Location"]))
        except (ValueError, httpx2.InvalidURL) as error:
            raise Refused(f"it redirects to an address that cannot be fetched: {error}", BROWSER) from None
    raise Refused(f"more than {limits.redirects} redirects, the last one to {url}", BROWSER)


class _Received(httpx2.SyncByteStream):
    """The body of a response of httpcore as httpx takes it."""

    def __init__(self, response: httpcore2.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


def _asked(pool: httpcore2.ConnectionPool, url: httpx2.URL, agent: str, limits: Limits) -> httpx2.Response:
    """The response to a request, its body not yet read."""
    headers = {"User-Agent": agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip", "Connection": "close"}
    request = httpx2.Request("GET", url, headers=headers)
    target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    timeouts = {"connect": limits.connect_s, "read": limits.idle_s, "write": limits.idle_s, "pool": limits.idle_s}
    response = pool.handle_request(
        httpcore2.Request("GET", target, headers=request.headers.raw, extensions={"timeout": timeouts})
    )
    return httpx2.Response(response.status, headers=response.headers, stream=_Received(response))


def _content(response: httpx2.Response, path: str, guarded: Guarded, limits: Limits) -> tuple[bytes, str]:
    """What was sent, unpacked, and its suffix. Raises Refused if it is no page, or more than there may be."""
    if response.status_code not in _FOUND:
        raise Refused(*_answer(response))
    kind = response.headers.get("Content-Type", "")
    if not says_nothing(kind) and suffix_of(kind, path) is None:
        raise Refused(f"it is {media_type(kind)}, which no reader takes", _NO_PAGE)
    data = _body(response, guarded, limits)
    suffix = suffix_of(kind, path, data)
    if suffix is None:
        raise Refused("the server does not say what it is, and no reader takes it", _NO_PAGE)
    return data, suffix


def _body(response: httpx2.Response, guarded: Guarded, limits: Limits) -> bytes:
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in _GZIP | {"", "identity"}:
        raise Refused(f"it is packed as {encoding}, which was not asked for", BROWSER)
    too_large = Refused(f"larger than {limits.size / 2**20:g} MiB", BROWSER)
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > limits.size:
        raise too_large
    data = bytearray()
    for piece in _unpacked(response.iter_raw()) if encoding in _GZIP else response.iter_raw():
        data += piece
        if len(data) > limits.size:
            raise too_large
        guarded.left()
    return bytes(data)


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces without gzip, none larger than `_PIECE`. Raises zlib.error, also if the end is missing."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    for packed in pieces:
        piece = unpacker.decompress(packed, _PIECE)
        while piece:
            yield piece
            piece = unpacker.decompress(unpacker.unconsumed_tail, _PIECE)
    if not unpacker.eof:
        raise zlib.error("the end is missing")


def _answer(response: httpx2.Response) -> tuple[str, str]:
    """What a status other than success means, and what to do."""
    what = f"the server answers {response.status_code} {response.reason_phrase}".rstrip()
    status = response.status_code
    asked = response.headers.get("Retry-After", "").strip()[:40]
    if status in {429, 503}:
        wait = f"{asked} seconds" if asked.isdecimal() else f"until {asked}"
        return (f"{what} and asks to wait {wait}" if asked else what), LATER
    if status in {401, 402, 403, 451}:
        return what, f"if you may read it, {BROWSER}"
    if status in {404, 410}:
        return what, "check the address; a copy that was saved before is kept"
    return what, LATER if status >= 500 else BROWSER  # noqa: PLR2004  the server's own faults


def _why(error: Exception, limits: Limits) -> tuple[str, str]:
    """What a failed connection means, and what to do. httpcore keeps the system's own error inside its own."""
    inner = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
    if isinstance(inner, ssl.SSLCertVerificationError):
        return f"the certificate of the server is not valid: {inner.verify_message}", BROWSER
    if isinstance(inner, ssl.SSLError):
        return f"no secure connection: {inner.reason or inner}", BROWSER
    if isinstance(error, httpcore2.ConnectTimeout):
        return f"no connection within {limits.connect_s:g} seconds", CHECK
    if isinstance(error, httpcore2.TimeoutException):
        return f"nothing came for {limits.idle_s:g} seconds", LATER
    if isinstance(error, httpcore2.ConnectError):
        return f"no connection: {getattr(inner, 'strerror', None) or inner}", CHECK
    return f"the connection broke off: {getattr(inner, 'strerror', None) or inner}", LATER


def _web_url(url: httpx2.URL) -> httpx2.URL:
    """The address without the part behind `#`. Raises ValueError if it is none that is fetched."""
    if url.scheme not in {"http", "https"}:
        raise ValueError(f"{url.scheme or 'no scheme'} is neither http nor https")
    if not url.host:
        raise ValueError("it names no host")
    if url.userinfo:
        raise ValueError("it holds a user name or password, which would be saved with the page")
    if url.port is not None and not 0 < url.port <= _LARGEST_PORT:
        raise ValueError(f"there is no port {url.port}")
    return url.copy_with(raw_path=url.raw_path, fragment=None)


def _without_user(text: str) -> str:
    return re.sub(r"//[^/]*@", "//", text)
