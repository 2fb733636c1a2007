"""Options of a plan's fields with their labels, and the marks of its rubric in words."""

from collections.abc import Callable, Sequence
from typing import Protocol

from courses.blocks.course.plan_template import Option, Template, option_id


class Translate(Protocol):
    """Translates a text and fills in its parameters."""

    def __call__(self, text: str, **parameters: object) -> str: ...


LABELS = {
    "cso": "Staff of an organisation",
    "teacher": "Teacher",
    "patbm": "PATBM volunteer",
    "kebijakan_penegakan": "Policy and law enforcement",
    "norma_nilai": "Norms and values",
    "lingkungan_aman": "Safe environments",
    "pengasuhan": "Parenting support",
    "ekonomi_keluarga": "Economic strengthening of families",
    "layanan_terintegrasi": "Integrated services",
    "kecakapan_hidup": "Life skills",
    "pendamping_hadir": "A support person is there",
    "kontak_dicek": "Referral contacts are checked beforehand",
    "ruang_tenang": "There is a quiet room",
    "tanpa_kisah_nyata": "No real cases are discussed",
    "rencana_pengungkapan": "There is a plan for when a child discloses",
    "apa": "What",
    "sasaran": "For whom",
    "jumlah_orang": "How many people",
    "tanggal": "When",
    "mitra": "Partners",
    "penanggung_jawab": "Who is responsible",
}

LEVELS = {  # how far a line of the rubric is met
    0: "not at all",
    1: "a little",
    2: "about half",
    3: "mostly",
    4: "fully",
}


def labelled(
    options: Sequence[Option | str], translate: Callable[[str], str]
) -> list[tuple[str, str]]:
    """Ids with their labels; the toolkit's catalogue has labels for bare codes."""
    return [
        (
            option_id(option),
            option["label"]
            if isinstance(option, dict)
            else translate(LABELS.get(str(option), str(option))),
        )
        for option in options
    ]


def level_words(highest: int, translate: Callable[[str], str]) -> list[tuple[int, str]]:
    """The marks from 0 to `highest` with their words.

    On a scale of another length than that of `LEVELS` only both ends have words.
    """
    top = max(LEVELS)
    words = LEVELS if highest == top else {0: LEVELS[0], highest: LEVELS[top]}
    return [(mark, translate(words[mark]) if mark in words else "") for mark in range(highest + 1)]


def review_rule(template: Template, translate: Translate) -> str:
    """Which own scores a plan needs before it can be handed in; "" if the course sets none."""
    rules = template.get("self_review") or {}
    sentences = []
    if min_total := rules.get("min_total"):
        highest = sum(int(rule["max"]) for rule in template["rubric"])
        text = "It can be handed in once you score it {number} of {all} or more."
        sentences.append(translate(text, number=min_total, all=highest))
    for rule in template["rubric"]:
        if rule["id"] in rules.get("required_full", ()):
            text = "The line “{line}” needs a {number}."
            sentences.append(translate(text, line=rule["text"], number=rule["max"]))
    return " ".join(sentences)
