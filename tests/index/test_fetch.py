"""What is fetched from the web, what is not, and what is said of it."""

import datetime
import gzip
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Origin
from corpus.errors import NotFetched, UsageError
from corpus.read import READERS
from index.fetch import fetch, web_address
from index.guard import Limits
from index.saved import Page
from index.web_types import _SUFFIXES, suffix_of
from tests.web import PUBLIC, STORY, Internet, Reply, Site, moved, packed, serving

NOON = datetime.datetime(2022, 5, 3, 12, 0, 5, tzinfo=datetime.UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def got(address: str, **named: Any) -> Page:
    return fetch(address, **{"agent": "a-test/1", "allow_local": True, "now": lambda: NOON, **named})


def refusal(address: str, **named: Any) -> str:
    """Why an address is not fetched."""
    with pytest.raises(NotFetched) as caught:
        got(address, **named)
    assert caught.value.status == 4
    assert caught.value.remedy.strip()
    assert "\n" not in str(caught.value) + caught.value.remedy
    return str(caught.value).removeprefix(f"cannot fetch {address}: ")


def test_a_page_is_its_bytes_and_where_they_came_from(site: Site) -> None:
    site.replies["/story"] = Reply(STORY + b"\r\n \xff\n", "Text/HTML; charset=ISO-8859-1")
    origin = Origin(site.url(), site.url(), "2022-05-03T12:00:05Z", "iso-8859-1")
    assert got(site.url()) == Page(STORY + b"\r\n \xff\n", ".html", origin)


def test_who_asks_is_said_and_nothing_else(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.replies["/a"] = moved("/story", headers={"Set-Cookie": "seen=1; Path=/"})
    site.replies["/story"] = Reply()
    got(site.url("/a"))
    assert site.paths == ["/a", "/story"]
    for _, headers in site.asked:
        assert headers["user-agent"] == "a-test/1"
        assert headers.keys() == {"host", "user-agent", "accept", "accept-encoding", "connection"}


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(gzip.compress(STORY), "gzip"), (gzip.compress(STORY), "X-Gzip"), (STORY, "identity"), (STORY, "")],
)
def test_a_packed_page_is_unpacked(site: Site, body: bytes, encoding: str) -> None:
    site.replies["/story"] = Reply(body, headers={"Content-Encoding": encoding}, length=len(body))
    assert got(site.url()).data == STORY


def test_what_cannot_be_unpacked_is_not_taken(site: Site) -> None:
    site.replies["/story"] = Reply(b"no gzip", headers={"Content-Encoding": "gzip"})
    site.replies["/other"] = Reply(headers={"Content-Encoding": "br"})
    site.replies["/half"] = Reply(gzip.compress(STORY)[:-9], headers={"Content-Encoding": "gzip"})
    assert refusal(site.url()) == "what came is no whole gzip, though it says so"
    assert refusal(site.url("/half")) == "what came is no whole gzip, though it says so"
    assert refusal(site.url("/other")) == "it is packed as br, which was not asked for"


def test_redirects_are_followed_and_the_last_address_is_kept(site: Site) -> None:
    site.replies |= {"/a": moved("b/c?d=1#e", 301), "/b/c?d=1": moved(site.url(), 307), "/story": Reply()}
    origin = got(site.url("/a")).origin
    assert (origin.address, origin.url) == (site.url("/a"), site.url())


def test_redirects_have_an_end(site: Site) -> None:
    site.replies |= {f"/{number}": moved(f"/{number + 1}") for number in range(6)} | {"/6": Reply()}
    site.replies["/loop"] = moved("/loop")
    assert refusal(site.url("/0")) == f"more than 5 redirects, the last one to {site.url('/6')}"
    assert got(site.url("/1")).data == STORY
    site.asked.clear()
    assert refusal(site.url("/loop")).startswith("more than 5 redirects")
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("file:///etc/hosts", "file is neither http nor https"),
        ("ftp://example.org/a", "ftp is neither http nor https"),
        ("http://ann:word@example.org/", "it holds a user name or password, which would be saved with the page"),
        ("http://[::1/", "Invalid port: ':1'"),
    ],
)
def test_a_redirect_leads_only_to_what_may_be_fetched(site: Site, to: str, why: str) -> None:
    site.replies["/story"] = moved(to)
    assert refusal(site.url()) == f"it redirects to an address that cannot be fetched: {why}"


LARGE = Limits(size=2**20)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"", length=2**20 + 1),
        Reply(bytes(2**20 + 1)),
        Reply(b"", drip=bytes(2**16)),
        packed(bytes(2**24)),
        packed(bytes(2**24), length=len(packed(bytes(2**24)).body)),
    ],
    ids=["said", "whole", "without end", "packed", "packed and said to be small"],
)
def test_a_page_that_is_too_large_is_not_taken(site: Site, reply: Reply) -> None:
    site.replies["/story"] = reply
    assert refusal(site.url(), limits=LARGE) == "larger than 1 MiB"


