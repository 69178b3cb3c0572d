"""What a web page says of itself: its title, author, dates and address, the most explicit markup first."""

import datetime
import html
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from corpus.article import Metadata
from corpus.dates import dates_in
from corpus.names import is_label
from corpus.read.html_page import IGNORED, Element, Page, heading_text, text_of, visible, words_of, wrapping

_ARTICLES = frozenset({"BlogPosting", "Report", "LiveBlogPosting", "SocialMediaPosting"})
_META = {
    "title": "og:title twitter:title dc.title dcterms.title citation_title",
    "outlet": "og:site_name citation_journal_title dc.publisher dcterms.publisher publisher",
    "author": "author article:author dc.creator dcterms.creator citation_author parsely-author",
    "published": "article:published_time og:published_time datepublished date pubdate publishdate publish-date "
    "publish_date dc.date.issued dcterms.issued dc.date dcterms.date dcterms.created citation_publication_date "
    "citation_date",
    "updated": "article:modified_time og:updated_time og:modified_time datemodified dcterms.modified dc.date.modified "
    "last-modified lastmod",
}
_DATE_WORDS = frozenset(
    "byline dateline date published posted meta timestamp time info updated modified pubdate details".split()
)
_UPDATE_WORDS = frozenset({"updated", "modified"})
_ISO_DATE = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})(?!\d)")
_SEPARATOR = re.compile(r"\s+[|\-–—·•:»]+\s+")
_PRINTED = ("h2", "h3", "h4", "p", "div", "strong")
_PARTINGS = 3  # places where a window's title may be parted, from its end: each takes a walk through the page
_SITE_WORDS = range(2, 6)
_AUTHOR_LENGTH = 100
_WINDOW_LENGTH = 1000
_TIMES = 50  # further down they date comments


def page_metadata(page: Page, url: str | None) -> Metadata:
    """What the markup says, the most explicit first: JSON-LD, meta elements, attributes, links."""
    root = page.root
    meta = _meta(root)
    said = _linked_data(root)
    published, updated = _times(page)
    outlet = _first([*_names(said.get("publisher")), *_all(meta, "outlet")])
    language = _language(root, said, meta)
    title, site = _title(page, [*_strings(said.get("headline")), *_all(meta, "title")], outlet)
    return Metadata(
        title=title,
        outlet=outlet or site,
        author=_author(root, said, meta, outlet),
        published=_date([*_strings(said.get("datePublished")), *_all(meta, "published"), *published], language),
        updated=_date([*_strings(said.get("dateModified")), *_all(meta, "updated"), *updated], language),
        url=_url(root, said, meta, url),
        language=language,
    )


