"""Whether a line is a person's name, and whom a byline names."""

import re
from functools import cache

from corpus.dates import BAR, dates_in

_NAME_WORDS = range(2, 5)
_BYLINE = re.compile(
    r"(?:(?:written|posted|reported|reporting|words|story|text|analysis|opinion|review|report)\s+)?by:?\s+(?P<author>\S.*)|"
    r"(?:authors?|autor(?:es|in)?|auteurs?|autore|автор)\s*:\s*(?P<labelled>\S.*)",
    re.IGNORECASE,
)
_BYLINES_ELSEWHERE = {  # small words that only a name behind them makes a byline
    "de": "von",
    "fr": "par",
    "es": "por",
    "pt": "por",
    "it": "di",
    "nl": "door",
    "sv": "av",
    "da": "af",
    "no": "av",
    "ca": "per",
}
_LABEL = re.compile(r"(?:written\s+)?by:?|authors?:?", re.IGNORECASE)
_BYLINE_WORDS = 9
_LONG_BYLINE_WORDS = 20  # with places and roles behind the names
_SENTENCE = re.compile(r"\w{4}[.!?…][”’\"')]*$")
_SEPARATOR = re.compile(r"\s*[|•·–—]\s*|\s+-\s+|\s*\(|\s{3,}|\t|;\s*(?:editing|writing|additional)\b", re.IGNORECASE)
_AND = re.compile(r"\s*,\s*(?:and\s+)?|\s+(?:and|und|et|y|e|en)\s+|\s*&\s*|\s*;\s*")
_FOR = re.compile(r"\s+(?:for|of|at|in|on|from)\s+(?=the\s|[^\W\d_a-z]).*$")
_TAIL = " \t\u00a0,;-–—*_"
_PARTICLES = frozenset(
    "de da do dos das di del della van von der den ter la le al el bin ibn ben du af av zu y e".split()
)
_TITLES = frozenset("dr prof professor sir dame mr mrs ms rev fr gen col capt lord lady amb".split())
_INITIAL = re.compile(r"(?:[^\W\d_a-z]\.-?)+")
_NAME_WORD = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:[-'’][^\W\d_]+)*\.?")
_ROLE = re.compile(
    r"\b(?:correspondent|reporter|editor|writer|journalist|columnist|fellow|analyst|professor|lecturer|researcher|"
    r"director|historian|economist|scientist|author|chief|staff|bureau|contributor|freelancer?|head|chair\w*|"
    r"president|student|scholar|expert|advis[eo]r|critic|producer|photographer|lawyer|engineer|ph\.?d\.?|"
    r"m\.?d\.?|associate|assistant|senior)\b",
    re.IGNORECASE,
)
ORGANISATION = re.compile(
    r"\b(?:post|times|herald|gazette|tribune|chronicle|observer|courier|telegraph|guardian|mail|mercury|examiner|"
    r"dispatch|bulletin|news|newspaper|journal|review|magazine|press|media|network|broadcasting|radio|television|tv|"
    r"institute?|institution|centre|center|university|college|school|council|foundation|society|association|agency|"
    r"academy|library|museum|group|company|corporation|corp|inc|ltd|llc|gmbh|publish\w+|books|editions|project|"
    r"institut|instituto|istituto|instytut|universität|université|zeitung|verlag|journal|daily|weekly|online|digest|"
    r"party|union|commission|office|ministry|department|bureau|board|committee)\b",
    re.IGNORECASE,
)
PUBLICATION = re.compile(
    r"\b(?:post|times|herald|gazette|tribune|chronicle|observer|courier|telegraph|mercury|examiner|dispatch|newspaper|"
    r"journal|review|magazine|daily|weekly|zeitung|institute|university|digest)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(rf"{BAR.pattern}|,\s+")
_PAPER = re.compile(r"(?:(?:[A-Z][\w’'-]*|of|and|de)\s+){0,5}[A-Z][\w’'-]*(?:\s+\([A-Z]\w+\))?")
_DATED_WORDS = 14  # of a line that prints a date
_LABEL_WORDS = frozenset(
    # what menus, sections, headings and places are called, and people are not
    "about abstract account africa african all america american and analysis archive archives article articles arts "
    "asia asian audio author back background best books breaking briefing business calendar capital careers chapter "
    "city climate code comment comments company contact contents cookies coronavirus costs council country court "
    "crisis culture daily data day defence defense department discussion donate download east eastern economy "
    "editor editors editorial education election elections email energy english environment europe european events "
    "experts explore family fashion feature featured features film finance first follow food foreign full gallery "
    "games general getting global government great guide head health help high history home house how human images "
    "in industry inside installation interview introduction island islands issue issues job jobs key kingdom lake "
    "last latest law letter letters life lifestyle list live local log long main many map market markets media "
    "member members menu method methods middle military minister ministry money more most mount movies music my "
    "national nature network never new news newsletter newsletters next no north northern notes of office on online "
    "open opinion opinions other our overview page paper party peace people personal photo photos picture pictures "
    "podcast podcasts policy political politics popular port premier press previous prime privacy problem profile "
    "project projects property public quick read reading real recent record references related release report "
    "reports republic research results review reviews rights river royal saint san santa science search section "
    "security see service services share shop show sign site social society south southern special sport sports "
    "staff start state states statement stories story street style subscribe summary support supreme talk tech "
    "technology terms the theatre this times to today top topic topics town travel trending tv uncategorized union "
    "united university up update updates upper us use user using value video videos view views visit war watch way "
    "weather web week weekly welcome west western what who why with women work works world year years your".split()
)


def paper_beside_date(line: str) -> str | None:
    """The name of a newspaper, journal or the like that stands in a line with a full date and perhaps an author.

    >>> paper_beside_date("The Falk Post, Friday, 7 May 1998"), paper_beside_date("The post fell, 7 May 1998")
    ('The Falk Post', None)
    """
    if len(line.split()) > _DATED_WORDS or not dates_in(line):
        return None
    parts = (part.strip() for part in _BESIDE.split(line))
    return next((part for part in parts if PUBLICATION.search(part) and _PAPER.fullmatch(part)), None)


def byline(line: str, language: str | None = None) -> str | None:
    """Whom a byline names, without the date, place, role, outlet or section that is printed behind."""
    found = _BYLINE.fullmatch(line)
    if not found:
        return _byline_elsewhere(line, language)
    if len(line.split()) > _LONG_BYLINE_WORDS or _SENTENCE.search(line):
        return None
    said = found["author"] or found["labelled"]
    author = _without_tail(said, language)
    if not any(map(str.isalpha, author)) or (author.islower() and author.lower() != author.upper()):
        return None
    if people(author, in_byline=True):
        return author
    return author if len(line.split()) <= _BYLINE_WORDS and "," not in author else None  # "the Falk editors"


def _byline_elsewhere(line: str, language: str | None) -> str | None:
    word, _, rest = line.partition(" ")
    if word.lower().rstrip(":") != _BYLINES_ELSEWHERE.get(language or ""):
        return None
    author = _without_tail(rest, language)
    return author if people(author, in_byline=True) else None


def byline_tail(line: str) -> str:
    """What a byline prints behind the names: "Falk Press" of "By Ada Okoye, Falk Press"; else nothing."""
    author = byline(line)
    rest = line.partition(author)[2] if author else ""
    rest = re.sub(r"^[\s,|•·–—(-]*(?:for|of|at|from)?\b\s*", "", rest)
    return re.sub(r"[\s)|•·]+$", "", _SEPARATOR.split(rest)[0])


def is_byline_label(line: str) -> bool:
    """Whether a line only says that the next one names the author."""
    return bool(_LABEL.fullmatch(line.strip()))


def _without_tail(said: str, language: str | None) -> str:
    said = said.strip(_TAIL)
    dates = dates_in(said, language)
    said = said[: dates[0][0]] if dates else said
    said = _SEPARATOR.split(said)[0].strip(_TAIL)
    said = re.sub(r"\s+(?:published|posted|updated)$", "", said, flags=re.IGNORECASE).strip(_TAIL)
    named = _FOR.sub("", said)
    if people(named, in_byline=True):
        return named
    parts = re.split(r"(,\s*)", said)
    names = ""
    for at in range(0, len(parts), 2):
        if not people(_FOR.sub("", parts[at].removeprefix("and ")), in_byline=True):
            break
        names += (parts[at - 1] if at else "") + _FOR.sub("", parts[at])
    return names.strip(_TAIL) or said


def people(line: str, *, in_byline: bool = False) -> list[str]:
    """The names in a line that holds nothing else: "Ada Okoye and Jun Park"; else none."""
    names = [part.strip() for part in _AND.split(line.strip(_TAIL))]
    names = [name for name in names if not re.fullmatch(r"jr\.?|sr\.?|ph\.?d\.?|m\.?d\.?", name, re.IGNORECASE)]
    return names if names and all(is_person(name, in_byline=in_byline) for name in names) else []


def is_person(name: str, *, in_byline: bool = False) -> bool:
    """Whether this has the form of a person's full name, and is none of the labels that have it too.

    In a byline it may stand in capitals, and its words may be those of organisations.

    >>> [is_person(name) for name in ("Ada M. Okoye", "Jan van der Falk", "World News", "New Falk", "ADA OKOYE")]
    [True, True, False, False, False]
    """
    words = [word for word in name.split() if word.lower().rstrip(".") not in _TITLES]
    full = [word for word in words if word.lower() not in _PARTICLES]
    if len(full) not in _NAME_WORDS or not words or (words[0] != full[0] and words[0][:1].islower() and not in_byline):
        return False
    if not all(_NAME_WORD.fullmatch(word) or _INITIAL.fullmatch(word) for word in full):
        return False
    letters = [word for word in full if not _INITIAL.fullmatch(word)]
    if not letters or len(max(letters, key=len)) < 3 or _ROLE.search(name):  # noqa: PLR2004  initials alone
        return False
    if not in_byline and ORGANISATION.search(name):
        return False
    if not in_byline and any(word.isupper() and len(word) > 1 for word in letters):
        return False
    return not any(word.lower().rstrip(".") in _LABEL_WORDS for word in letters)


def with_role(line: str) -> str | None:
    """The name before a role or an employer: "Ada Okoye" of "Ada Okoye, Senior Fellow"; else None."""
    name, comma, role = line.strip(_TAIL).partition(",")
    named = bool(comma) and is_person(name) and not line.endswith((".", "!", "?"))
    return name if named and (_ROLE.search(role) or ORGANISATION.search(role)) else None


def has_role(text: str) -> bool:
    """Whether a text names what somebody does for a living."""
    return bool(_ROLE.search(text))


def is_label(name: str) -> bool:
    """Whether all words of a name are those of menus and sections: "World News"."""
    return all(word.lower().rstrip(".") in _LABEL_WORDS for word in name.split())


def is_place(name: str) -> bool:
    """Whether a name is that of a country or of a city that a time zone is called after."""
    return " ".join(name.casefold().split()) in _places()


@cache
def _places() -> frozenset[str]:
    from babel.core import Locale, get_global  # noqa: PLC0415  only a line that may be a name needs it

    zones = [zone.rpartition("/")[2].replace("_", " ") for zone in get_global("zone_territories")]
    return frozenset(name.casefold() for name in (*zones, *Locale.parse("en").territories.values()))
