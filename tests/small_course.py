"""A small course with one unit of each kind, as the reader of course files would give it."""

from datetime import date

from courses.course_files.model import (
    CertificateRules,
    Completion,
    CourseFiles,
    CourseMeta,
    Fact,
    GlossaryEntry,
    Helpline,
    Kit,
    Lesson,
    Module,
    Objective,
    Picture,
    Province,
    Scenario,
    Unit,
)
from courses.course_files.two_languages import TextLists, Texts

CODE = "KECIL"
TITLED = {
    "title_id": "Latihan",
    "title_en": "Practice",
    "instruction_id": "Coba dulu.",
    "instruction_en": "Try it.",
}


def pair(stem, indonesian, english):
    return {f"{stem}_id": indonesian, f"{stem}_en": english}


def texts(text):
    return Texts(f"{text} (id)", f"{text} (en)")


TEXT = Unit(
    "text",
    "text",
    pair(
        "markdown",
        '# Judul\n\nKata kunci [F01] dan [F02].\n\nUcapkan: *"Ini bukan salahmu."*',
        '# Title\n\nKey words [F01] and [F02].\n\nSay: *"It is not your fault."*',
    ),
)
PICTURE = Unit(
    "picture",
    "picture",
    {
        **pair("svg", '<svg viewBox="0 0 4 4"/>', '<svg viewBox="0 0 4 4"/>'),
        **pair("alt", "Bangku kosong", "An empty bench"),
    },
)
ROLE = Unit(
    "role",
    "role",
    {
        **pair("cso", "Di telepon", "On the phone"),
        **pair("teacher", "Di kelas", "In class"),
        **pair("patbm", "Di rumah warga", "At people's homes"),
    },
)
SORTING = Unit(
    "a1",
    "sorting",
    {
        **TITLED,
        "groups": [
            {"id": "now", **pair("label", "Segera", "At once")},
            {"id": "later", **pair("label", "Nanti", "Later")},
        ],
        "items": [
            {
                "id": "threat",
                **pair("text", "Ada ancaman", "There is a threat"),
                "fits": ["now"],
                **pair("explanation", "Hubungi 110 [F01].", "Call 110 [F01]."),
            },
            {
                "id": "talk",
                **pair("text", "Rencana diskusi", "Plan a talk"),
                "fits": ["later"],
                **pair("explanation", "Jadwalkan.", "Schedule it."),
            },
        ],
    },
)
REFLECTION = Unit(
    "a2",
    "reflection",
    {
        **TITLED,
        "prompts": [
            {"id": "one", **pair("label", "Apa yang berubah?", "What changes?"), "max_length": 300}
        ],
    },
)
CHECK = Unit("check", "check", {"module": "M02", "item_ids": ["P1", "P2"]})
CARDS = Unit(
    "a1",
    "cards",
    {
        **TITLED,
        "cards": [{**pair("front", "Depan", "Front"), **pair("back", "Belakang", "Back")}],
    },
)
KITS = Unit("a1", "kits", {**TITLED, "kits": ["policy"]})
PLAN = Unit("a2", "action-plan", TITLED)

ITEMS = {
    "single_best": [
        {
            "id": "P1",
            "type": "single_best",
            **pair("stem", "Siapa yang dihubungi?", "Who is called?"),
            "options": [
                {
                    "id": "A",
                    **pair("text", "SAPA 129", "SAPA 129"),
                    "correct": True,
                    **pair("rationale", "Tepat, pendamping.", "Right, support."),
                },
                {
                    "id": "B",
                    **pair("text", "Grup kelas", "The class group"),
                    "correct": False,
                    **pair("rationale", "Membuka rahasia anak.", "It breaks confidence."),
                },
            ],
            "key": "A",
        }
    ],
    "multi_select": [
        {
            "id": "P2",
            "type": "multi_select",
            **pair("stem", "Mana yang aman?", "Which are safe?"),
            "options": [
                {
                    "id": option,
                    **pair("text", f"Pilihan {option}", f"Choice {option}"),
                    "correct": option != "C",
                    **pair("rationale", f"Alasan {option}", f"Reason {option}"),
                }
                for option in "ABC"
            ],
        }
    ],
}
STORY = {
    "start": "n1",
    "scoring": {"max": 2, "pass": 1},
    "shuffle_choices": True,
    "nodes": [
        {
            "id": "n1",
            **pair("text", "Raka menangis.", "Raka is crying."),
            "choices": [
                {
                    **pair("text", "Ibu ada di sini.", "I am here."),
                    "next": "end",
                    "score": 2,
                    **pair("feedback", "Tepat.", "Right."),
                },
                {
                    **pair("text", "Kenapa kamu?", "Why you?"),
                    "next": "r1",
                    "score": 0,
                    **pair("feedback", "Terdengar menuduh.", "It sounds like blame."),
                },
            ],
        },
        {
            "id": "r1",
            **pair("text", "Raka diam.", "Raka is silent."),
            "choices": [
                {
                    **pair("text", "Maaf.", "Sorry."),
                    "next": "end",
                    "score": 1,
                    **pair("feedback", "Memulihkan.", "It restores."),
                }
            ],
        },
        {"id": "end", "terminal": True, **pair("text", "Raka tertawa lagi.", "Raka laughs again.")},
    ],
}
PLAN_TEMPLATE = {
    "id": "RTL",
    **pair("title", "Rencana", "Plan"),
    **pair("note", "Tanpa kasus.", "No cases."),
    "fields": [
        {
            "id": "provinsi",
            "type": "select",
            "source": "provinces",
            "required": True,
            **pair("label", "Provinsi", "Province"),
        },
        {
            "id": "tujuan",
            "type": "textarea",
            "max": 100,
            "required": True,
            **pair("label", "Tujuan", "Goal"),
        },
        {
            "id": "kegiatan",
            "type": "repeat",
            "min": 1,
            "max": 3,
            "required": True,
            **pair("label", "Kegiatan", "Activities"),
            "subfields": ["apa", "tanggal"],
        },
        {
            "id": "keselamatan",
            "type": "checklist",
            "required": True,
            **pair("label", "Keselamatan", "Safety"),
            "options": ["ruang_tenang", "kontak_dicek"],
        },
    ],
    "rubric": [
        {"id": "R1", "max": 4, **pair("text", "Terukur", "Measurable")},
        {"id": "R2", "max": 4, **pair("text", "Tanpa data anak", "No child data")},
    ],
    "self_review": {"min_total": 6, "required_full": ["R2"], **pair("text", "Nilai.", "Score.")},
}


