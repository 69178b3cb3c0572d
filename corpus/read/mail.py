"""Mails: .eml."""

import re
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage
from itertools import groupby
from typing import Any

from corpus.article import Article, Metadata
from corpus.errors import SkippedFile
from corpus.paragraphs import paragraphs
from corpus.read.archive import Node, local
from corpus.read.epub import markup_parts
from corpus.read.parts import Part, article_of_parts

_LONGEST_HEADER = 10_000  # characters; the time to understand one grows with its square
_TEXTS = ("text/plain", "text/html")
_MESSAGE = "message/rfc822"
_QUOTED, _ATTACHMENT = "quoted reply", "attachment"
_HEADERS = ("from", "subject", "date")
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MessageError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the email package raises over headers and parts that are not as they should be."""

_DATE_OR_ADDRESS = re.compile(r"\S@\S|\b\d{4}\b|\d:\d\d")
_ATTRIBUTION_LINES = 3
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n")
_ORIGINAL = re.compile(r"-{2,}\s*Original Message\s*-{2,}", re.IGNORECASE)
_QUOTES = re.compile(r"(?:gmail_quote|gmail_attr|moz-cite-prefix|yahoo_quoted)\b")
_SIGNATURES = re.compile(r"(?:gmail_signature|moz-signature)\b")
_CHARSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "ks_c_5601-1987": "cp949",
}
"""What mails hold that name the key: the character sets grew, their names did not."""

_Line = tuple[str, str | None]
"""A line, and the reason why it is left out."""


def read_mail(path: str, data: bytes) -> Article:
    """Read the text of a mail and of attachments that are texts themselves. Raises SkippedFile.

    Quoted replies and signatures are left out; of other attachments only the name is told. The day is that of
    the sender's own clock.
    """
    from email import headerregistry, message_from_bytes, policy  # noqa: PLC0415  only mails need it

    understood = headerregistry.HeaderRegistry()

    def bounded(name: str, value: str) -> Any:
        if len(value) > _LONGEST_HEADER:
            raise ValueError(name)
        return understood(name, value)

    if not data:
        raise SkippedFile("empty file")
    try:
        mail = message_from_bytes(data, policy=policy.default.clone(header_factory=bounded))
        if not any(header in mail for header in _HEADERS):
            raise SkippedFile("not a mail: it has no From, Subject or Date")
        parts = [part for message in _texts(mail) for part in _parts(message)]
        parts += [part for one in _attachments(mail) for part in _attached(one)]
    except _BROKEN:
        raise SkippedFile("a mail that is put together wrongly") from None
    metadata = Metadata(title=_header(mail, _subject), author=_header(mail, _sender), published=_header(mail, _day))
    return article_of_parts(path, data, parts, metadata)


def _header(mail: EmailMessage, read: Any) -> str | None:
    """What a header says; None if it is missing or cannot be understood."""
    try:
        text = read(mail)
    except _BROKEN:
        return None
    return " ".join(_visible(text or "").split()) or None


def _subject(mail: EmailMessage) -> str:
    return str(mail["subject"] or "")


def _sender(mail: EmailMessage) -> str:
    return ", ".join(filter(None, (address.display_name for address in mail["from"].addresses)))


def _day(mail: EmailMessage) -> str:
    return str(mail["date"].datetime.date().isoformat())


def _texts(mail: EmailMessage) -> Iterator[EmailMessage]:
    """The parts to show, in order: of alternatives the plain one if it says anything, else the one in HTML."""
    waiting: list[Any] = [mail]
    while waiting:
        part = waiting.pop(0)
        kind = part.get_content_type()
        if part.get_content_disposition() == "attachment" or part.get_filename():
            continue
        if kind == "multipart/alternative":
            plain = [one for one in part.iter_parts() if one.get_content_type() == "text/plain" and _text(one).strip()]
            waiting[:0] = plain[:1] or [one for one in part.iter_parts() if one.get_content_type() != "text/plain"][-1:]
        elif kind == "multipart/related":
            waiting[:0] = list(part.iter_parts())[:1]
        elif part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting[:0] = list(part.iter_parts())
        elif kind in _TEXTS:
            yield part


def _attachments(mail: EmailMessage) -> Iterator[EmailMessage]:
    """The parts with a file's name, in order, but for what a text in HTML shows inside it."""
    for part in mail.walk():
        if isinstance(part, EmailMessage) and (
            part.get_content_type() == _MESSAGE or (part.get_filename() and not part["content-id"])
        ):
            yield part