def _meta(root: Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        content = _clean(element.get("content", ""))
        for attribute in ("name", "property", "itemprop", "http-equiv"):
            if content and element.get(attribute):
                found.setdefault(element.get(attribute).strip().lower(), []).append(content)
    return found


def _all(meta: dict[str, list[str]], field: str) -> list[str]:
    return [value for name in _META[field].split() for value in meta.get(name, [])]


def _clean(text: str) -> str:
    return " ".join(html.unescape(text).translate(IGNORED).split())


def _first(values: Iterable[str]) -> str | None:
    return next(filter(None, values), None)


def _linked_data(root: Element) -> dict[str, Any]:
    """The article's own JSON-LD object, with what it refers to by @id; else that of the page; else empty."""
    nodes: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if script.get("type", "").split(";")[0].strip().lower() == "application/ld+json":
            nodes.extend(_nodes(script.text or ""))
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    articles = [node for node in nodes if any(one.endswith("Article") or one in _ARTICLES for one in _types(node))]
    found = next(iter([*articles, *(node for node in nodes if "WebPage" in _types(node))]), {})
    return {key: _resolved(value, named) for key, value in found.items()}


def _nodes(script: str) -> Iterator[dict[str, Any]]:
    """The objects at the top of a script, in its lists and graphs, and what a page says it is about."""
    try:
        waiting = [json.loads(script.strip().removeprefix("<!--").removesuffix("-->"), strict=False)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting = [*value, *waiting]
        elif isinstance(value, dict):
            yield value
            waiting = [*(value[key] for key in ("@graph", "mainEntity") if key in value), *waiting]


def _types(node: dict[str, Any]) -> list[str]:
    return [one.rsplit("/", 1)[-1] for one in _strings(node.get("@type"))]


def _resolved(value: Any, named: dict[str, dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_resolved(one, named) if isinstance(one, dict) else one for one in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and "name" not in value:
        return named.get(value["@id"], value)
    return value


def _strings(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in (_clean(one) for one in values if isinstance(one, str)) if text]


def _names(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [name for one in values for name in _strings(one.get("name") if isinstance(one, dict) else one)]


def _title(page: Page, named: list[str], outlet: str | None) -> tuple[str | None, str | None]:
    """The headline as the page prints it, if it is one that the markup names, else the first named; and the site.

    The site is what the window's title says besides the headline, if the page proves which is which.
    """
    element = next(page.root.iter("title"), None)
    window = _clean(text_of(element)) if element is not None else ""
    window = window if len(window) <= _WINDOW_LENGTH else ""
    scope = page.root if page.story is None else page.story
    headings = [_clean(heading_text(one)) for one in [*scope.iter("h1"), *page.root.iter("h1")]]
    headline, site = _parted(page, window, named, headings)
    printed = [one for one in headings if one and one not in (outlet, site)]
    known = {one.casefold() for one in [*named, window, *_SEPARATOR.split(window), *_halves(window)]}
    proved = next((one for one in printed if one.casefold() in known), None)
    tailless = next((head for head, tail in _pairs(window) if outlet and tail == outlet), None)
    lone = printed[0] if len(set(printed)) == 1 else None
    title = proved or _first([*named, tailless or "", headline or "", lone or "", window])
    return title, site if site and _is_site(site) and title == headline else None


def _parted(page: Page, window: str, named: list[str], headings: list[str]) -> tuple[str | None, str | None]:
    """The headline and the site of a window's title; None and None if nothing tells which of its halves is which.

    The headline is the half that the markup names, or the longer one where the page prints both, or
    the first one where it prints that alone.
    """
    titles = {one.casefold() for one in headings}
    names = {one.casefold() for one in named}
    for head, tail in _pairs(window)[: -_PARTINGS - 1 : -1]:
        for headline, site in ((head, tail), (tail, head)):
            if headline.casefold() in names and site.casefold() not in names:
                return headline, site
        above = next((half for half in (head, tail) if half.casefold() in titles), None)
        below = [half for half in (head, tail) if half != above and _is_printed(page, half)]
        if above and below and len(below[0].split()) > len(above.split()):
            return below[0], above  # the first heading is a logo
        if head == above or (above is None and below == [head]):
            return head, tail
    return None, None


def _is_printed(page: Page, line: str) -> bool:
    """Whether a block of the page that is no link says just this."""
    length = visible(line)
    scope = page.root if page.story is None else page.story
    return any(
        page.weights[one].characters == length and not page.weights[one].linked and text_of(one) == line
        for one in scope.iter(*_PRINTED)
    )


def _is_site(name: str) -> bool:
    """Whether what stands beside a headline has the form of a name, and is no section such as "World News"."""
    words = name.split()
    capitals = all(word[0].isupper() or word in ("of", "the", "and", "&") for word in words)
    return len(words) in _SITE_WORDS and capitals and not is_label(name)


def _pairs(window: str) -> list[tuple[str, str]]:
    return [(window[: one.start()], window[one.end() :]) for one in _SEPARATOR.finditer(window)]


def _halves(window: str) -> list[str]:
    return [half for pair in _pairs(window) for half in pair]


def _author(root: Element, said: dict[str, Any], meta: dict[str, list[str]], outlet: str | None) -> str | None:
    linked = [_clean(text_of(one)) for one in _side_by_side(root.xpath("//a[@rel='author']"))]
    marked = [_itemprop(one) for one in _side_by_side(root.xpath("//*[@itemprop='author']"))]
    first_meta = next((meta[name] for name in _META["author"].split() if any(map(_is_name, meta.get(name, [])))), [])
    for names in (_names(said.get("author")), first_meta, marked, linked):
        stripped = (re.sub(r"^by:?\s+", "", one, flags=re.IGNORECASE) for one in names)
        kept = dict.fromkeys(one for one in stripped if _is_name(one) and one != outlet)
        if kept:
            return ", ".join(kept)
    return None


def _side_by_side(elements: list[Element]) -> list[Element]:
    """The first and those beside it: further down stand the authors of comments and of other stories."""
    return [one for one in elements if one.getparent() is elements[0].getparent()]


def _is_name(text: str) -> bool:
    return any(map(str.isalpha, text)) and "://" not in text and "@" not in text and len(text) <= _AUTHOR_LENGTH


def _itemprop(element: Element) -> str:
    """The value of a microdata property; that of a thing is its name."""
    inner = next(iter(element.xpath(".//*[@itemprop='name']")), element)
    return _clean(inner.get("content") or element.get("content") or text_of(inner))


def _times(page: Page) -> tuple[list[str], list[str]]:
    """The dates that microdata and time elements print, those of publication and those of updates."""
    published = [_moment(one) for one in page.root.xpath("//*[@itemprop='datePublished'] | //time[@pubdate]")]
    updated = [_moment(one) for one in page.root.xpath("//*[@itemprop='dateModified']")]
    scope = page.root if page.story is None else page.story
    for element in islice(chain(scope.iter("time"), page.root.iter("time")), _TIMES):
        near = [element, *list(element.iterancestors())[:3]]
        words = frozenset().union(*map(words_of, near))
        if not (words & _DATE_WORDS or any(one.tag == "header" for one in near)):
            continue
        if any(wrapping(one, page) for one in [element, *element.iterancestors()]):
            continue
        is_update = _UPDATE_WORDS & (words_of(element) | words_of(element.getparent())) or re.match(
            r"(?:last )?(?:updated|modified)\b", text_of(element), re.IGNORECASE
        )
        (updated if is_update else published).append(_moment(element))
    return published, updated


def _moment(element: Element) -> str:
    return element.get("datetime") or element.get("content") or text_of(element)


def _date(values: Iterable[str], language: str | None) -> str | None:
    """The first value that is a full date, as it is printed: no time zone moves it."""
    for value in values:
        match = _ISO_DATE.match(value.strip())
        if match:
            try:
                return datetime.date(int(match[1]), int(match[3]), int(match[4])).isoformat()
            except ValueError:
                continue
        dates = dates_in(value, language)
        if dates:
            return dates[0][1]
    return None


def _url(root: Element, said: dict[str, Any], meta: dict[str, list[str]], saved: str | None) -> str | None:
    links = [one.get("href", "").strip() for one in root.iter("link") if "canonical" in one.get("rel", "").lower()]
    entity = said.get("mainEntityOfPage")
    entities = _strings(entity.get("@id") if isinstance(entity, dict) else entity)
    named = [*links, *meta.get("og:url", []), *entities, *_strings(said.get("url")), saved or ""]
    return next((one for one in named if re.match(r"https?://[^\s/]", one)), None)


def _language(root: Element, said: dict[str, Any], meta: dict[str, list[str]]) -> str | None:
    declared = [root.get("lang", ""), root.get("xml:lang", ""), *_strings(said.get("inLanguage"))]
    for one in [*declared, *meta.get("content-language", []), *meta.get("og:locale", [])]:
        match = re.match(r"([A-Za-z]{2})(?:[-_]|$)", one.strip())
        if match:
            return match[1].lower()
    return None
