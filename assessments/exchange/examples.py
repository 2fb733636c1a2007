"""Examples of each kind of item, for the template. Pure."""

from typing import Final

from assessments.exchange.model import LocalizedText, NeutralItem, Option, Pair

CAPITALS: Final = (("Jawa Barat", "West Java", "Bandung"), ("Bali", "Bali", "Denpasar"))
EXAMPLES: Final = (
    NeutralItem(
        "example-1",
        "single",
        LocalizedText("Hari apa sesudah Senin?", "Which day follows Monday?"),
        options=(
            Option(
                LocalizedText("Selasa", "Tuesday"),
                True,
                LocalizedText("Urutan hari.", "The order of the days."),
            ),
            Option(
                LocalizedText("Minggu", "Sunday"),
                False,
                LocalizedText("Itu sebelum Senin.", "That is before."),
            ),
            Option(
                LocalizedText("Jumat", "Friday"),
                False,
                LocalizedText("Itu jauh sesudahnya.", "That is later."),
            ),
        ),
    ),
    NeutralItem(
        "example-2",
        "multiple",
        LocalizedText("Pilih semua bilangan genap.", "Choose all even numbers."),
        options=(
            Option(LocalizedText("Dua", "Two"), True),
            Option(LocalizedText("Tiga", "Three"), False),
            Option(LocalizedText("Empat", "Four"), True),
        ),
        rationale=LocalizedText("Genap: habis dibagi dua.", "Even: divisible by two."),
    ),
    NeutralItem(
        "example-3",
        "true-false",
        LocalizedText("Seminggu ada tujuh hari.", "A week has seven days."),
        is_true=True,
    ),
    NeutralItem(
        "example-4",
        "short-text",
        LocalizedText("Apa ibu kota Jawa Barat?", "What is the capital of West Java?"),
        answers=("Bandung", "Kota Bandung"),
    ),
    NeutralItem(
        "example-5",
        "number",
        LocalizedText("Berapa menit dalam satu jam?", "How many minutes has an hour?"),
        number="60",
    ),
    NeutralItem(
        "example-6",
        "ordering",
        LocalizedText("Urutkan dari pagi.", "Order from the morning on."),
        steps=(
            LocalizedText("Sarapan", "Breakfast"),
            LocalizedText("Makan siang", "Lunch"),
            LocalizedText("Makan malam", "Dinner"),
        ),
    ),
    NeutralItem(
        "example-7",
        "matching",
        LocalizedText("Pasangkan provinsi dan ibu kotanya.", "Match province and capital."),
        pairs=tuple(
            Pair(LocalizedText(indonesian, english), LocalizedText(city, city))
            for indonesian, english, city in CAPITALS
        ),
    ),
    NeutralItem(
        "example-8",
        "categorising",
        LocalizedText("Kelompokkan makanan.", "Sort the food."),
        pairs=(
            Pair(LocalizedText("Mangga", "Mango"), LocalizedText("Buah", "Fruit")),
            Pair(LocalizedText("Bayam", "Spinach"), LocalizedText("Sayur", "Vegetable")),
            Pair(LocalizedText("Pepaya", "Papaya"), LocalizedText("Buah", "Fruit")),
        ),
    ),
    NeutralItem(
        "example-9",
        "vignette",
        LocalizedText(
            "Sari naik bus pukul tujuh.\n\nPerjalanannya **dua** jam.",
            "Sari takes the bus at seven.\n\nThe ride takes **two** hours.",
        ),
    ),
    NeutralItem(
        "example-10",
        "number",
        LocalizedText("Pukul berapa Sari tiba?", "At what time does Sari arrive?"),
        number="9",
        vignette="example-9",
    ),
)
