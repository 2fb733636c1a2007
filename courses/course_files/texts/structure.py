"""Texts of problems of a whole: paths of a scenario, points, parts of a form, days."""

from courses.course_files.texts.table import TextTable

STRUCTURE: TextTable = {
    "unreachable-node": (
        "No choice leads to the node {id}.",
        "Tidak ada pilihan yang menuju simpul {id}.",
        "Let a choice lead to it, or remove it.",
        "Buat pilihan yang menuju ke sana, atau hapus.",
    ),
    "dead-end-node": (
        "The node {id} has no choices and is no end.",
        "Simpul {id} tidak memiliki pilihan dan bukan akhir.",
        "Give it choices, or terminal: true.",
        "Beri pilihan, atau terminal: true.",
    ),
    "endless-node": (
        "No path from the node {id} comes to an end.",
        "Tidak ada jalur dari simpul {id} yang sampai ke akhir.",
        "Let a choice lead on to a node with terminal: true.",
        "Buat pilihan yang menuju simpul dengan terminal: true.",
    ),
    "scenarios-too-few": (
        "Completion asks for {wanted} scenarios, and there are {there}.",
        "Kelulusan meminta {wanted} skenario, padahal hanya ada {there}.",
        "Lower scenarios_required, or add scenarios.",
        "Turunkan scenarios_required, atau tambahkan skenario.",
    ),
    "total-out-of-reach": (
        "min_total asks for {least} points, and the rubric gives {most} at most.",
        "min_total meminta nilai {least}, padahal rubrik memberi paling banyak {most}.",
        "Lower min_total to {most} or less, or raise max in the rubric.",
        "Turunkan min_total menjadi {most} atau kurang, atau naikkan max pada rubrik.",
    ),
    "field-not-in-one-part": (
        "The field {id} must be in exactly one part.",
        "Isian {id} harus ada di tepat satu bagian.",
        "Name it once under parts.",
        "Sebutkan satu kali di bawah parts.",
    ),
    "sentence-incomplete": (
        "The sentence does not name each question once: {names}.",
        "Kalimat ini tidak menyebut setiap pertanyaan satu kali: {names}.",
        "Put the id of each question in braces where its answer belongs.",
        "Tulis id setiap pertanyaan dalam kurung kurawal di tempat jawabannya.",
    ),
    "min-above-max": (
        "min asks for {min}, and max allows {max}.",
        "min meminta {min}, padahal max mengizinkan {max}.",
        "Let min be no more than max.",
        "Isi min tidak lebih dari max.",
    ),
    "best-score-differs": (
        "The best path scores {best}, but max says {max}.",
        "Jalur terbaik bernilai {best}, tetapi max menyebut {max}.",
        "Set max to {best}, or change the scores.",
        "Isi max dengan {best}, atau ubah nilainya.",
    ),
    "loose-node": (
        "No arrow touches the node {id}.",
        "Tidak ada panah yang menyentuh simpul {id}.",
        "Add an edge, or remove the node.",
        "Tambahkan panah, atau hapus simpulnya.",
    ),
    "day-back": (
        "Day {day} comes after day {before} in the order of the modules.",
        "Hari {day} datang sesudah hari {before} dalam urutan modul.",
        "Give the module a later day, or move it in course.yaml.",
        "Beri modul ini hari yang lebih akhir, atau pindahkan di course.yaml.",
    ),
    "best-option-missing": (
        "No option of {id} is the best one, or more than one is.",
        "Tidak ada pilihan {id} yang terbaik, atau lebih dari satu.",
        "Set is_best: true on exactly one option.",
        "Beri is_best: true pada tepat satu pilihan.",
    ),
    "best-is-harmful": (
        "The best choice {id} is marked as harmful.",
        "Pilihan terbaik {id} ditandai membahayakan.",
        "Remove is_harmful, or make another choice the best one.",
        "Hapus is_harmful, atau jadikan pilihan lain yang terbaik.",
    ),
    "fit-is-harmful": (
        "The item {id} fits the group {group}, which is marked as harmful.",
        "Butir {id} cocok dengan kelompok {group}, yang ditandai membahayakan.",
        "Remove {group} from harmful, or from fits.",
        "Hapus {group} dari harmful, atau dari fits.",
    ),
}