def lesson(code, *units, warning=0, sources=("F01",)):
    return Lesson(
        code=code,
        title=texts(f"Pelajaran {code}"),
        minutes=7,
        content_warning=warning,
        objectives=(Objective(f"{code}-O1", "apply", texts("Menerapkan")),),
        key_messages=TextLists(("Pesan inti",), ("Key message",)),
        role_variants={},
        sources=sources,
        activities=(),
        picture=Picture(texts("alt"), texts("brief"), None, None),
        body=texts("body"),
        review_status="draft",
        units=units,
    )


def small_course(content_hash="hash-1"):
    first = Module(
        code="M01",
        day=1,
        title=texts("Modul satu"),
        lessons=(
            lesson("M01-L1", TEXT, PICTURE, ROLE, SORTING, REFLECTION),
            lesson("M01-L2", CARDS),
        ),
        scenario_ids=("SC01",),
    )
    second = Module(
        code="M02",
        day=2,
        title=texts("Modul dua"),
        lessons=(lesson("M02-L1", TEXT, warning=2), lesson("M02-L2", KITS, PLAN, CHECK)),
    )
    return CourseFiles(
        meta=CourseMeta(
            code=CODE,
            title=Texts("Kursus kecil", "Small course"),
            summary=texts("Ringkasan"),
            version="0.1",
            as_of=date(2026, 11, 24),
            languages=("id", "en"),
            audiences=("cso", "teacher", "patbm"),
            completion=Completion(75, 1, True, "submitted", "approved", (3, 6)),
            certificate=CertificateRules(8, 3, None, {}),
        ),
        modules=(first, second),
        scenarios=(
            Scenario(
                id="SC01",
                module="M01",
                title=Texts("Bu Rini dan Raka", "Bu Rini and Raka"),
                note=Texts("Kisah rekaan.", "Invented story."),
                audiences=("teacher", "cso", "patbm"),
                objective_ids=(),
                minutes=12,
                content_warning=1,
                review_status="draft",
                document=STORY,
            ),
        ),
        kits=(
            Kit(
                "policy",
                Texts("Kebijakan sekolah", "School policy"),
                texts("Templat"),
                Texts("# Kebijakan\n\nAturan [F01].", "# Policy\n\nRules [F01]."),
                "draft",
            ),
        ),
        plan_template=PLAN_TEMPLATE,
        items=ITEMS,
        facts={
            "F01": Fact("F01", "law", texts("Pasti"), "Sumber", "https://contoh.id/1", "2025", "A"),
            "F02": Fact("F02", "law", texts("Belum pasti"), "Latar", None, "-", "C"),
        },
        glossary=(
            GlossaryEntry("CSAM", texts("Materi"), texts("Arti"), "gunakan", "F01"),
            GlossaryEntry("pornografi anak", texts("Lama"), texts("Hindari"), "hindari", "F02"),
        ),
        helplines=(
            Helpline(
                id="sapa",
                name=texts("SAPA 129"),
                purpose=texts("Pendampingan"),
                hours=texts("24 jam"),
                phone="129",
                whatsapp="08111-129-129",
                website=None,
                caution=None,
                province_code=None,
                need="support",
                is_in_bar=True,
                fact_id="F01",
                confidence="B",
                source_as_of="2025",
                checked_on=date(2026, 11, 24),
                is_called=False,
            ),
        ),
        provinces=(
            Province(
                "53", Texts("Nusa Tenggara Timur", "East Nusa Tenggara"), "WITA", "Asia/Makassar"
            ),
        ),
        content_hash=content_hash,
    )
