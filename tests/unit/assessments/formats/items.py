"""Items of every kind for tests of formats, drawn by hypothesis."""

from hypothesis import strategies as st

from assessments.exchange.model import LocalizedText, NeutralItem, Option, Pair
from assessments.exchange.reading import find_flaws
from assessments.exchange.texts import NOT_TEXT, normalise_text

# Letters of several scripts, and every sign that means something in one of the formats.
SIGNS = "abcXYZ éü 中 12 ~=#{}:\\<>&\"'%|/*[]();,.!?-+@$_ \n"
lines = st.text(SIGNS, min_size=1, max_size=30).map(normalise_text)
texts = lines.filter(lambda text: text and not NOT_TEXT.search(text))
names = st.text("abcdefghijklmnop-0123456789", min_size=1, max_size=12).filter(
    lambda name: not name.startswith("item-")
)
numbers = st.decimals(-1000, 1000, places=2).map(str)


def unlike(values, *, least, most):
    return st.lists(values, min_size=least, max_size=most, unique=True)


@st.composite
def items(draw, kinds, languages=("id",), *, has_reasons=True, has_classes=False):
    """One item whose texts stand in each of `languages`."""

    def words():
        return LocalizedText(**{language: draw(texts) for language in languages})

    def maybe():
        return words() if has_reasons and draw(st.booleans()) else LocalizedText()

    kind = draw(st.sampled_from(sorted(kinds)))
    if kind == "vignette":
        return NeutralItem(draw(names), kind, words())
    parts = PARTS[kind](draw, words, maybe)
    if has_classes:
        parts |= {"objective": draw(names), "bloom": draw(names), "difficulty": draw(names)}
    item = NeutralItem(draw(names), kind, words(), rationale=maybe(), **parts)
    return item if not find_flaws(item) else draw(st.nothing())


def options(draw, words, maybe, *, is_single):
    count = draw(st.integers(2, 5))
    right = {draw(st.integers(0, count - 1))}
    if not is_single:
        right |= draw(st.sets(st.integers(0, count - 1)))
    return {"options": tuple(Option(words(), n in right, maybe()) for n in range(count))}


def pairs(draw, words, *, has_groups):
    rights = [words() for _right in range(draw(st.integers(2, 4)))]
    rights += rights[:1] if has_groups else []
    return {"pairs": tuple(Pair(words(), right) for right in rights)}


PARTS = {
    "single": lambda draw, words, maybe: options(draw, words, maybe, is_single=True),
    "multiple": lambda draw, words, maybe: options(draw, words, maybe, is_single=False),
    "true-false": lambda draw, _words, _maybe: {"is_true": draw(st.booleans())},
    "short-text": lambda draw, _words, _maybe: {
        "answers": tuple(draw(unlike(texts, least=1, most=3)))
    },
    "number": lambda draw, _words, _maybe: {
        "number": draw(numbers),
        "tolerance": draw(st.sampled_from(["0", "0.5", "12"])),
    },
    "ordering": lambda draw, words, _maybe: {
        "steps": tuple(words() for _step in range(draw(st.integers(3, 5))))
    },
    "matching": lambda draw, words, _maybe: pairs(draw, words, has_groups=False),
    "categorising": lambda draw, words, _maybe: pairs(draw, words, has_groups=True),
}
