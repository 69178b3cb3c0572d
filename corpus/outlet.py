"""Which outlet printed a plain text, told from what its lines and sentences give away.

No sign is proof by itself but a copyright line, a masthead and a note that says where the piece first
appeared: agencies and other papers are quoted everywhere. So signs of different kinds are added up,
and two names that come near each other give none.
"""

from corpus.names import PUBLICATION
from corpus.outlet_signs import ALONE_WORDS, COMPANY, HOST, NOBODY, Pages, Sign, contributors, key, signs

_ENOUGH = 2.0  # the least sum of signs
_LEAD = 0.5  # by how much it must be ahead of the next name


def outlet_of(pages: Pages) -> str | None:
    """The outlet that a text was printed in, as it is written there; None unless the signs agree."""
    groups: dict[str, list[Sign]] = {}
    for sign in signs(pages):
        if _may_be_outlet(sign, pages):
            groups.setdefault(key(sign.name), []).append(sign)
    barred = {key(name) for line in (*pages.story, *pages.closing) for name in contributors(line)}
    sums = sorted(
        ((_sum(group, pages), -at, group) for at, (name, group) in enumerate(groups.items()) if name not in barred),
        key=lambda one: one[:2],
        reverse=True,
    )
    if not sums or sums[0][0] < _ENOUGH or (len(sums) > 1 and sums[0][0] - sums[1][0] < _LEAD):
        return None
    best = sums[0][2]
    if {sign.kind for sign in best} <= {"host", "mail"}:
        return None  # addresses alone are anybody's
    return max(
        best,
        key=lambda sign: (not HOST.fullmatch(sign.name), not COMPANY.search(sign.name), sign.weight, -best.index(sign)),
    ).name


def _may_be_outlet(sign: Sign, pages: Pages) -> bool:
    others = {key(name) for name in (pages.title, pages.author) if name}
    return len(key(sign.name)) > 1 and key(sign.name) not in others and not NOBODY.fullmatch(sign.name)


def _sum(group: list[Sign], pages: Pages) -> float:
    """Of each kind the weightiest; more if the name is a newspaper's or stands alone at the page's edge."""
    kinds: dict[str, float] = {}
    for sign in group:
        kinds[sign.kind] = max(kinds.get(sign.kind, 0), sign.weight)
    name = key(group[0].name)
    alone = any(key(line) == name for line in (*pages.opening, *pages.closing) if len(line.split()) <= ALONE_WORDS)
    paper = any(PUBLICATION.search(sign.name) for sign in group)
    told = sum(sign.kind == "told" for sign in group)
    labels = sum(sign.kind == "label" for sign in group)
    more = 0.5 * paper + (0.5 if told > 1 else 0) + (0.5 if labels > 1 else 0)
    return sum(kinds.values()) + more + (0.5 if alone and "masthead" not in kinds else 0)
