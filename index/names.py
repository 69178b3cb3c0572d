"""How somebody else may have spelled a name: a key that its spellings share."""

import re

_STEPS = tuple(
    (re.compile(form), letter)
    for form, letter in (
        (r"[^a-z]", ""),
        (r"ts?ch", "C"),
        (r"sch|[sz]h", "X"),
        (r"ch", "C"),
        (r"kh|gh|ck|q|g", "k"),
        (r"ph", "f"),
        (r"dj", "j"),
        (r"([dt])h", r"\1"),
        (r"ts|tz|z", "s"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"x", "ks"),
        (r"(?<=[aeiou])h$", ""),
        (r"^y(?=[aeou])", "j"),
        (r"(?<=[aeiouy])w(?=[ou])", "u"),
        (r"w", "v"),
        (r"([^aeiouy])\1+", r"\1"),
        (r"[aeiouy]*[eiy][aeiouy]*", "I"),
        (r"[aou]*[ou][aou]*", "O"),
        (r"a+", "A"),
    )
)
_VOWELS = re.compile(r"[IOA]")
_CONSONANTS = 3


def name_key(name: str) -> str:
    """What is left of a name, in Latin letters without accents, when usual ways to spell it differ in nothing.

    Letters that transliterations exchange are one letter, doubled ones are single, and a run of vowels
    is one of three by what it holds: e or i, else o or u, else a.

    >>> {name_key(name) for name in ("Yusupov", "Jusupow", "Youssoupov")}
    {'jOsOpOv'}
    """
    key = name.lower()
    for form, letter in _STEPS:
        key = form.sub(letter, key)
    return key


_KEPT = "lmnrb"  # letters that no step exchanges
_OTHERS = str.maketrans("", "", "".join(chr(code) for code in range(128) if chr(code) not in _KEPT))


def sketch(name: str) -> str:
    """What names of one key share at the least; a hundred times faster to make."""
    letters = name.lower().translate(_OTHERS)
    for letter in _KEPT:
        while letter * 2 in letters:
            letters = letters.replace(letter * 2, letter)
    return letters


def skeleton(key: str) -> str:
    """A key with all vowels alike."""
    return _VOWELS.sub(".", key)


def alike(key: str, other: str, *, vowels: int) -> bool:
    """Whether two keys are of one name: the same three consonants or more, and at most so many other vowels."""
    plain = skeleton(key)
    if plain != skeleton(other) or len(plain.replace(".", "")) < _CONSONANTS:
        return False
    return sum(one != two for one, two in zip(key, other, strict=True)) <= vowels
