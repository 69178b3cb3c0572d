"""What in a text is no prose by the marks of reStructuredText: directives, fields, code, comments, tables, notes."""

import re
from dataclasses import replace

from corpus.article import LeftOut, Span
from corpus.dates import dates_in
from corpus.read.light_markup import CODE, TEXT, Page, Rule

_EXPLICIT = re.compile(r"\s*\.\.(?:\s+(?P<what>.*))?$")
_DIRECTIVE = re.compile(r"(?P<mark>(?:\|[^|]+\|\s+)?(?P<name>[\w:-]+)::)(?:\s+\S.*)?$")
_NOTE = re.compile(r"\[(?:#?[\w-]*|\*|\d+)\]\s+\S")
_FIELD = re.compile(r"\s*:(?P<name>[^\s:`][^:`]{0,60}):(?:\s+(?P<value>\S.*))?$")
_BORDER = re.compile(r"=+(?:\s+=+)+")
_PROSE = frozenset(
    "note warning tip important hint caution attention danger error admonition epigraph highlights pull-quote topic "
    "sidebar compound container versionadded versionchanged deprecated seealso rubric centered".split()
)
_NO_PROSE = frozenset(
    "autosummary bibliography code code-block contents csv-table default-role digraph doctest graph graphviz highlight "
    "image include index ipython jupyter-execute literalinclude math mermaid meta parsed-literal plot productionlist "
    "program-output prompt raw role sourcecode tabularcolumns testcleanup testcode testoutput testsetup toctree uml "
    "replace unicode date".split()
)
_AUTHORS = frozenset(("author", "authors"))


def _below(page: Page, at: int) -> int:
    """How many lines below this one are further to the right, with the blank ones among them."""
    depth = _depth(page.line(at))
    end = last = at + 1
    while end < len(page.lines) and (not page.line(end).strip() or _depth(page.line(end)) > depth):
        end += 1
        last = end if page.line(end - 1).strip() else last
    return last - at - 1


def _depth(line: str) -> int:
    return len(line.expandtabs()) - len(line.expandtabs().lstrip())


def explicit(page: Page, at: int) -> int:
    """What two points begin: a directive, a note, an address or a comment."""
    found = _EXPLICIT.match(page.line(at))
    if not found:
        return 0
    what = found["what"] or ""
    directive = _DIRECTIVE.match(what)
    if directive and directive["name"].lower() not in _NO_PROSE:
        return _with_prose(page, at, found.start("what"), directive)
    below = _below(page, at)
    if _NOTE.match(what):
        return page.keep_apart(at, below + 1, before=". \t")
    reason = "a directive" if directive else "an address" if what.startswith("_") else "a comment"
    return page.set_aside(at, below + 1, reason)


def _with_prose(page: Page, at: int, start: int, directive: re.Match[str]) -> int:
    """Set aside a directive's mark and options; what it says is read."""
    line = page.lines[at]
    if directive["name"].lower() in _PROSE:
        mark = page.visible(Span(line.start, line.start + start + directive.end("mark")))
        page.out.append(LeftOut(mark, "a directive"))
        page.blank.append(mark)
    else:
        page.set_aside(at, 1, "a directive")
    options = 1
    while _FIELD.match(page.line(at + options)):
        page.set_aside(at + options, 1, "a directive")
        options += 1
    return options


def fields(page: Page, at: int) -> int:
    """A field, `:param river: what it is`, by itself; the author and the date of a text are read as that."""
    found = _FIELD.match(page.line(at))
    if not found:
        return 0
    count = _below(page, at) + 1
    name, value = found["name"].lower(), found["value"] or ""
    days = dates_in(value) if name == "date" else []
    if name in _AUTHORS and value and not page.metadata.author:
        page.metadata = replace(page.metadata, author=" ".join(value.split()))
    elif days and not page.metadata.published:
        page.metadata = replace(page.metadata, published=days[0][1])
    else:
        return page.keep_apart(at, count)
    return page.set_aside(at, count, "front matter")


def literal(page: Page, at: int) -> int:
    """The indented lines below a line that ends with two colons, and what is typed into an interpreter."""
    if page.line(at).lstrip().startswith(">>> "):
        end = at
        while page.line(end).strip():
            end += 1
        return page.set_aside(at, end - at, CODE)
    above = at - 1
    while above >= 0 and not page.line(above).strip():
        above -= 1
    is_below = above < at - 1 and _depth(page.line(at)) > _depth(page.line(above))
    if not is_below or not page.line(above).rstrip().endswith("::") or _EXPLICIT.match(page.line(above)):
        return 0
    return page.set_aside(at, _below(page, above) - (at - above - 1), CODE)


def simple_table(page: Page, at: int) -> int:
    """Rows between ruled lines of equals signs that gaps part."""
    if not _BORDER.fullmatch(page.line(at).strip()):
        return 0
    end = at
    while page.line(end).strip():
        if _BORDER.fullmatch(page.line(end).strip()):
            page.set_aside(end, 1, "a ruled line")
        else:
            page.keep_apart(end, 1)
        end += 1
    return end - at


RST: tuple[Rule, ...] = (explicit, literal, fields, simple_table, *TEXT)
