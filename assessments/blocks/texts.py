"""Texts of the block in both languages. Pure."""

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
    "Attempt {made} of {max}.": "Percobaan ke-{made} dari {max}.",
    "The best counts: {points} of {count}.": "Yang terbaik dihitung: {points} dari {count}.",
    "Try again": "Coba lagi",
    "An answer does not fit its question. Choose again.": (
        "Ada jawaban yang tidak cocok dengan soalnya. Pilih lagi."
    ),
    "Begin": "Mulai",
    "Go on": "Lanjutkan",
    "See the result": "Lihat hasil",
    "Nothing to show yet.": "Belum ada yang dapat ditampilkan.",
    "Save": "Simpan",
    "The block cannot be shown with this: {flaw}": (
        "Blok tidak dapat ditampilkan dengan isi ini: {flaw}"
    ),
    "Write a whole number.": "Tulis bilangan bulat.",
    "Write JSON: {kind}.": "Tulis JSON: {kind}.",
    "Name of the block for authors": "Nama blok bagi penulis",
    "Language where the host tells none: id or en": "Bahasa bila tidak ditentukan: id atau en",
    "What it is for: pre, post or practice": "Untuk apa: pre, post, atau practice",
    "Percent to pass; empty if there is nothing to pass": (
        "Persen untuk lulus; kosong bila tidak ada yang harus dicapai"
    ),
    "Attempts; 0 for unlimited": "Percobaan; 0 untuk tanpa batas",
    "Items in the format of items.yaml": "Butir dalam format items.yaml",
}

FIELD_LABELS = {
    "display_name": "Name of the block for authors",
    "default_language": "Language where the host tells none: id or en",
    "purpose": "What it is for: pre, post or practice",
    "pass_percent": "Percent to pass; empty if there is nothing to pass",
    "max_attempts": "Attempts; 0 for unlimited",
    "items": "Items in the format of items.yaml",
}


def say(language: str, text: str, **parameters: object) -> str:
    """Return a text in one language with its parameters filled in."""
    return (text if language == "en" else INDONESIAN[text]).format(**parameters)