def test_a_page_as_large_as_may_be_is_taken(site: Site) -> None:
    site.replies["/story"] = Reply(b"a" * 2**20, "text/plain")
    assert len(got(site.url(), limits=LARGE).data) == 2**20


@pytest.mark.parametrize(
    ("reply", "limits", "why"),
    [
        (Reply(drip=b""), Limits(idle_s=0.1), "nothing came for 0.1 seconds"),
        (Reply(drip=b"", drip_headers=True), Limits(idle_s=0.1), "nothing came for 0.1 seconds"),
        (Reply(drip=b""), Limits(total_s=0.1), "not all of it came within 0.1 seconds"),
        (Reply(drip=b"x"), Limits(total_s=0.2), "not all of it came within 0.2 seconds"),
        (Reply(drip=b"x", drip_headers=True), Limits(total_s=0.2), "not all of it came within 0.2 seconds"),
    ],
)
def test_a_slow_server_is_not_waited_for(site: Site, reply: Reply, limits: Limits, why: str) -> None:
    site.replies["/story"] = reply
    assert refusal(site.url(), limits=limits) == why


@pytest.mark.parametrize(
    ("status", "headers", "why"),
    [
        (404, {}, "the server answers 404 Not Found"),
        (403, {}, "the server answers 403 Forbidden"),
        (429, {"Retry-After": "120"}, "the server answers 429 Too Many Requests and asks to wait 120 seconds"),
        (503, {"Retry-After": "noon"}, "the server answers 503 Service Unavailable and asks to wait until noon"),
        (500, {}, "the server answers 500 Internal Server Error"),
        (202, {}, "the server answers 202 Accepted"),
        (302, {}, "the server answers 302 Found"),
        (299, {}, "the server answers 299"),
    ],
)
def test_an_answer_that_is_no_page_is_told(site: Site, status: int, headers: dict[str, str], why: str) -> None:
    site.replies["/story"] = Reply(status=status, headers=headers)
    assert refusal(site.url()) == why


@pytest.mark.parametrize(
    ("path", "kind", "body", "suffix"),
    [
        ("/a.php", "text/html", STORY, ".html"),
        ("/a", "application/xhtml+xml", STORY, ".html"),
        ("/a.md", "text/plain; charset=utf-8", b"Rain.", ".md"),
        ("/a.html", "text/plain", b"Rain.", ".txt"),
        ("/a", "application/json", b'{"text": "Rain."}', ".json"),
        ("/a.txt?x=1", "application/octet-stream", b"Rain.", ".txt"),
        ("/a", None, b"\n <!DOCTYPE html>" + STORY, ".html"),
    ],
)
def test_a_page_gets_the_suffix_of_its_reader(
    site: Site, path: str, kind: str | None, body: bytes, suffix: str
) -> None:
    site.replies[path] = Reply(body, kind)
    assert got(site.url(path)).suffix == suffix


@pytest.mark.parametrize(
    ("kind", "body", "why"),
    [
        ("image/png", b"", "it is image/png, which no reader takes"),
        ("text/html", b"", "what came cannot be read: empty file"),
        ("text/html", b"<body><script>1</script>", "what came cannot be read: no text in it"),
        ("application/pdf", b"no pdf", "what came cannot be read: "),
        (None, b"\x89PNG", "the server does not say what it is, and no reader takes it"),
    ],
)
def test_what_no_reader_takes_is_not_taken(site: Site, kind: str | None, body: bytes, why: str) -> None:
    site.replies["/story"] = Reply(body, kind)
    assert refusal(site.url()).startswith(why)


def test_the_body_of_a_picture_is_not_asked_for(site: Site) -> None:
    site.replies["/story"] = Reply(b"", "image/png", drip=b"")
    assert refusal(site.url()) == "it is image/png, which no reader takes"


def test_types_lead_to_readers_and_every_reader_has_one() -> None:
    assert {READERS[suffix] for suffix in _SUFFIXES.values()} == set(READERS.values())
    assert suffix_of("application/octet-stream", "/a", b"%PDF-1.7") == ".pdf"


def test_a_page_that_breaks_off_is_not_taken(site: Site) -> None:
    site.replies["/story"] = Reply(length=len(STORY) + 1)
    assert refusal(site.url()).startswith("the connection broke off: ")


def test_what_answers_in_another_tongue_is_told(site: Site) -> None:
    site.replies["/story"] = Reply(status=200, headers={"Bad header": "\x01"})
    assert refusal(site.url()).startswith("the connection broke off: ")


def test_no_connection_is_told() -> None:
    with serving() as gone:
        address = gone.url()
    assert refusal(address) == "no connection: Connection refused"
    assert refusal("http://nowhere.example/", resolve=Internet({}).resolve) == "no host of this name: nowhere.example"
    assert refusal(f"http://{'a' * 64}.example/") == f"no host of this name: {'a' * 64}.example"


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "127.1"])
def test_this_machine_is_refused_however_it_is_written(site: Site, host: str) -> None:
    why = refusal(site.url(host=host), allow_local=False)
    assert why.endswith(" is on this machine or its own network") or why.startswith("no host of this name")
    assert site.asked == []


