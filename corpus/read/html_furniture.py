"""What the names of a page's elements say of them: share buttons, comments, related stories."""

import re
from collections.abc import Callable
from typing import Any

COMMENTS, RELATED = "comments", "related stories"
ASIDE, COOKIES, DIALOG, NAVIGATION = "an aside", "a cookie notice", "a dialog", "navigation"
FOOTER, FORM, HEADER = "the page's footer", "a form or buttons", "the page's header"

BY_TAG = {"aside": ASIDE, "footer": FOOTER, "header": HEADER}
BY_TAG |= dict.fromkeys(("nav", "menu"), NAVIGATION) | dict.fromkeys(("form", "button", "search"), FORM)
BY_ROLE = {
    role: reason
    for reason, roles in {
        NAVIGATION: "navigation menu menubar directory doc-toc",
        FORM: "search form button toolbar",
        ASIDE: "complementary",
        FOOTER: "contentinfo",
        HEADER: "banner",
        DIALOG: "dialog alertdialog",
    }.items()
    for role in roles.split()
}
_BY_WORD = {
    word: reason
    for reason, words in {
        COMMENTS: "comment comments commentlist respond",
        COOKIES: "cookie cookies consent gdpr",
        "share or follow buttons": "share sharing sharebar social follow",
        "a newsletter or subscription": "newsletter newsletters subscribe signup paywall",
        "an advertisement": "ad ads advert adverts advertisement advertisements advertising promo promos promotion "
        "sponsor sponsored",
        RELATED: "related recirculation recommended recommendations trending popular teaser teasers",
        NAVIGATION: "nav navbar navigation menu submenu breadcrumb breadcrumbs pagination pager toc sitemap skip",
        ASIDE: "sidebar",
        FOOTER: "footer copyright",
        HEADER: "masthead",
        DIALOG: "popup modal",
    }.items()
    for word in words.split()
}
_UNMISTAKABLE = frozenset(
    "commentlist gdpr sharebar newsletter newsletters signup paywall advert adverts advertisement advertisements "
    "sponsored recirculation teaser teasers navbar submenu breadcrumb breadcrumbs pagination pager sitemap sidebar "
    "masthead popup".split()
)
"""Words of the trade of making pages, which no article is about."""

_COMPANIONS = frozenset(
    "a aligned all and announcement area around article articles aside author back banner bar bars base before "
    "below block blocks body bottom box boxes btn btns button buttons by card cards carousel center clearfix closed "
    "code col column component container content contents control controls count cta default desktop disqus entry "
    "expanded external facebook feature first float floating flyout form full global grid group half hand header "
    "heading hidden holder horizontal icon icons in inline inner inpage is item items js label large last layout "
    "left level link links list listing lists main margin mbox media medium message meta mid mobile module modules "
    "mpu native new news no notice on open outer overlay page pages pane panel part placeholder placement "
    "placements plugin policy post posts primary prompt rail reader readers region responsive right row rows scroll "
    "secondary section sections settings show single site size slot small span standard sticky stories story strip "
    "tablet tag td text the this thread title to tool toolbar tools top topic topics twitter unit us user users "
    "vertical video videos view visible whatsapp wide widget widgets wp wrap wrapper you your zone".split()
)
"""Words that say of which kind, where or how large such a part is, and nothing of what it is about."""

_HEADINGS = {
    COMMENTS: re.compile(
        r"(?:\d+ )?(?:(?:reader|user)s?['’]? )?comments?(?: \(\d+\))?|leave a (?:comment|reply)|join the conversation"
    ),
    RELATED: re.compile(
        r"(?:most|more) (?:popular|read|viewed|shared|stories|news|from [\w ]{1,40})|related(?: \w+)?|"
        r"recommended(?: for you)?|read (?:more|next|also)|trending(?: now)?|popular(?: now)?|up next|"
        r"you (?:may|might) also (?:like|enjoy|be interested in)"
    ),
}
_POINTER = re.compile(
    r"(?:related(?: \w+)?|read (?:more|next|also|on)|see also|also read|more on this|recommended|"
    r"you (?:may|might) also like|don['’]t miss)\s*[:|»]",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"(?:read|see|watch|listen|click|tap|view|find|get|sign|subscribe|follow|share|more|download)\b",
    re.IGNORECASE,
)
_OTHER_STORIES = re.compile(
    r"\b(?:most-?(?:read|viewed|shared)|read-?(?:more|next|also)|also-?read|more-(?:on|from|stories)|up-?next)\b"
)
_LABEL_WORDS = 3
_PREFIX = 1  # letters, as the "c" of "c-share__list"
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MADE_UP = re.compile(r"[A-Za-z]*\d\w*")  # a number, or what a tool appends to make a name unique


def words_in(names: str) -> frozenset[str]:
    """The words that the names of a class or an id are made of, in small letters."""
    return frozenset(word.lower() for word in _WORD.findall(names))


def named_as(element: Any, is_prose: Callable[[], bool], names: str | None = None) -> str | None:
    """What part of a page an element of lxml is by its class, id and label, or by `names`; None if it may be text.

    A name that is made of more than the words for such parts, as "share-price", may be that of a
    chapter: then the element is text if `is_prose` finds any in it.
    """
    if names is None:
        label = element.get("aria-label", "").lower().split()
        tokens = f"{element.get('class', '')} {element.get('id', '')}".split()
        tokens.append("-".join(label) if len(label) <= _LABEL_WORDS else "")
    else:
        tokens = names.split()
    words = frozenset().union(*map(words_in, tokens))
    reason = next((_BY_WORD[word] for word in _BY_WORD if word in words), None)
    if reason and not any(_says_it_all(token, element) for token in tokens) and is_prose():
        reason = None
    if reason is None and names is None and _OTHER_STORIES.search(element.get("class", "").lower()):
        return RELATED
    return reason


def headed_as(heading: str) -> str | None:
    """What stands under a heading such as "Most popular" or "Comments (12)"; None if the story may go on there."""
    line = heading.strip(" :…»").lower()
    return next((reason for reason, form in _HEADINGS.items() if form.fullmatch(line)), None)


def is_pointer(line: str) -> bool:
    """Whether a line has a label before it that announces another story: "Related: Why the mill closed"."""
    return bool(_POINTER.match(line))


def is_request(line: str) -> bool:
    """Whether a line asks the reader to go on elsewhere, as "Read our full coverage here."."""
    return bool(_REQUEST.match(line))


def _says_it_all(name: str, element: Any) -> bool:
    """Whether a name consists of nothing but the words for a part of a page."""
    words = words_in(" ".join(part for part in re.split(r"[-_]+", name) if not _MADE_UP.fullmatch(part)))
    if words == {"comment"}:  # what some newspapers call their opinions
        return _is_one_of_many(element)
    named = words & _BY_WORD.keys()
    rest = words - named - _COMPANIONS
    return not words.isdisjoint(_UNMISTAKABLE) or (bool(named) and all(len(word) <= _PREFIX for word in rest))


def _is_one_of_many(element: Any) -> bool:
    """Whether an element has one beside it with the same class: a reader's comment, not a section of that name."""
    name, parent = element.get("class", ""), element.getparent()
    return bool(name) and parent is not None and sum(one.get("class", "") == name for one in parent) > 1
