"""A sample test for the workbench, with one item of each type and two attempts. Pure."""

import json
from html import escape

ITEMS = [
    {
        "id": "sample-1",
        "type": "single_best",
        "stem_id": "Hari apa sesudah Senin?",
        "stem_en": "Which day follows Monday?",
        "options": [
            {"id": "A", "text_id": "Minggu", "text_en": "Sunday", "correct": False}
            | {"rationale_id": "Itu sebelum Senin.", "rationale_en": "That comes before Monday."},
            {"id": "B", "text_id": "Selasa", "text_en": "Tuesday", "correct": True}
            | {"rationale_id": "Tepat.", "rationale_en": "Right."},
        ],
    },
    {
        "id": "sample-2",
        "type": "multi_select",
        "stem_id": "Pilih semua bilangan genap.",
        "stem_en": "Choose all even numbers.",
        "options": [
            {"id": "A", "text_id": "Dua", "text_en": "Two", "correct": True}
            | {"rationale_id": "Habis dibagi dua.", "rationale_en": "Divisible by two."},
            {"id": "B", "text_id": "Tiga", "text_en": "Three", "correct": False}
            | {"rationale_id": "Bersisa satu.", "rationale_en": "One is left."},
            {"id": "C", "text_id": "Empat", "text_en": "Four", "correct": True}
            | {"rationale_id": "Habis dibagi dua.", "rationale_en": "Divisible by two."},
        ],
    },
    {
        "id": "sample-3",
        "type": "ordering",
        "stem_id": "Urutkan dari pagi.",
        "stem_en": "Order from the morning on.",
        "rationale_id": "Mengikuti jam.",
        "rationale_en": "By the clock.",
        "correct_order": [
            {"id": 1, "text_id": "Sarapan", "text_en": "Breakfast"},
            {"id": 2, "text_id": "Makan siang", "text_en": "Lunch"},
            {"id": 3, "text_id": "Makan malam", "text_en": "Dinner"},
        ],
    },
    {
        "id": "sample-4",
        "type": "matching",
        "stem_id": "Pasangkan pulau dengan kotanya.",
        "stem_en": "Match island and city.",
        "rationale_id": "Lihat peta.",
        "rationale_en": "See the map.",
        "pairs": [
            {"left_id": "Jawa", "left_en": "Java", "right_id": "Bandung", "right_en": "Bandung"},
            {"left_id": "Sulawesi", "left_en": "Sulawesi"}
            | {"right_id": "Makassar", "right_en": "Makassar"},
        ],
    },
    {
        "id": "sample-5",
        "type": "true_false",
        "stem_id": "Seminggu ada tujuh hari.",
        "stem_en": "A week has seven days.",
        "answer": True,
        "rationale_id": "Senin sampai Minggu.",
        "rationale_en": "Monday to Sunday.",
    },
    {
        "id": "sample-6",
        "type": "short_text",
        "stem_id": "Apa ibu kota Jawa Barat?",
        "stem_en": "What is the capital of West Java?",
        "accepted": ["Bandung", "Kota Bandung"],
        "rationale_id": "Bandung adalah ibu kotanya.",
        "rationale_en": "It is Bandung.",
    },
    {
        "id": "sample-7",
        "type": "number",
        "stem_id": "Berapa menit dalam satu jam?",
        "stem_en": "How many minutes has an hour?",
        "number": 60,
        "rationale_id": "Enam puluh.",
        "rationale_en": "Sixty.",
    },
    {
        "id": "sample-8",
        "type": "categorising",
        "stem_id": "Kelompokkan makanan.",
        "stem_en": "Sort the food.",
        "groups": [
            {"id": "fruit", "text_id": "Buah", "text_en": "Fruit"},
            {"id": "vegetable", "text_id": "Sayur", "text_en": "Vegetable"},
        ],
        "things": [
            {"text_id": "Mangga", "text_en": "Mango", "group": "fruit"},
            {"text_id": "Bayam", "text_en": "Spinach", "group": "vegetable"},
            {"text_id": "Pepaya", "text_en": "Papaya", "group": "fruit"},
        ],
        "rationale_id": "Mangga dan pepaya adalah buah.",
        "rationale_en": "Mango and papaya are fruit.",
    },
    {
        "id": "sample-9",
        "type": "likert",
        "text_id": "Saya suka belajar.",
        "text_en": "I like learning.",
        "scale": {"1": "Tidak setuju / Disagree", "2": "Setuju / Agree"},
    },
]
SAMPLE = (
    '<payung_test display_name="Tes contoh" pass_percent="75" max_attempts="2" '
    f'items="{escape(json.dumps(ITEMS, ensure_ascii=False))}"/>'
)
