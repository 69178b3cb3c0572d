"""The signs by which a plain text gives away which outlet printed it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.names import ORGANISATION, PUBLICATION, byline_tail, is_person, is_place, paper_beside_date, people

ALONE_WORDS = 6  # the most in a line that is a name and nothing else
_LINE_WORDS = 25
_HOST_LINE_WORDS = 30
_SHORTEST_ACRONYM = 3
_LONGEST_PERSON = 4  # words
_SHORTEST_KEY = 4  # letters
_COUNTRY, _SECOND_LEVEL = 2, 3  # characters of co.uk

_WORD = r"(?:[^\W\d_a-z][\w’'&.-]*[\w&]|[^\W\d_a-z])"
_NAME = rf"(?P<name>(?:[Tt]he\s+)?{_WORD}(?:\s+(?:(?:of|and|for|the|on|de|la|&)\s+){{0,2}}{_WORD}){{0,6}})"
_TOLD = re.compile(
    rf"\b(?:told|tells|(?:interview|conversation) (?:with|to|for)|"
    rf"(?:comments?|remarks|statement|e?-?mail|speaking|spoke) to|"
    rf"(?:obtained|seen|reviewed|contacted|interviewed|asked) by)\s+{_NAME}"
)
_CREDIT = re.compile(
    rf"\(?(?i:photo(?:graph)?s?|image|picture|illustration|credit)(?:\s+(?i:credit|by|courtesy(?: of)?))?\s*[:©]\s*"
    rf"(?:[^()/\n]{{2,40}}?\s*[/,|]\s*)?{_NAME}\)?[.)]?$"
)
_SLASHED = re.compile(rf"\([^()\n/]{{3,40}}/\s?{_NAME}\)\s*$")
_PHOTO_LABEL = re.compile(rf"{_NAME}\s+(?:Photo|Image|Graphic|Illustration|Video)s?")
_PICTURED = re.compile(r"\b(?:photo|image|picture|map|illustration|video|cover|graphic|font|icon)\w*\b", re.IGNORECASE)
_COPYRIGHT = re.compile(r"©|\(c\)\s|\bcopyright\b", re.IGNORECASE)
_NOT_IN_A_NAME = re.compile(
    r"©|\(c\)|\bcopyright\b|\ball rights reserved\b|\b(?:1[5-9]|20)\d\d(?:\s*[-–—]\s*(?:\d{2,4}|present))?",
    re.IGNORECASE,
)
_BEHIND_NAME = re.compile(
    r"\s+(?:and\s+(?:its|the|other)\b|under\b|powered\b|is\b|may\b|by\s+continuing\b|designed\b|no part\b).*$|[|•·].*$|"
    r"[.;:]\s.*$|,(?!\s*(?:inc|ltd|llc|plc|s\.?a)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
NOBODY = re.compile(
    r"(?:the )?(?:authors?|contributors?|editors?|publishers?|owners?|crown|creative commons|respective owners?|us|me|"
    r"notice|policy|information|law|date|terms|year|name|license[ds]?|site|website)(?:\(s\))?",
    re.IGNORECASE,
)
_FIRST = re.compile(
    rf"\b(?i:first|originally)\s+(?:published|appeared|printed|posted|ran)\s+(?:in|on|by|at|with)\s+{_NAME}|"
    rf"\bappeared first on\s+(?P<other>{_WORD}(?:\s+(?:of\s+|the\s+|and\s+)?{_WORD}){{0,5}})|"
    rf"\brepublished from\s+(?P<third>(?:[Tt]he\s+)?{_WORD}(?:\s+{_WORD}){{0,5}})"
)
_FOLLOW = re.compile(
    rf"\b(?:[Ff]ollow|[Ll]ike|[Jj]oin|[Ss]ubscribe to|[Ss]upport|[Dd]ownload|[Rr]ead more (?:on|at|from)|[Mm]ore from|"
    rf"[Ss]ign up (?:for|to)|[Dd]onate to|About)\s+{_NAME}(?:’s|'s)?"
)
_SOURCE = re.compile(rf"(?i:source|via|courtesy|publisher|published by|publication)\s*[:—–-]\s*{_NAME}")
_WIRE = re.compile(
    rf"[^\W\d_a-z][\w.,’' /-]{{2,60}}?\s*\((?P<agency>{_WORD}(?:\s+{_WORD}){{0,3}})\)\s*(?:—|–|--|-|:)\s"
)
_WIRE_FIRST = re.compile(
    rf"(?P<agency>{_WORD}(?:\s+{_WORD}){{0,3}})\s+\((?P<city>[^\W\d_a-z][\w’' -]+)\)\s*(?:—|–|--|-)\s"
)
_CONTRIBUTED = re.compile(
    rf"{_NAME}\s+contributed\b|\b(?:with (?:reporting|files|material|additional reporting) (?:by|from)|"
    rf"(?:with|from) wire reports of|reported by)\s+(?P<other>(?:[Tt]he\s+)?{_WORD}(?:\s+{_WORD}){{0,4}})"
)
HOST = re.compile(
    r"(?<![\w@/.-])(?:www\.)?(?P<host>[a-z0-9-]{2,}(?:\.[a-z0-9-]{2,})*\.[a-z]{2,8})(?![\w/@-]|\.\w)", re.IGNORECASE
)
_MAIL = re.compile(r"(?<![\w.+-])(?P<user>[\w.+-]+)@(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.IGNORECASE)
_DESK = re.compile(
    r"(?:editors?|news(?:room)?|info|contact|press|letters|office|desk|redaktion|hello|mail|tips)", re.IGNORECASE
)
_SERIES = re.compile(r",?\s*\b(?:Vol(?:ume|\.)?|No\.?|Issue|Nr\.?|№|Number)\s*\d", re.IGNORECASE)
_TITLE_TAIL = re.compile(r"(?P<title>\S.*\S)\s+(?:[|•·–—-])\s+(?P<name>[^|•·]+)")
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_SUFFIXES = re.compile(r"(?:inc|ltd|llc|plc|gmbh|corp|co|company|corporation|limited|media|group)$")
COMPANY = re.compile(r"\b(?:inc|ltd|llc|plc|gmbh|corp|co|limited)\.?$", re.IGNORECASE)
"""The form of a company that owns an outlet, behind its name."""
_FILES = frozenset(
    "js py md txt rst json html htm xml csv yml yaml toml cfg ini sh css exe zip tar gz png jpg svg pdf".split()
)


@dataclass(frozen=True, slots=True)
class Sign:
    """That a text may be from the outlet `name`; `kind` says what gives it away, `weight` how far to trust it."""

    kind: str
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Pages:
    """The lines of a text by where they stand: before its story, in it and behind it.

    `title` is the headline if there is one, `author` whom a byline names.
    """

    opening: Sequence[str]
    story: Sequence[str]
    closing: Sequence[str]
    title: str | None = None
    author: str | None = None


def signs(pages: Pages) -> Iterator[Sign]:
    """Every sign there is, of all outlets."""
    edges = [(line, True) for line in pages.opening] + [(line, False) for line in pages.closing]
    for line, above in edges:
        if len(line.split()) <= _LINE_WORDS:
            yield from _edge_signs(line)
        if above and len(line.split()) <= _LINE_WORDS:
            yield from _above_signs(line, pages.title)
        yield from _noted(line)
    for line in pages.story:
        yield from _story_signs(line)
    if pages.story:
        yield from _wire_signs(pages.story[0])
        yield from _noted(pages.story[-1])
    yield from _masthead(pages)
    yield from _dated(pages)


def _edge_signs(line: str) -> Iterator[Sign]:
    yield from _copyright(line)
    for match in _FOLLOW.finditer(line):
        yield Sign("follow", _clean(match["name"]), 1)
    source = _SOURCE.match(line)
    if source:
        yield Sign("source", _clean(source["name"]), 1)
    for mail in _MAIL.finditer(line):
        yield Sign("mail", mail["host"].lower(), 1 if _DESK.fullmatch(mail["user"]) else 0.5)
    yield from _hosts(line)
    yield from _story_signs(line)


def _above_signs(line: str, title: str | None) -> Iterator[Sign]:
    """Signs that only stand above a story: an outlet behind the byline, behind the title, before an issue's number."""
    tail = byline_tail(line)
    if tail and ORGANISATION.search(tail) and not tail.islower():
        yield Sign("byline", _clean(tail), 1)
    titled = _TITLE_TAIL.fullmatch(line)
    if (
        titled
        and len(titled["name"].split()) <= ALONE_WORDS
        and len(titled["title"].split()) > len(titled["name"].split())
    ):
        same = title is not None and key(titled["title"]) == key(title) and len(line) > len(title)
        if not is_person(titled["name"]):
            yield Sign("title", _clean(titled["name"]), 1.5 if same else 1)
    series = _SERIES.search(line)
    if series and series.start() and ORGANISATION.search(line[: series.start()]):
        name = _clean(line[: series.start()])
        if len(name.split()) > 1 and not _PICTURED.search(name):
            yield Sign("series", name, 1.5)


