"""The block's own few sentences in both languages. Pure."""

INDONESIAN = {
    "Test": "Tes",
    "Case": "Kasus",
    "Choose one answer.": "Pilih satu jawaban.",
    "Choose all that fit.": "Pilih semua yang sesuai.",
    "Choose from the list at each line.": "Pilih dari daftar pada setiap baris.",
    "Write a short answer.": "Tulis jawaban singkat.",
    "Write a number.": "Tulis sebuah angka.",
    "Your answer": "Jawaban Anda",
    "Not chosen yet": "Belum dipilih",
    "Save, go on later": "Simpan, lanjut nanti",
    "Hand it in": "Kumpulkan",
    "{answered} of {count} answered.": "{answered} dari {count} terjawab.",
    "Handed in: {points} of {count} points.": "Sudah dikumpulkan: {points} dari {count} poin.",
    "Handed in, thank you.": "Sudah dikumpulkan, terima kasih.",
    "Passed.": "Lulus.",
    "Not there yet.": "Belum sampai.",
    "Right": "Tepat",
    "Attempt {made}.": "Percobaan ke-{made}.",
    "Attempt {made} of {most}.": "Percobaan ke-{made} dari {most}.",
    "The best counts: {points} of {count}.": "Yang terbaik dihitung: {points} dari {count}.",
    "Try again": "Coba lagi",
    "An answer does not fit its question. Choose again.": (
        "Ada jawaban yang tidak cocok dengan soalnya. Pilih lagi."
    ),
    "Begin": "Mulai",
    "Go on": "Lanjutkan",
    "See the result": "Lihat hasil",
}


def say(language: str, sentence: str, **parameters: object) -> str:
    return (sentence if language == "en" else INDONESIAN[sentence]).format(**parameters)
