"""Messages and remedies of problems by code, in both languages."""

from typing import Final

from courses.course_files.steps.texts import STEP_TEXTS
from courses.course_files.two_languages import Texts

_TABLE: Final[dict[str, tuple[str, str, str, str]]] = {
    # code: (message en, message id, remedy en, remedy id)
    "file-missing": (
        "The file {name} is missing.",
        "Berkas {name} belum ada.",
        "Add the file, or take it out of the list that names it.",
        "Tambahkan berkasnya, atau keluarkan dari daftar yang menyebutnya.",
    ),
    "file-not-listed": (
        "No list names this file.",
        "Tidak ada daftar yang menyebut berkas ini.",
        "Name it in course.yaml or module.yaml, or remove it.",
        "Sebutkan di course.yaml atau module.yaml, atau hapus.",
    ),
    "file-not-readable": (
        "The file is not UTF-8 text.",
        "Berkas ini bukan teks UTF-8.",
        "Save it as UTF-8.",
        "Simpan sebagai UTF-8.",
    ),
    "yaml-malformed": (
        "This is not YAML: {reason}.",
        "Ini bukan YAML: {reason}.",
        "Check indentation, colons and quotation marks on this line and the one above.",
        "Periksa takuk, titik dua, dan tanda kutip pada baris ini dan baris di atasnya.",
    ),
    "duplicate-key": (
        "The key {key} stands here twice.",
        "Kunci {key} tertulis dua kali di sini.",
        "Keep one of them.",
        "Pertahankan salah satu.",
    ),
    "front-matter-missing": (
        "The file does not begin with front matter.",
        "Berkas ini tidak diawali front matter.",
        "Begin with a line ---, the keys, and a second line ---.",
        "Mulai dengan baris ---, kunci-kuncinya, lalu baris --- kedua.",
    ),
    "front-matter-open": (
        "The front matter is not closed.",
        "Front matter belum ditutup.",
        "Put a line --- between the keys and the text.",
        "Beri baris --- di antara kunci dan teks.",
    ),
    "text-missing": (
        "There is no text after the front matter.",
        "Belum ada teks sesudah front matter.",
        "Write the text in Markdown.",
        "Tulis teksnya dalam Markdown.",
    ),
    "title-in-text": (
        "The text holds a first-level heading.",
        "Teks ini memuat judul tingkat pertama.",
        "The title stands in the front matter; begin headings with ##.",
        "Judul berada di front matter; mulai judul bagian dengan ##.",
    ),
    "html-in-text": (
        "The text holds HTML: {tag}.",
        "Teks ini memuat HTML: {tag}.",
        "Write it in Markdown; HTML is not shown.",
        "Tulis dalam Markdown; HTML tidak ditampilkan.",
    ),
    "table-row-uneven": (
        "This table row has {cells} cells, its header has {columns}.",
        "Baris tabel ini memuat {cells} sel, kepalanya {columns}.",
        "Give every row as many cells as the header.",
        "Samakan jumlah sel tiap baris dengan kepala tabel.",
    ),
    "emphasis-open": (
        "A ** is not closed in this paragraph.",
        "Ada ** yang belum ditutup pada paragraf ini.",
        "Close it, or remove it.",
        "Tutup atau hapus.",
    ),
    "citation-form": (
        "{citation} is not the form of a citation.",
        "{citation} bukan bentuk rujukan.",
        "Cite one fact at a time, such as [F01] [F02].",
        "Rujuk satu fakta tiap kali, misalnya [F01] [F02].",
    ),
    "missing-key": (
        "The key {key} is missing.",
        "Kunci {key} belum ada.",
        "Add {key}.",
        "Tambahkan {key}.",
    ),
    "missing-language": (
        "{name} is missing in {language}.",
        "{name} belum ada dalam {language}.",
        "Add {key}.",
        "Tambahkan {key}.",
    ),
    "missing-alt-text": (
        "The picture has no alternative text ({key}).",
        "Gambar ini belum memiliki teks alternatif ({key}).",
        "Say in {key} what the picture tells to somebody who cannot see it.",
        "Tulis di {key} apa yang disampaikan gambar bagi yang tidak dapat melihatnya.",
    ),
    "unknown-key": (
        "Nothing reads the key {key} here.",
        "Tidak ada yang membaca kunci {key} di sini.",
        "Check its spelling and its place, or remove it.",
        "Periksa ejaan dan tempatnya, atau hapus.",
    ),
    "wrong-type": (
        "{key} must be {expected}.",
        "{key} harus berupa {expected}.",
        "Write {expected} here.",
        "Tulis {expected} di sini.",
    ),
    "empty-text": (
        "{key} is empty.",
        "{key} masih kosong.",
        "Fill it in.",
        "Isi bagian ini.",
    ),
    "too-long": (
        "{key} has more than {limit} characters.",
        "{key} memuat lebih dari {limit} karakter.",
        "Shorten it to {limit} characters.",
        "Pendekkan menjadi {limit} karakter.",
    ),
    "name-too-long": (
        "The name {name} has more than {limit} characters.",
        "Nama {name} memuat lebih dari {limit} karakter.",
        "Give the file a name of at most {limit} characters before the first full stop.",
        "Beri berkas ini nama paling banyak {limit} karakter sebelum titik pertama.",
    ),
    "too-few": (
        "{key} holds fewer than {limit}.",
        "{key} memuat kurang dari {limit}.",
        "Add to it until there are {limit}.",
        "Tambahkan sampai ada {limit}.",
    ),
    "too-many": (
        "{key} holds more than {limit}.",
        "{key} memuat lebih dari {limit}.",
        "Keep {limit}.",
        "Sisakan {limit}.",
    ),
    "not-allowed": (
        "{value} is not allowed for {key}.",
        "{value} tidak dapat dipakai untuk {key}.",
        "Choose one of: {allowed}.",
        "Pilih salah satu: {allowed}.",
    ),
    "wrong-form": (
        "{value} does not have the form of {key}.",
        "{value} tidak berbentuk {key}.",
        "Write it in the form {form}.",
        "Tulis dalam bentuk {form}.",
    ),
    "out-of-range": (
        "{value} is out of range for {key}.",
        "{value} di luar rentang {key}.",
        "The limit is {limit}.",
        "Batasnya {limit}.",
    ),
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
    "unknown-rubric-line": (
        "The rubric has no line {id}.",
        "Rubrik tidak memiliki baris {id}.",
        "Use the id of a line under rubric.",
        "Pakai id sebuah baris di bawah rubric.",
    ),
    "total-out-of-reach": (
        "min_total asks for {least} points, and the rubric gives {most} at most.",
        "min_total meminta nilai {least}, padahal rubrik memberi paling banyak {most}.",
        "Lower min_total to {most} or less, or raise max in the rubric.",
        "Turunkan min_total menjadi {most} atau kurang, atau naikkan max pada rubrik.",
    ),
    "unknown-field": (
        "There is no field {id}.",
        "Isian {id} tidak ada.",
        "Use the id of a field of this form.",
        "Pakai id salah satu isian formulir ini.",
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
    "best-option-missing": (
        "No option of {id} is the best one, or more than one is.",
        "Tidak ada pilihan {id} yang terbaik, atau lebih dari satu.",
        "Set is_best: true on exactly one option.",
        "Beri is_best: true pada tepat satu pilihan.",
    ),
    "languages-differ": (
        "{key} does not match between the languages.",
        "{key} tidak sama di kedua bahasa.",
        "Give both languages the same number of entries.",
        "Samakan jumlah butirnya di kedua bahasa.",
    ),
    "picture-missing": (
        "The lesson has neither a diagram nor the drawing {name}.",
        "Pelajaran ini belum memiliki diagram maupun gambar {name}.",
        "Add the SVG file beside the lesson, or a diagram under picture.",
        "Tambahkan berkas SVG di samping pelajaran, atau diagram di bawah picture.",
    ),
    "picture-twice": (
        "The lesson has a diagram and a drawing.",
        "Pelajaran ini memiliki diagram dan gambar.",
        "Keep one of them.",
        "Pertahankan salah satu.",
    ),
    "picture-too-large": (
        "The drawing has {size} bytes.",
        "Gambar ini berukuran {size} bita.",
        "Keep it below {limit} bytes: fewer shapes, shorter numbers.",
        "Buat di bawah {limit} bita: bentuk lebih sedikit, angka lebih pendek.",
    ),
    "picture-unsafe": (
        "The drawing holds {part}, which may not stand in a page.",
        "Gambar ini memuat {part}, yang tidak boleh ada di halaman.",
        "Use plain shapes with presentation attributes only.",
        "Pakai bentuk polos dengan atribut tampilan saja.",
    ),
}

_ALL: Final = _TABLE | STEP_TEXTS

MESSAGES: Final = {code: Texts(id=row[1], en=row[0]) for code, row in _ALL.items()}
REMEDIES: Final = {code: Texts(id=row[3], en=row[2]) for code, row in _ALL.items()}
