"""Texts of problems of ids: one that names nothing, or is used twice."""

from courses.course_files.texts.table import TextTable

REFERENCES: TextTable = {
    "duplicate-id": (
        "The id {id} is used twice.",
        "Id {id} dipakai dua kali.",
        "Give one of them another id; ids of content under way never change.",
        "Beri salah satunya id lain; id isi yang sudah dipakai tidak pernah berubah.",
    ),
    "unknown-objective": (
        "There is no objective {id}.",
        "Tujuan belajar {id} tidak ada.",
        "Use the id of an objective in a lesson's YAML file.",
        "Pakai id tujuan belajar dari berkas YAML sebuah pelajaran.",
    ),
    "unknown-fact": (
        "There is no fact {id}.",
        "Fakta {id} tidak ada.",
        "Add it to facts.yaml with source, date and confidence, or cite another one.",
        "Tambahkan ke facts.yaml beserta sumber, tanggal, dan keyakinannya, atau rujuk yang lain.",
    ),
    "fact-not-in-sources": (
        "The lesson cites {id} but does not name it among its sources.",
        "Pelajaran ini merujuk {id} tetapi tidak menyebutnya di sources.",
        "Add {id} to sources in the lesson's YAML file.",
        "Tambahkan {id} ke sources pada berkas YAML pelajaran.",
    ),
    "unknown-node": (
        "There is no node {id}.",
        "Simpul {id} tidak ada.",
        "Use the id of a node in this file.",
        "Pakai id simpul yang ada di berkas ini.",
    ),
    "unknown-rubric-line": (
        "The rubric has no line {id}.",
        "Rubrik tidak memiliki baris {id}.",
        "Use the id of a line under rubric.",
        "Pakai id sebuah baris di bawah rubric.",
    ),
    "unknown-field": (
        "There is no field {id}.",
        "Isian {id} tidak ada.",
        "Use the id of a field of this form.",
        "Pakai id salah satu isian formulir ini.",
    ),
    "unknown-module": (
        "There is no module {id}.",
        "Modul {id} tidak ada.",
        "Use a module named in course.yaml.",
        "Pakai modul yang disebut di course.yaml.",
    ),
    "unknown-kit": (
        "There is no kit {id}.",
        "Perangkat {id} tidak ada.",
        "Use the name of a file in kits, without language and ending, or action-plan.",
        "Pakai nama berkas di kits, tanpa bahasa dan akhiran, atau action-plan.",
    ),
    "unknown-helpline": (
        "There is no helpline {id}.",
        "Layanan {id} tidak ada.",
        "Use the id of an entry of helplines.yaml.",
        "Pakai id sebuah entri di helplines.yaml.",
    ),
    "unknown-term": (
        "The glossary has no {id}.",
        "Istilah {id} tidak ada di glosarium.",
        "Use a term of glossary.yaml, written the same way.",
        "Pakai sebuah istilah di glossary.yaml, dengan ejaan yang sama.",
    ),
    "unknown-group": (
        "There is no group {id}.",
        "Kelompok {id} tidak ada.",
        "Use the id of a group of this activity.",
        "Pakai id kelompok pada kegiatan ini.",
    ),
    "unknown-province": (
        "There is no province {id}.",
        "Provinsi {id} tidak ada.",
        "Use a code of provinces.yaml, in quotation marks.",
        "Pakai kode dari provinces.yaml, dalam tanda kutip.",
    ),
}