def _attached(attachment: EmailMessage) -> list[Part]:
    name = Part(_visible(attachment.get_filename() or _MESSAGE), left_out=_ATTACHMENT)
    if attachment.get_content_type() not in _TEXTS:
        return [name]
    try:
        return [name, *_parts(attachment)]
    except SkippedFile:  # the mail itself can be read
        return [name]


def _parts(message: EmailMessage) -> list[Part]:
    text = _text(message)
    if message.get_content_type() == "text/html":
        return markup_parts(text, _reason)
    lines = text.splitlines()
    between = "\n"
    content_type: Any = message["content-type"]
    params = content_type.params if content_type else {}
    if str(params.get("format", "")).lower() == "flowed":
        joined = _unwrapped(lines, deletes_space=str(params.get("delsp", "")).lower() == "yes")
        between = "\n" if len(joined) == len(lines) else "\n\n"  # some say that their lines flow, and yet they do not
        lines = joined
    return list(_plain_parts(_marked(lines), between))


def _text(message: EmailMessage) -> str:
    """The decoded text, strictly: a replaced character would make a quote wrong."""
    payload = message.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if any(type(defect).__name__ == "InvalidBase64LengthDefect" for defect in message.defects):
        raise SkippedFile("damaged: its base64 text is cut short")
    charset = str(message.get_content_charset() or "us-ascii")
    charset = "utf-8" if charset in ("us-ascii", "ascii") else _CHARSETS.get(charset, charset)
    try:
        text = data.decode(charset)
    except (LookupError, ValueError):
        raise SkippedFile(f"its text is not {charset}, as it says") from None
    return _visible(text.replace("\r\n", "\n"))


def _visible(text: str) -> str:
    """NUL and halves of characters cannot be shown or stored."""
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)


def _unwrapped(lines: list[str], *, deletes_space: bool) -> list[str]:
    """Join the lines of `format=flowed`: one that ends in a space goes on in the next of as many `>`."""
    joined: list[str] = []
    depth_before = -1  # of a line that goes on
    for line in lines:
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        piece = content[:-1] if flows and deletes_space else content
        if depth == depth_before and content != "-- ":
            joined[-1] += piece
        else:
            joined.append(f"{'>' * depth} {piece}" if depth else piece)
        depth_before = depth if flows else -1
    return joined


def _marked(lines: list[str]) -> list[_Line]:
    """Each line with the reason why it is left out: quoted from another mail, or part of a signature."""
    reasons: list[str | None] = []
    section: str | None = None
    for at, line in enumerate(lines):
        if line.startswith(">"):
            if reasons and not reasons[-1]:
                start = at - _attribution(lines, at)
                reasons[start:] = [_QUOTED] * (at - start)
            reasons.append(_QUOTED)
            continue
        if line in ("-- ", "--"):
            section = "signature"
        elif _ORIGINAL.fullmatch(line.strip()):
            section = _QUOTED
        reasons.append(section)
    return list(zip(lines, reasons, strict=True))


def _attribution(lines: list[str], at: int) -> int:
    """How many lines before line `at` say who wrote what is quoted there, blank ones included; 0 if none does."""
    end = at
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and lines[start - 1].strip() and end - start <= _ATTRIBUTION_LINES:
        start -= 1
    begins = list(range(end - 1, start, -1))
    if end - start <= _ATTRIBUTION_LINES:
        begins.insert(0, start)
    return next((at - begin for begin in begins if _names_writer(" ".join(lines[begin:end]))), 0)


def _names_writer(line: str) -> bool:
    line = line.strip()
    return line.endswith("wrote:") or (line.endswith(":") and bool(_DATE_OR_ADDRESS.search(line)))


def _plain_parts(lines: list[_Line], between: str) -> Iterator[Part]:
    for reason, run in groupby(lines, key=lambda line: line[1]):
        text = between.join(line for line, _ in run)
        if reason:
            yield from (Part(block, left_out=reason) for block in _BLANK_LINES.split(text))
            continue
        for paragraph in paragraphs(text):
            yield Part(paragraph.span.of(text), heading=paragraph.heading)


def _reason(node: Node) -> str | None:
    """What the mark-up of mail programs says is quoted or a signature."""
    classes = node.get("class", "")
    if _SIGNATURES.search(classes):
        return "signature"
    is_cited = local(node).lower() == "blockquote" and node.get("type") == "cite"
    return _QUOTED if is_cited or _QUOTES.search(classes) or node.get("id") == "divRplyFwdMsg" else None
