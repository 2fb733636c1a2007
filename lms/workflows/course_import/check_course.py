"""Checks course files and their item bank; reports all problems with file and line."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from assessments.items.bank import BankProblem, check_bank
from assessments.scoring.policies import policy_flaws
from courses.course_files.check import folder_problems, objective_ids
from courses.course_files.documents import Document
from courses.course_files.folder import CourseFolder, load_folder
from courses.course_files.lookups import value_at
from courses.course_files.model import CourseFiles
from courses.course_files.problems import CourseFilesRejected, Problem
from courses.course_files.reader import read_folder
from courses.course_files.two_languages import Texts

BANK: Final = "items.yaml"
COURSE: Final = "course.yaml"
INDONESIAN: Final = {
    # code of the bank: Indonesian (message, remedy); the bank has the English ones
    "anchor-not-in-both": (
        "butir jangkar harus ada di kedua bentuk, dan hanya butir jangkar yang boleh",
        "Sebutkan butir itu dua kali dengan use: anchor, atau sebutkan dua butir.",
    ),
    "blueprint-missing": (
        "kisi-kisi (blueprint) belum ada",
        "Tulis blueprint dengan forms, pairs, retake_pool, dan pass_mark.",
    ),
    "form-item-unfit": (
        "butir ini bukan milik bentuk tersebut, tertulis dua kali, atau tanpa pasangan",
        "Sebutkan tiap butir satu kali, dengan use yang sesuai, dan daftarkan di pairs.",
    ),
    "form-length": (
        "panjang bentuk tidak sama dengan jumlah slot",
        "Beri tiap slot di pairs satu butir pada tiap bentuk.",
    ),
    "item-answer-long": (
        "ada jawaban yang diterima dengan lebih dari 200 karakter",
        "Pendekkan jawabannya; yang lebih panjang tidak dapat diketik.",
    ),
    "item-answers-missing": (
        "jawaban yang diterima belum ditulis",
        "Tulis tiap jawaban yang benar di accepted.",
    ),
    "item-group-unknown": (
        "kelompok yang disebut tidak ada di daftar",
        "Sebutkan id salah satu kelompok.",
    ),
    "item-groups-few": (
        "kelompok atau isinya kurang dari dua",
        "Tulis groups dan things, sekurangnya dua masing-masing.",
    ),
    "item-id-missing": ("butir ini belum memiliki id", "Beri id tersendiri."),
    "item-id-repeated": ("id ini tertulis dua kali", "Beri tiap butir id tersendiri."),
    "item-key-differs": (
        "kunci bukan pilihan yang ditandai benar",
        "Isi key dengan id pilihan yang ditandai benar.",
    ),
    "item-bound-unclear": (
        "batas nilai sebagian bukan persen",
        "Tulis bilangan bulat dari 0 sampai 100.",
    ),
    "item-key-unknown": (
        "tidak ada yang membaca kunci {} di sini",
        "Periksa ejaan dan tempatnya, atau hapus.",
    ),
    "item-key-missing": (
        "belum ada pilihan yang ditandai benar",
        "Tandai tiap pilihan yang benar dengan correct: true.",
    ),
    "item-key-not-one": (
        "pilihan yang ditandai benar bukan tepat satu",
        "Tandai tepat satu pilihan dengan correct: true.",
    ),
    "item-mark-missing": (
        "pilihan ini belum ditandai benar atau tidak",
        "Tulis correct: true atau correct: false.",
    ),
    "item-number-unclear": (
        "angka ini tidak dapat dibaca",
        "Tulis angka dengan titik sebelum desimal.",
    ),
    "item-objective-unknown": (
        "tujuan belajarnya tidak ada di pelajaran mana pun",
        "Tulis id tujuan belajar yang ada di sebuah pelajaran.",
    ),
    "item-option-repeated": (
        "dua pilihan memiliki isi yang sama",
        "Bedakan id dan teks tiap pilihan.",
    ),
    "item-option-unclear": (
        "pilihan ini tidak lengkap",
        "Tulis id, text_id, text_en, correct, rationale_id, dan rationale_en.",
    ),
    "item-options-few": ("pilihannya kurang dari dua", "Tulis pilihan-pilihannya."),
    "item-pairs-few": ("pasangannya kurang dari dua", "Tulis pasangan-pasangannya."),
    "item-picture-unfit": (
        "gambarnya tidak dapat ditampilkan",
        "Pakai PNG, JPEG, atau SVG sederhana, paling besar 40 kB, dan 60 kB untuk satu butir.",
    ),
    "item-scale-short": ("titik skalanya kurang dari dua", "Tulis titik-titik skalanya."),
    "item-scoring-unknown": (
        "cara menilai jawaban sebagian tidak dikenal",
        "Pakai salah satu cara yang dikenal.",
    ),
    "item-steps-few": ("langkahnya kurang dari tiga", "Tulis langkah dalam urutan yang benar."),
    "item-text-missing": (
        "ada teks yang belum ditulis dalam salah satu bahasa",
        "Tulis teksnya dalam kedua bahasa.",
    ),
    "item-vignette-unknown": (
        "kasus yang disebut tidak ada",
        "Sebutkan id sebuah kasus yang ada di vignettes.",
    ),
    "item-type-unknown": ("jenis butir tidak dikenal", "Pakai jenis yang dikenal."),
    "item-use-unknown": ("penggunaan butir tidak dikenal", "Pakai use yang dikenal."),
    "must-cover-missing": (
        "ada tujuan belajar di must_cover tanpa butir pada sebuah bentuk",
        "Tulis id tujuan belajar, dan beri tiap bentuk satu butir untuk masing-masing.",
    ),
    "objective-untested": (
        "ada tujuan belajar yang belum diuji butir mana pun",
        "Tulis butirnya, atau sebutkan di not_tested_by_items beserta alasannya.",
    ),
    "pass-mark-unclear": (
        "nilai lulus bukan bilangan bulat 0 sampai 100",
        "Tulis nilai lulus dalam persen.",
    ),
    "pool-item-unfit": (
        "butir ini bukan butir ulangan, atau slotnya tidak ada",
        "Sebutkan butir dengan use: retake di bawah slot yang ada di pairs.",
    ),
    "pool-short": (
        "butir ulangan untuk slot ini kurang",
        "Tulis sekurangnya dua butir dengan use: retake untuk tiap slot.",
    ),
    "risk-differs": (
        "banyaknya butir tiap risk_area pada sebuah bentuk tidak sama dengan by_risk",
        "Tulis banyaknya butir tiap risk_area, sama pada kedua bentuk.",
    ),
    "vignette-parted": (
        "butir satu kasus memiliki use yang berbeda",
        "Samakan use semua butir satu kasus, supaya kasus itu tidak ditemui dua kali.",
    ),
    "vignette-slots-differ": (
        "kasus-kasus pada slot ini tidak mengisi slot yang sama",
        "Biarkan tiap kasus pada satu slot mengisi slot-slot yang sama.",
    ),
    "vignette-unused": (
        "tidak ada butir yang menanyakan kasus ini",
        "Sebutkan kasusnya sebagai vignette pada sekurangnya satu butir, atau hapus.",
    ),
    "slot-not-parallel": (
        "butir-butir pada slot ini tidak setara",
        "Samakan tujuan belajar, jenjang, dan tingkat kesukarannya.",
    ),
}

POLICY_FLAWS: Final = {
    # code: (message, remedy), Indonesian and English
    "slot-unknown": (
        ("slot {} tidak ada di kisi-kisi", "slot {} is not in the blueprint"),
        (
            "Sebutkan slot yang ada di pairs pada items.yaml.",
            "Name a slot that stands under pairs in items.yaml.",
        ),
    ),
    "waits-too-many": (
        ("ada lebih banyak jeda daripada pengulangan", "there are more waits than retakes"),
        (
            "Tulis paling banyak satu jeda untuk tiap percobaan sesudah yang pertama.",
            "Write at most one wait for each attempt after the first.",
        ),
    ),
}


def check_course(path: Path) -> list[Problem]:
    """All problems of a course folder, by file and line. Without any, an import succeeds."""
    return course_problems(load_folder(path))


def read_valid_course(path: Path) -> CourseFiles:
    """Read a course folder. Raises CourseFilesRejected with all problems, also of the bank."""
    folder = load_folder(path)
    if problems := course_problems(folder):
        raise CourseFilesRejected(problems)
    return read_folder(folder)


def course_problems(folder: CourseFolder) -> list[Problem]:
    """Problems of the files, the item bank and the assessment policies, by file and line."""
    problems = folder_problems(folder)
    bank = folder.document(BANK)
    if bank.value is not None and not bank.problems:
        known = set(objective_ids(folder))
        document = folder.value(BANK)
        problems += [_problem(bank, flaw) for flaw in check_bank(document, objective_ids=known)]
        if not any(problem.file == COURSE for problem in problems):
            problems += _policy_problems(folder, bank)
    return sorted(problems, key=lambda item: (item.file, item.line, item.code, item.message.en))


def _policy_problems(folder: CourseFolder, bank: Document) -> list[Problem]:
    """Problems of `assessments` in course.yaml that contradict the blueprint."""
    course = folder.document(COURSE)
    policies = value_at(course, "assessments")
    slots = value_at(bank, "blueprint", "pairs") or {}
    if not isinstance(policies, Mapping) or not isinstance(slots, Mapping):
        return []
    return [
        Problem(
            course.file,
            course.line("assessments", *path),
            code,
            Texts(*(text.format(what) for text in POLICY_FLAWS[code][0])),
            Texts(*POLICY_FLAWS[code][1]),
        )
        for path, code, what in policy_flaws(policies, slots)
    ]


def _problem(bank: Document, flaw: BankProblem) -> Problem:
    sentence, remedy = INDONESIAN.get(flaw.code, (flaw.message, flaw.remedy))
    names_key = flaw.code == "item-key-unknown"
    if names_key:
        sentence = sentence.format(flaw.path[-1])
    location, colon, _rest = flaw.message.partition(": ")
    if colon:
        named = f"{location}: {sentence}"
    else:  # most name the part in the English message only
        named = sentence if names_key else f"{flaw.message} ({sentence})"
    return Problem(
        bank.file,
        bank.line(*flaw.path),
        flaw.code,
        Texts(id=named, en=flaw.message),
        Texts(id=remedy, en=flaw.remedy),
    )
