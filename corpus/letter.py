"""The headers of a mail that was pasted into a text: From, Subject, Date."""

import re

from corpus.article import Metadata, Span
from corpus.dates import dates_in
from corpus.names import people

_HEADER = re.compile(
    r"[ \t>*]*(?P<name>[A-Z][A-Za-z-]{1,24}):\**[ \t]*(?P<value>\S[^\n]*(?:\n[ \t]+\S[^\n]*)*)(?:\n|\Z)"
)
_SUBJECT, _SENDER, _DAY = "subject", "from", ("date", "sent")
_RULE = re.compile(r"\s*(?:[-_=]{2,}[^\n]*\n\s*|From \S+ [^\n]* \d{4}\n|Begin forwarded message:\s*)?", re.IGNORECASE)
_REPLY = re.compile(r"(?:(?:re|fwd?|aw|wg|tr|sv)\s*:\s*)+", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*[<\[(][^<>\[\]()]*@[^<>\[\]()]*[>\])]")


def letter_head(text: str, language: str | None = None) -> tuple[Metadata, Span | None]:
    """What the headers at the start of a text say, and their span; nothing and None if there are none.

    There must be a subject and either a sender or a date.
    """
    rule = _RULE.match(text)
    start = position = rule.end() if rule else 0
    headers: dict[str, str] = {}
    while header := _HEADER.match(text, position):
        headers.setdefault(header["name"].lower(), header["value"].strip())
        position = header.end()
    subject, sender = headers.get(_SUBJECT), headers.get(_SENDER)
    day = next((headers[name] for name in _DAY if name in headers), None)
    if not subject or not (sender or day):
        return Metadata(), None
    name = _ADDRESS.sub("", sender or "").strip(" \"'")
    dates = dates_in(day or "", language)
    title = _REPLY.sub("", subject, count=1) if _REPLY.match(subject) else subject
    return (
        Metadata(
            title=" ".join(title.split()) or None,
            author=name if people(name, in_byline=True) else None,
            published=dates[0][1] if dates else None,
        ),
        Span(start, position),
    )
