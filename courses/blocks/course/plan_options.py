"""Options of a plan's fields with their labels."""

from collections.abc import Callable, Sequence

from courses.blocks.course.plan_template import Option, option_id

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
