"""One example of each kind of item, for the template. Pure."""

from typing import Final

from assessments.exchange.model import NeutralItem, Option, Pair, Words

CAPITALS: Final = (("Jawa Barat", "West Java", "Bandung"), ("Bali", "Bali", "Denpasar"))
EXAMPLES: Final = (
    NeutralItem(
        "example-1",
        "single",
        Words("Hari apa sesudah Senin?", "Which day follows Monday?"),
        options=(
            Option(
                Words("Selasa", "Tuesday"), True, Words("Urutan hari.", "The order of the days.")
            ),
            Option(
                Words("Minggu", "Sunday"), False, Words("Itu sebelum Senin.", "That is before.")
            ),
            Option(
                Words("Jumat", "Friday"), False, Words("Itu jauh sesudahnya.", "That is later.")
            ),
        ),
    ),
    NeutralItem(
        "example-2",
        "multiple",
        Words("Pilih semua bilangan genap.", "Choose all even numbers."),
        options=(
            Option(Words("Dua", "Two"), True),
            Option(Words("Tiga", "Three"), False),
            Option(Words("Empat", "Four"), True),
        ),
        rationale=Words("Genap: habis dibagi dua.", "Even: divisible by two."),
    ),
    NeutralItem(
        "example-3",
        "true-false",
        Words("Seminggu ada tujuh hari.", "A week has seven days."),
        is_true=True,
    ),
    NeutralItem(
        "example-4",
        "short-text",
        Words("Apa ibu kota Jawa Barat?", "What is the capital of West Java?"),
        answers=("Bandung", "Kota Bandung"),
    ),
    NeutralItem(
        "example-5",
        "number",
        Words("Berapa menit dalam satu jam?", "How many minutes has an hour?"),
        number="60",
    ),
    NeutralItem(
        "example-6",
        "ordering",
        Words("Urutkan dari pagi.", "Order from the morning on."),
        steps=(
            Words("Sarapan", "Breakfast"),
            Words("Makan siang", "Lunch"),
            Words("Makan malam", "Dinner"),
        ),
    ),
    NeutralItem(
        "example-7",
        "matching",
        Words("Pasangkan provinsi dan ibu kotanya.", "Match province and capital."),
        pairs=tuple(Pair(Words(one, other), Words(city, city)) for one, other, city in CAPITALS),
    ),
    NeutralItem(
        "example-8",
        "categorising",
        Words("Kelompokkan makanan.", "Sort the food."),
        pairs=(
            Pair(Words("Mangga", "Mango"), Words("Buah", "Fruit")),
            Pair(Words("Bayam", "Spinach"), Words("Sayur", "Vegetable")),
            Pair(Words("Pepaya", "Papaya"), Words("Buah", "Fruit")),
        ),
    ),
    NeutralItem(
        "example-9",
        "vignette",
        Words(
            "Sari naik bus pukul tujuh.\n\nPerjalanannya **dua** jam.",
            "Sari takes the bus at seven.\n\nThe ride takes **two** hours.",
        ),
    ),
    NeutralItem(
        "example-10",
        "number",
        Words("Pukul berapa Sari tiba?", "At what time does Sari arrive?"),
        number="9",
        vignette="example-9",
    ),
)
