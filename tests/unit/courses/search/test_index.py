"""What a search finds: all words, else most of them, titles first, with the words in context."""

import pytest

from courses.search.index import Document, SearchIndex, excerpt, searched_words

TEXTS = {
    "/a": ("Melapor", "Laporkan lewat nomor 129 bila anak ditekan."),
    "/b": ("Menyimpan bukti", "Bukti disimpan, lalu laporan dikirim ke polisi."),
    "/c": ("Gawai", "Gawai anak diatur bersama orang tua."),
    "/d#term-1": ("restitusi", "Ganti rugi untuk korban."),
}


@pytest.fixture(scope="module")
def index():
    documents = [Document(address, title, "", text) for address, (title, text) in TEXTS.items()]
    return SearchIndex(documents, "id")


def found(index, text):
    result = index.find(searched_words(text))
    return [index.documents[number].address for number in result.numbers], result.is_whole


@pytest.mark.parametrize(
    ("text", "addresses", "is_whole"),
    [
        ("lapor", ["/a", "/b"], True),
        ("bukti laporan", ["/b"], True),
        ("129", ["/a"], True),
        ("GANTI rugi", ["/d#term-1"], True),
        ("resti", ["/d#term-1"], True),
        ("re", [], False),
        ("anak polisi", ["/a", "/b", "/c"], False),
        ("bulan", [], False),
    ],
)
def test_documents_with_all_words_come_or_those_with_most(index, text, addresses, is_whole):
    assert found(index, text) == (addresses, is_whole)


def test_a_document_with_the_word_in_its_title_comes_first(index):
    assert found(index, "simpan kirim laporan")[0] == ["/b"]
    assert found(index, "laporan")[0] == ["/a", "/b"]
    assert found(index, "gawai anak")[0] == ["/c"]


def test_words_of_almost_every_document_are_left_out():
    documents = [Document(f"/{n}", "", "", f"yang nomor{n}") for n in range(5)]
    index = SearchIndex(documents, "id")
    assert index.common == {"yang"}
    assert index.find(["yang"]).numbers == ()


@pytest.mark.parametrize("text", ["", " ", "a", "?!", "a b c"])
def test_single_letters_are_no_words(text):
    assert searched_words(text) == []


def test_a_search_has_eight_words_at_most():
    assert len(searched_words(" ".join(f"kata{n}" for n in range(20)))) == 8


def test_numbers_of_documents_are_written_as_differences(index):
    numbers = {address: n for n, address in enumerate(TEXTS)}
    encoded = index.encoded(numbers)
    assert encoded["anak"] == "1 2"
    assert encoded["restitusi"] == "4"
    assert "restitusi" not in index.encoded({"/a": 0})


def test_an_excerpt_marks_the_words_where_most_of_them_are():
    text = "Satu laporan. " + "Kata lain. " * 40 + "Laporan dan bukti dikirim. " + "Akhir. " * 40
    parts = excerpt(text, [frozenset({"laporan"}), frozenset({"bukti"})])
    assert [part for part, is_found in parts if is_found] == ["Laporan", "bukti"]
    shown = "".join(part for part, _is_found in parts)
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 260


def test_a_text_without_the_words_is_shown_from_its_beginning():
    assert excerpt("Judul saja.", [frozenset({"lain"})])[0] == ("Judul", False)


def test_a_long_word_is_cut_and_not_lost():
    shown = excerpt("kata " + "x" * 500, [frozenset({"kata"})])
    assert ("kata", True) in shown
