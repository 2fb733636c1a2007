"""Detects questions that may concern a child in danger, so that helplines are shown. Pure.

The patterns prefer false positives. The result only orders the moderators' list and shows
helplines; people read every question.
"""

import re
from typing import Final

INDONESIAN_PATTERNS: Final = (
    r"di?ancam\w*|mengancam\w*|ancaman|di?peras\w*|memeras|pemerasan|dipaksa\w*|memaksa\w*",
    r"dilecehkan|melecehkan|dicabuli|diperkosa|disentuh|diraba|dipukul\w*|dianiaya|disiksa|dijual",
    r"telanjang|bugil|foto(?:nya)? (?:di)?sebar\w*|video(?:nya)? (?:di)?sebar\w*|disebarkan",
    r"bunuh diri|mengakhiri hidup|melukai diri\w*|menyakiti diri\w*|ingin mati|mau mati",
    r"kabur dari rumah|takut pulang|tidak berani pulang|diculik|hamil",
    r"tolong segera|butuh pertolongan|minta tolong|darurat|sekarang juga|dalam bahaya",
    r"(?:anak|murid|siswa|siswi|keponakan|adik|tetangga|cucu) (?:saya|kami|ku)|anakku|adikku",
    r"(?:dia|ia|anak itu|anak ini) (?:bercerita|cerita|mengaku|bilang)",
)
PRONOUN: Final = "(?:her|him|them)"
ENGLISH_PATTERNS: Final = (
    r"threaten(?:s|ed|ing)?|blackmail(?:s|ed|ing)?|extort(?:s|ed|ing|ion)?",
    rf"forc(?:ed|ing) {PRONOUN}|abus(?:ed|ing) {PRONOUN}|touched {PRONOUN}|hit {PRONOUN}",
    r"kidnapped|trafficked",
    r"raped|molested|beaten|naked|nudes?|pregnant|self.?harm\w*|suicid(?:e|al)|wants? to die",
    r"kill (?:her|him|them)sel(?:f|ves)|ran away|run away from home|afraid to go home",
    r"emergency|urgent(?:ly)?|right now|in danger",
    r"my (?:child|son|daughter|student|pupil|niece|nephew|neighbou?r|sister|brother)",
    r"(?:she|he|a child|the child) (?:told me|said that|confided)",
)
DANGER_PATTERN: Final = re.compile(
    rf"\b(?:{'|'.join(INDONESIAN_PATTERNS + ENGLISH_PATTERNS)})\b", re.IGNORECASE
)


def seems_urgent(text: str) -> bool:
    """Whether a text mentions harm, or a child whom the writer knows."""
    return DANGER_PATTERN.search(" ".join(text.split())) is not None