def _noted(line: str) -> Iterator[Sign]:
    """What says where the piece was first printed."""
    for match in _FIRST.finditer(line):
        name = match["name"] or match["other"] or match["third"]
        if not re.match(rf"{_MONTH}\b", name):
            yield Sign("first", _clean(name), 2)


def _copyright(line: str) -> Iterator[Sign]:
    """A line that is there to say whose the text is: strong, if that is not a person."""
    if not _COPYRIGHT.search(line) or _PICTURED.search(line):
        return
    marks = list(_COPYRIGHT.finditer(line))
    before = line[: marks[0].start()]
    if re.search(r"(?:^|\s)[^\W\d_A-Z]+\s$", before) and not re.search(r"\b(?:all|content|text)\s$", before):
        return  # a sentence about somebody's rights
    if not re.search(r"©|\(c\)|\d{4}|reserved", line, re.IGNORECASE):
        return  # the word alone claims nothing
    name = _rights_holder(line[marks[-1].end() :]) or _rights_holder(before)
    if name and (HOST.fullmatch(name) or re.match(_WORD, name.removeprefix("the "))):
        if re.search(r"\b(?:contributors|authors|developers|maintainers|team)\b", name, re.IGNORECASE):
            return
        brand = len(name.split()) == 1 and name.isupper()
        company = ORGANISATION.search(name) or name.startswith("The ") or len(name.split()) > _LONGEST_PERSON or brand
        company = company and not people(name)
        yield Sign("copyright", name, 2 if company or HOST.fullmatch(name) else 1)


