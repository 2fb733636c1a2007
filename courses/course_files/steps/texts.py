"""Messages and remedies of problems of lessons in steps, in both languages."""

from typing import Final

STEP_TEXTS: Final[dict[str, tuple[str, str, str, str]]] = {
    # code: (message en, message id, remedy en, remedy id)
    "section-missing": (
        "The step {id} has no section in this file.",
        "Langkah {id} belum memiliki bagian di berkas ini.",
        "Add a heading ## Title {{#{id}}}; the section may be empty.",
        "Tambahkan judul ## Judul {{#{id}}}; isinya boleh kosong.",
    ),
    "section-unknown": (
        "No step has the id {id} of this section.",
        "Tidak ada langkah dengan id {id} dari bagian ini.",
        "Name it under steps of the lesson, or take the section out.",
        "Sebutkan di steps pelajaran ini, atau hapus bagiannya.",
    ),
    "section-without-id": (
        "This section names no step.",
        "Bagian ini tidak menyebut langkahnya.",
        "End the heading with the id of a step, such as {{#case}}, or begin it with ###.",
        "Akhiri judulnya dengan id langkah, misalnya {{#case}}, atau mulai dengan ###.",
    ),
    "section-untitled": (
        "The section {id} has no title.",
        "Bagian {id} belum memiliki judul.",
        "Write the title of the step between ## and its id.",
        "Tulis judul langkah di antara ## dan id-nya.",
    ),
    "text-before-sections": (
        "There is text before the section of the first step.",
        "Ada teks sebelum bagian langkah pertama.",
        "Move it into the section of a step.",
        "Pindahkan ke bagian sebuah langkah.",
    ),
    "role-variants-with-steps": (
        "A lesson in steps has no role_variants.",
        "Pelajaran berlangkah tidak memakai role_variants.",
        "Write a task for each role under role_tasks in the YAML file.",
        "Tulis tugas tiap peran di role_tasks pada berkas YAML.",
    ),
    "unknown-activity": (
        "There is no activity {id}.",
        "Kegiatan {id} tidak ada.",
        "Use the id of an activity of this lesson.",
        "Pakai id kegiatan pada pelajaran ini.",
    ),
    "step-without-activity": (
        "The step {id} asks nothing.",
        "Langkah {id} tidak menanyakan apa pun.",
        "Name an activity; steps of the kinds try, practise and recall need one.",
        "Sebutkan activity; langkah try, practise, dan recall memerlukannya.",
    ),
    "activity-not-used": (
        "No step shows the activity {id}.",
        "Tidak ada langkah yang menampilkan kegiatan {id}.",
        "Name it at a step, or remove it.",
        "Sebutkan pada sebuah langkah, atau hapus.",
    ),
    "activity-used-twice": (
        "Two steps show the activity {id}.",
        "Dua langkah menampilkan kegiatan {id}.",
        "Give each step its own activity.",
        "Beri tiap langkah kegiatannya sendiri.",
    ),
    "activity-id-taken": (
        "The id {id} is also that of a step, or one of picture and role_tasks.",
        "Id {id} juga dipakai sebuah langkah, atau salah satu dari picture dan role_tasks.",
        "Give the activity another id.",
        "Beri kegiatan ini id lain.",
    ),
    "activity-without-answer": (
        "The activity {id} of the kind {kind} has no right and wrong answers.",
        "Kegiatan {id} berjenis {kind} tidak memiliki jawaban benar dan salah.",
        "Use choices, sorting, ordering or matching in a step of the kind recall.",
        "Pakai choices, sorting, ordering, atau matching pada langkah recall.",
    ),
    "step-kind-missing": (
        "The lesson has no step of the kind {kind}{addition}.",
        "Pelajaran ini belum memiliki langkah {kind}{addition}.",
        "Add it; see lessons in steps in courses/content/README.md.",
        "Tambahkan; lihat lessons in steps di courses/content/README.md.",
    ),
    "practise-too-short": (
        "No required step of the kind practise has 3 decisions or 6 things to sort.",
        "Belum ada langkah practise wajib dengan 3 keputusan atau 6 hal untuk dipilah.",
        "Add decisions to a step of the kind practise, and set required: true.",
        "Tambahkan keputusan pada sebuah langkah practise, dan tulis required: true.",
    ),
    "idea-before-try": (
        "The idea {id} stands before the first decision, whose answer it gives.",
        "Gagasan {id} berada sebelum keputusan pertama, padahal memuat jawabannya.",
        "Put a step of the kind try before it.",
        "Letakkan langkah try sebelumnya.",
    ),
    "step-out-of-order": (
        "The step {id} stands in the wrong order: {rule}.",
        "Urutan langkah {id} keliru: {rule}.",
        "Move it; steps are shown in the order of the file.",
        "Pindahkan; langkah ditampilkan menurut urutan di berkas.",
    ),
    "text-in-sight": (
        "The step {id} would show the text while the learner answers.",
        "Langkah {id} akan menampilkan teks saat pelajar menjawab.",
        "Remove text_in_sight, or set it to false.",
        "Hapus text_in_sight, atau isi dengan false.",
    ),
    "idea-too-long": (
        "This idea has {words} words; at most {limit} are read on a phone.",
        "Gagasan ini {words} kata; paling banyak {limit} yang terbaca di ponsel.",
        "Shorten it, or split it into two ideas with practice between them.",
        "Pendekkan, atau bagi menjadi dua gagasan dengan latihan di antaranya.",
    ),
    "recall-without-objective": (
        "The step {id} does not say what it recalls.",
        "Langkah {id} tidak menyebut apa yang diingat kembali.",
        "Write recalls with an objective of an earlier lesson.",
        "Tulis recalls dengan tujuan belajar dari pelajaran sebelumnya.",
    ),
    "recall-forward": (
        "The objective {id} is taught in this lesson or later.",
        "Tujuan belajar {id} diajarkan di pelajaran ini atau sesudahnya.",
        "Recall an objective of an earlier lesson.",
        "Pakai tujuan belajar dari pelajaran sebelumnya.",
    ),
    "role-task-missing": (
        "There is no task for the role {role}, or more than one.",
        "Tugas untuk peran {role} belum ada, atau lebih dari satu.",
        "Write one under role_tasks.",
        "Tulis satu di role_tasks.",
    ),
    "lesson-minutes-differ": (
        "The steps take {computed} minutes, the file says {minutes}.",
        "Langkah-langkahnya memerlukan {computed} menit, berkas menyebut {minutes}.",
        "Set minutes to {computed}.",
        "Isi minutes dengan {computed}.",
    ),
    "certificate-hours-differ": (
        "The course takes {minutes} minutes, {computed} hours; the file says {hours}.",
        "Kursus ini memerlukan {minutes} menit, {computed} jam; berkas menyebut {hours}.",
        "Set hours to {computed}: lessons, tests, required scenarios and plan.",
        "Isi hours dengan {computed}: pelajaran, tes, skenario wajib, dan rencana.",
    ),
    "unknown-scenario": (
        "There is no scenario {id}.",
        "Skenario {id} tidak ada.",
        "Use the name of a file in scenarios, without its ending.",
        "Pakai nama berkas di scenarios, tanpa akhiran.",
    ),
    "option-lengths-uneven": (
        "{language}: the longest option of {id} is {ratio} times as long as the shortest.",
        "{language}: pilihan terpanjang {id} {ratio} kali panjang yang terpendek.",
        "Keep it to {limit}: length gives the answer away.",
        "Batasi sampai {limit}: panjangnya membocorkan jawaban.",
    ),
    "best-often-longest": (
        "{language}: the best option is the longest in {count} of {total} decisions.",
        "{language}: pilihan terbaik adalah yang terpanjang pada {count} dari {total} keputusan.",
        "Keep it to {limit}: shorten best options, or lengthen others.",
        "Batasi sampai {limit}: pendekkan pilihan terbaik, atau panjangkan yang lain.",
    ),
    "best-often-shortest": (
        "{language}: the best option is the shortest in {count} of {total} decisions.",
        "{language}: pilihan terbaik adalah yang terpendek pada {count} dari {total} keputusan.",
        "Keep it to {limit}: lengthen best options, or shorten others.",
        "Batasi sampai {limit}: panjangkan pilihan terbaik, atau pendekkan yang lain.",
    ),
    "absolute-in-option": (
        "An option of {id} holds the absolute word {word}.",
        "Sebuah pilihan {id} memuat kata mutlak {word}.",
        "Say it without; absolute words give wrong options away.",
        "Tulis tanpa kata itu; kata mutlak membocorkan pilihan yang keliru.",
    ),
    "option-in-text": (
        "An option of {id} repeats the lesson: {phrase}.",
        "Sebuah pilihan {id} mengulang teks pelajaran: {phrase}.",
        "Share at most {limit} words in a row with the text.",
        "Samakan paling banyak {limit} kata berurutan dengan teks.",
    ),
    "english-too-short": (
        "The English has {words} words, the Indonesian {other}.",
        "Teks bahasa Inggrisnya {words} kata, bahasa Indonesianya {other}.",
        "Say in English all that the Indonesian says.",
        "Tulis dalam bahasa Inggris semua yang ada dalam bahasa Indonesia.",
    ),
}
