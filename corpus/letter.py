"""The headers of a mail that was pasted into a text: From, Subject, Date; or of an article: Title, Source, Date."""

import re

from corpus.article import Metadata, Span
from corpus.dates import dates_in
from corpus.names import people

_HEADER = re.compile(
    r"[ \t>*]*(?P<name>[A-Z][A-Za-z-]{1,24}):\**[ \t]*(?P<value>\S[^\n]*(?:\n[ \t]+\S[^\n]*)*)(?:\n|\Z)"
)
_SUBJECT, _SENDER = ("subject", "title", "headline"), ("from", "author", "authors", "byline", "by")
_DAY = ("date", "sent", "published")
_OUTLET, _LINK = ("source", "outlet", "publication", "publisher", "newspaper"), ("url", "link")
_RULE = re.compile(r"\s*(?:[-_=]{2,}[^\n]*\n\s*|From \S+ [^\n]* \d{4}\n|Begin forwarded message:\s*)?", re.IGNORECASE)
_REPLY = re.compile(r"(?:(?:re|fwd?|aw|wg|tr|sv)\s*:\s*)+", re.IGNORECASE)
_WEB = re.compile(r"https?://\S+$", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*[<\[(][^<>\[\]()]*@[^<>\[\]()]*[>\])]")


def letter_head(text: str, language: str | None = None) -> tuple[Metadata, Span | None]:
    """What the headers at the start of a text say, and their span; nothing and None if there are none.

    There must be a subject or title, and a sender, an outlet or a date.
    """
    rule = _RULE.match(text)
    start = position = rule.end() if rule else 0
    headers: dict[str, str] = {}
    while header := _HEADER.match(text, position):
        headers.setdefault(header["name"].lower(), header["value"].strip())
        position = header.end()
    subject, sender, day, outlet, link = (
        next((headers[name] for name in names if name in headers), None)
        for names in (_SUBJECT, _SENDER, _DAY, _OUTLET, _LINK)
    )
    if not subject or not (sender or day or outlet):
        return Metadata(), None
    name = _ADDRESS.sub("", sender or "").strip(" \"'")
    dates = dates_in(day or "", language)
    title = _REPLY.sub("", subject, count=1) if _REPLY.match(subject) else subject
    return (
        Metadata(
            title=" ".join(title.split()) or None,
            outlet=outlet if outlet and not _WEB.match(outlet) else None,
            author=name if people(name, in_byline=True) else None,
            published=dates[0][1] if dates else None,
            url=link if link and _WEB.match(link) else None,
        ),
        Span(start, position),
    )
