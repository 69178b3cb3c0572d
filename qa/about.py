"""Questions about an article itself: who wrote it, where and when it appeared.

The answer is in what the index knows of the article, and the quote is the line that prints it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.article import Article, Metadata, Span
from corpus.dates import date_spans, dates_in
from corpus.paragraphs import is_story
from corpus.sentences import sentences
from index.terms import STOP_WORDS, question_terms, terms, words

_PIECE = re.compile(
    r"\b(?:article|piece|story|report|bulletin|essay|analysis|post|paper|page|column|op-ed|commentary|text|document|"
    r"interview|letter|study|brief|book|chapter|speech|blog|newsletter|issue)s?\b|"
    r"\bw(?:rote|rites?|ritten) (?:about|on)\b",
    re.IGNORECASE,
)
_ASKS = {
    "author": re.compile(
        r"\bwho\s+(?:wrote|authored|penned|(?:is|was|are|were)\s+the\s+(?:author|writer|journalist|reporter)s?)\b|"
        r"\b(?:author|byline|writer)s?\b|\bwritten\s+by\b|\bby\s+whom\b",
        re.IGNORECASE,
    ),
    "updated": re.compile(r"\b(?:last\s+)?(?:updated?|revised|revision|modified)\b", re.IGNORECASE),
    "published": re.compile(
        r"\b(?:when|what\s+(?:day|date|year|month)|date|how\s+old)\b.*"
        r"\b(?:publish(?:ed)?|publication|posted|printed|appear(?:ed)?|come\s+out|came\s+out|written|dated|issue[ds]?)\b|"
        r"\b(?:published|posted|issue)\b.*\b(?:when|date|day)\b|\b(?:publication|issue)\s+(?:date|number)\b|"
        r"\bdate\s+of\s+(?:publication|the)\b|\bwhat\s+date\s+(?:is|was)\s+on\b",
        re.IGNORECASE,
    ),
    "outlet": re.compile(
        r"\b(?:outlet|publisher|newspaper|magazine|publication|website|news\s+site)\b(?!\s+date)|\bwho\s+published\b|"
        r"\bwhere\s+(?:was|did)\b.*\b(?:published|appear|printed|posted)\b",
        re.IGNORECASE,
    ),
}
_PIECES = r"(?:all\s+)?(?:of\s+)?(?:(?:the|these|those|your)\s+)?(?:articles|pieces|stories|reports|texts)"
_WRITERS = r"(?:authors|writers|journalists|reporters)"
_OUTLETS = r"(?:outlets|newspapers|papers|magazines|publications|publishers|news\s+sites|websites)"
_OF_ALL = {
    "author": re.compile(
        rf"who\s+wrote\s+{_PIECES}|who\s+(?:are|were)\s+(?:all\s+)?the\s+{_WRITERS}(?:\s+of\s+{_PIECES})?|"
        rf"(?:list|name|show|which|what)\s+(?:me\s+)?(?:all\s+)?(?:the\s+)?{_WRITERS}"
        rf"(?:\s+(?:are\s+there|do\s+you\s+have|wrote\s+{_PIECES}))?",
        re.IGNORECASE,
    ),
    "outlet": re.compile(
        rf"(?:list|name|show|which|what)\s+(?:me\s+)?(?:(?:are\s+)?(?:all\s+)?(?:the\s+))?{_OUTLETS}"
        rf"(?:\s+(?:are\s+there|do\s+you\s+have|of\s+{_PIECES}|(?:do|are|did)\s+{_PIECES}\s+(?:come\s+)?from|"
        rf"published\s+{_PIECES}))?|where\s+(?:do|are|were)\s+{_PIECES}\s+(?:come\s+|taken\s+)?from",
        re.IGNORECASE,
    ),
}
_LIST = re.compile(
    r"(?:(?:which|what|list|show|name|give|find)\s+(?:me\s+)?(?:all\s+)?(?:of\s+)?(?:(?:the|these|those|your)\s+)?"
    r"(?:articles?|pieces?|stor(?:y|ies)|reports?|texts?)(?:\s+(?:do\s+you\s+have|are\s+there|are|is|was|were))?|"
    r"what\s+(?:was|were|is)(?=\s+(?:published|printed|posted|written)))"
    r"(?:\s+(?:published|printed|posted|written|dated))?"
    r"\s+(?:(?P<by>by)\s+|(?P<from>from)\s+|(?:in|on|of|during)\s+)(?P<value>.+)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:the\s+year\s+)?(?P<year>(?:1\d|20)\d\d)")
_TOPICAL = re.compile(
    r"\b(?:article|piece|story|column|op-ed|essay|commentary|interview|obituary|blog|post)s?\s+(?:on|about)\b",
    re.IGNORECASE,
)
_TITLE_SHARE = 0.6  # of a title's rarer terms that a question must bear to name it
_RUN_SHARE = 0.5  # what some words of a title in a row count for
_TITLE_TERMS = 2
_SHORT_NAME = 4  # letters up to which an outlet's name must be written as the outlet does


@dataclass(frozen=True, slots=True)
class About:
    """What a question asks of articles: `field` of `Metadata`, and the paths of the articles that it names.

    `titled` says that they are named by their titles, so that hardly another can be meant; `of_all`, that the field
    is asked of all articles, of which these are one for each value, or all with the value that is asked for. Without
    paths, and not `of_all`, the article is meant that has the most on the topic.
    """

    field: str
    paths: tuple[str, ...]
    titled: bool
    of_all: bool = False


def about(
    question: str, articles: Callable[[], Sequence[tuple[str, Metadata]]], rarity: Callable[[str], float]
) -> About | None:
    """What a question asks of an article that it names; None if it asks for something else.

    An article is named by its outlet or author, by most of its title, or by some words of it in a
    row, or by its topic alone; a question for all authors or outlets names the first article of each, one for the
    articles of a day, month, year, author or outlet all of them. `articles` gives path
    and metadata of all, and is called only if the question asks for an author, an outlet or a date at
    all. `rarity` is the weight of a term.
    """
    of_all = next((name for name, asks in _OF_ALL.items() if asks.fullmatch(question.strip(" ?.!"))), None)
    if of_all:
        first = {value: path for path, metadata in reversed(articles()) if (value := getattr(metadata, of_all))}
        return About(of_all, tuple(sorted(first.values())), titled=False, of_all=True) if first else None
    if listed := _listed(question, articles):
        return listed
    field = next((name for name, asks in _ASKS.items() if asks.search(question)), None)
    if field is None:
        return None
    known = articles()
    named = {path: _named(question, metadata, rarity, field) for path, metadata in known}
    best = max(named.values(), default=0.0)
    if not best and _TOPICAL.search(question):
        return About(field, (), titled=False)
    if not best or not (_PIECE.search(question) or best >= 1 + _TITLE_SHARE):
        return None  # who wrote the law? is no question about an article
    titled = best >= 1 + _TITLE_SHARE
    return About(field, tuple(path for path, score in named.items() if score >= best - 1e-9), titled)


def _listed(question: str, articles: Callable[[], Sequence[tuple[str, Metadata]]]) -> About | None:
    """The articles of the day, month, year, author or outlet that a question asks for, oldest first."""
    match = _LIST.fullmatch(question.strip(" ?.!"))
    if not match:
        return None
    period = None if match["by"] else _period(match["value"])
    if not (period or match["by"] or match["from"]):
        return None
    known = sorted(articles(), key=lambda one: (one[1].published or "", one[0]))
    if period:
        found = [path for path, metadata in known if (metadata.published or "").startswith(period)]
        return About("published", tuple(found), titled=False, of_all=True)
    field, asked = "author" if match["by"] else "outlet", set(question_terms(match["value"]))
    found = [path for path, metadata in known if asked <= set(terms(getattr(metadata, field) or ""))]
    return About(field, tuple(found), titled=False, of_all=True) if asked and found else None


def _period(text: str) -> str | None:
    """The beginning that the ISO forms of all days of a day, month or year have.

    >>> [_period(text) for text in ("9 March 2021", "March 2021", "the year 2021", "March")]
    ['2021-03-09', '2021-03', '2021', None]
    """
    for day, length in ((text, len("2021-03-09")), (f"1 {text}", len("2021-03"))):
        for start, end, date in date_spans(day):
            if (start, end) == (0, len(day)):
                return date[:length]
    year = _YEAR.fullmatch(text)
    return year["year"] if year else None


def _named(question: str, metadata: Metadata, rarity: Callable[[str], float], field: str) -> float:
    """How clearly a question names an article: 1 for its outlet or author, as much for most of its title, and so on."""
    by_name = any(
        says(question, name) for name in (metadata.outlet, None if field == "author" else metadata.author) if name
    )
    asked = set(terms(question))
    weights = {term: rarity(term) for term in question_terms(metadata.title or "")}
    met = [term for term in weights if term in asked]
    total = sum(weights.values())
    share = sum(weights[term] for term in met) / total if total else 0.0
    quoted = bool(metadata.title) and _quoted(question, metadata.title or "")
    titled = quoted or (share >= _TITLE_SHARE and len(met) >= _TITLE_TERMS)
    if titled:
        return by_name + 1 + max(share, float(quoted))
    return by_name + ((_RUN_SHARE + share) if _run(question, metadata.title or "") else 0.0)


def says(question: str, name: str) -> bool:
    """Whether a question bears the name of an outlet or person; a short one only in its capitals."""
    bare = re.sub(r"^the\s+", "", name, flags=re.IGNORECASE)
    flags = re.NOFLAG if len(bare) <= _SHORT_NAME and question != question.lower() else re.IGNORECASE
    return bool(re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", question, flags))


def _run(question: str, title: str) -> bool:
    """Whether the question bears words of the title that stand there in a row, two of them telling."""
    asked, whole = words(question), words(title)
    runs = {tuple(whole[at : at + size]) for size in (2, 3, 4) for at in range(len(whole) - size + 1)}
    telling = [run for run in runs if sum(word not in STOP_WORDS for word in run) >= _TITLE_TERMS]
    return any(tuple(asked[at : at + len(run)]) == run for run in telling for at in range(len(asked)))


def _quoted(question: str, title: str) -> bool:
    """Whether the question quotes some words of the title in quotation marks."""
    for match in re.finditer(r"[“\"‘'](.{4,}?)[”\"’'](?!\w)", question):
        part, whole = words(match[1]), words(title)
        if len(part) >= _TITLE_TERMS and any(whole[at : at + len(part)] == part for at in range(len(whole))):
            return True
    return False


def printed(article: Article, field: str) -> Span | None:
    """The quotable sentence or line that prints a field; None if the field is unknown.

    Lines before and behind the story go before sentences in it, and short ones before long ones. A
    field that only the format's own data tell stands in the citation, so any quote shows it: then it
    is the first sentence.
    """
    value, language = getattr(article.metadata, field), article.metadata.language
    if not value:
        return None
    story = [at for at, span in enumerate(article.body) if is_story(span.of(article.text))]
    inside = range(story[0], story[-1] + 1) if story else range(0)
    prints = [
        (at in inside, len(sentence), sentence)
        for at, span in enumerate(article.body)
        if _prints(span.of(article.text), field, value, language)
        for sentence in sentences(article.text, span, language or "en")
        if _prints(sentence.of(article.text), field, value, language)
    ]
    if prints:
        return min(prints)[2]
    return next(
        (sentence for span in article.body for sentence in sentences(article.text, span, language or "en")), None
    )


def _prints(line: str, field: str, value: str, language: str | None) -> bool:
    if field in {"published", "updated"}:
        return any(day == value for _, day in dates_in(line, language))
    return value.casefold() in line.casefold()