def _rights_holder(line: str) -> str:
    part = _NOT_IN_A_NAME.sub(" ", line).strip(" \t\u00a0,.:;-–—|•·*_/")
    part = _BEHIND_NAME.sub("", re.sub(r"^(?:by|of|to)\s+", "", part))
    name = _clean(part)
    name = f"{name}." if re.search(r"\b(?:Inc|Ltd|Corp|Co)$", name) and f"{name}." in line else name
    return name if name and len(name.split()) <= ALONE_WORDS + 2 and not NOBODY.fullmatch(name) else ""


def _story_signs(line: str) -> Iterator[Sign]:
    for match in _TOLD.finditer(line):
        yield Sign("told", _clean(match["name"]), 0.5)
    label = _PHOTO_LABEL.fullmatch(line)
    if label:
        yield Sign("label", _clean(label["name"]), 0.5)
    credit = _CREDIT.search(line) or _SLASHED.search(line)
    if credit and not re.search(r"\bvia\b", line):
        yield Sign("credit", _clean(credit["name"]), 0.5)
    if len(line.split()) <= _HOST_LINE_WORDS and not re.search(r"[.!?…][”’\"')]*$", line):
        yield from _hosts(line)


def _hosts(line: str) -> Iterator[Sign]:
    """Bare hosts, as outlets name themselves; an address with a path is anybody's."""
    for match in HOST.finditer(_MAIL.sub(" ", re.sub(r"https?://(?=[^\s/]+/?(?:\s|$))", "", line))):
        if match["host"].rpartition(".")[2].lower() not in _FILES and any(map(str.isalpha, match["host"])):
            yield Sign("host", match["host"].lower(), 1)