def test_a_public_name_is_fetched(site: Site) -> None:
    site.replies["/story"] = Reply()
    net = Internet({"orrin.example": [[PUBLIC]]})
    address = site.url(host="orrin.example")
    assert got(address, allow_local=False, resolve=net.resolve, network=net).origin.url == address
    assert site.asked[0][1]["host"] == f"orrin.example:{site.port}"


def test_a_name_is_asked_once_and_its_answer_is_what_is_connected_to(site: Site) -> None:
    site.replies["/story"] = Reply()
    net = Internet({"orrin.example": [[PUBLIC], ["127.0.0.1"]]})
    assert got(site.url(host="orrin.example"), allow_local=False, resolve=net.resolve, network=net).data == STORY
    assert net.connected == [PUBLIC]


@pytest.mark.parametrize("to", ["http://127.0.0.1:{port}/in", "http://home.example:{port}/in", "//home.example/in"])
def test_a_redirect_to_this_machine_is_refused(site: Site, to: str) -> None:
    site.replies |= {"/story": moved(to.format(port=site.port)), "/in": Reply()}
    net = Internet({"orrin.example": [[PUBLIC]], "home.example": [["10.0.0.7"]], "127.0.0.1": [["127.0.0.1"]]})
    why = refusal(site.url(host="orrin.example"), allow_local=False, resolve=net.resolve, network=net)
    assert why.endswith("is on this machine or its own network")
    assert (site.paths, net.connected) == (["/story"], [PUBLIC])


def test_the_same_name_is_looked_at_again_when_it_is_redirected_to(site: Site) -> None:
    site.replies |= {"/story": moved("/in"), "/in": Reply()}
    net = Internet({"orrin.example": [[PUBLIC], ["192.168.0.1"]]})
    why = refusal(site.url(host="orrin.example"), allow_local=False, resolve=net.resolve, network=net)
    assert why == "orrin.example (192.168.0.1) is on this machine or its own network"
    assert net.connected == [PUBLIC]


def test_a_name_with_one_local_address_is_refused_whatever_the_others(site: Site) -> None:
    net = Internet({"orrin.example": [[PUBLIC, "10.0.0.7"]]})
    why = refusal(site.url(host="orrin.example"), allow_local=False, resolve=net.resolve, network=net)
    assert why == "orrin.example (10.0.0.7) is on this machine or its own network"
    assert net.connected == []


def test_where_one_address_does_not_answer_the_next_is_tried(site: Site) -> None:
    site.replies["/story"] = Reply()
    net = Internet({"orrin.example": [["2620:fe::9", PUBLIC]]})
    assert got(site.url(host="orrin.example"), allow_local=False, resolve=net.resolve, network=net).data == STORY
    assert net.connected == ["2620:fe::9", PUBLIC]


def test_a_certificate_that_nobody_vouches_for_is_told(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=orrin.example"]
    try:
        subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no openssl to make a certificate with")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving(context) as site:
        why = refusal(site.url().replace("http:", "https:"))
        assert why == "the certificate of the server is not valid: self-signed certificate"
        assert site.asked == []
    with serving() as plain:
        assert refusal(plain.url().replace("http:", "https:")).startswith("no secure connection: ")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" https://Example.org ", "https://example.org/"),
        ("HTTP://example.org:80/A#b", "http://example.org/A"),
        ("https://example.org?a=b c", "https://example.org/?a=b%20c"),
        ("https://example.org/%C3%A9/é", "https://example.org/%C3%A9/%C3%A9"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
        ("https://example.org:8443/a/../b", "https://example.org:8443/b"),
    ],
)
def test_an_address_has_one_form(text: str, address: str) -> None:
    assert web_address(text) == address
    assert web_address(address) == address


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("example.org/a", "example.org/a is no address of the web; files are for qa index"),
        ("localhost:8000/a", "localhost:8000/a is no address of the web; files are for qa index"),
        ("notes.txt", "notes.txt is no address of the web; files are for qa index"),
        ("", "this is no address of the web; files are for qa index"),
        ("file:///etc/hosts", "cannot fetch file:///etc/hosts: file is neither http nor https"),
        ("ftp://example.org/a", "cannot fetch ftp://example.org/a: ftp is neither http nor https"),
        ("https:///a", "cannot fetch https:///a: it names no host"),
        ("http://example.org:99999/", "cannot fetch http://example.org:99999/: there is no port 99999"),
        (
            "https://ann:word@example.org/",
            "cannot fetch https://example.org/: it holds a user name or password, which would be saved with the page",
        ),
        ("https://example.org/\x1b[31m", "cannot fetch https://example.org/\x1b[31m: Invalid non-printable"),
    ],
)
def test_what_is_no_address_is_told(text: str, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        web_address(text)
    assert str(caught.value).startswith(why)
    assert caught.value.status == 2