def _wire_signs(story: str) -> Iterator[Sign]:
    wire = _WIRE.match(story) or _WIRE_FIRST.match(story)
    if wire and not is_place(wire["agency"]) and not re.match(_MONTH, wire["agency"]):
        yield Sign("wire", _clean(wire["agency"]), 1)


def _masthead(pages: Pages) -> Iterator[Sign]:
    """Lines above the title that are an institution's name and nothing else."""
    for line in pages.opening:
        if pages.title and key(line) == key(pages.title):
            break
        parts = [part.strip() for part in re.split(r"\s*[|•·]\s*", line)]
        for at, part in enumerate(parts):
            words = part.split()
            if not 1 < len(words) <= ALONE_WORDS + 2 or re.search(r"[.!?,:;]$|\d", part):
                continue
            named = ORGANISATION.search(part) and (part.isupper() or all(map(_capital, words)))
            if (
                named
                and len(parts) == 1
                and (part.lower().startswith("the ") or part.isupper())
                and PUBLICATION.search(part)
            ):
                yield Sign("masthead", part, 1.5 if part.lower().startswith("the ") else 1)
            elif named:
                yield Sign("masthead", part, 0.5)
            beside = next((one for one in parts[max(0, at - 1) : at + 2] if _is_acronym(one, words)), None)
            if beside:
                yield Sign("masthead", beside, 1.5)


def _dated(pages: Pages) -> Iterator[Sign]:
    """Names of newspapers and the like that stand in a line with the date."""
    for line in pages.opening:
        named = paper_beside_date(line)
        if named:
            yield Sign("dated", named, 1.5)


def _capital(word: str) -> bool:
    return word[:1].isupper() or word in ("of", "and", "for", "the", "on", "in", "de", "la", "&")


def _is_acronym(short: str, words: list[str]) -> bool:
    initials = "".join(word[0] for word in words if word[0].isupper())
    return len(short) >= _SHORTEST_ACRONYM and short.isupper() and short == initials


def contributors(line: str) -> Iterator[str]:
    """Whom a line thanks for a part of the piece: the outlet itself would not stand there."""
    for match in _CONTRIBUTED.finditer(line):
        yield _clean(match["name"] or match["other"])


def _clean(name: str) -> str:
    name = re.sub(r"(?:’s|'s)$", "", " ".join(name.split()).strip(' ,:;|•·*_–—-()[]"“”'))
    return re.sub(
        rf"(?:\s+(?:on|in|of|for|and|the|at|{_MONTH}|\w*day))+$", "", re.sub(r"^the\s+", "The ", name)
    ).rstrip(".")


def key(name: str) -> str:
    """What is the same for "The Falk Post", "Falk Post Ltd" and "falkpost.example"."""
    host = HOST.fullmatch(name.strip())
    if host:
        labels = host["host"].lower().split(".")[:-1]
        country = len(host["host"].rpartition(".")[2]) == _COUNTRY
        if country and len(labels) > 1 and len(labels[-1]) <= _SECOND_LEVEL:
            labels.pop()
        words = [labels[-1]]
    else:
        words = re.sub(r"^the\s+", "", name.casefold().strip()).replace("&", "and").split()
        while len(words) > 1 and _SUFFIXES.fullmatch(words[-1].strip(".,")):
            words.pop()
    letters = "".join(filter(str.isalnum, "".join(words)))
    return letters.removeprefix("the") if len(letters) >= _SHORTEST_KEY + len("the") else letters
