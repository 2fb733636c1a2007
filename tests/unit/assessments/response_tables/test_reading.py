"""Tables as people's files have them are read; what cannot be read is refused by name."""

import pytest

from assessments.analysis.response_tables.errors import TableError
from assessments.analysis.response_tables.item_table import read_item_table
from assessments.analysis.response_tables.keys import read_keys
from assessments.analysis.response_tables.paired_table import read_paired_table
from assessments.analysis.response_tables.sheet import MAX_BYTES, read_sheet


def sheet(text, encoding="utf-8"):
    return read_sheet(text.encode(encoding))


def problem_of(read, *arguments, **options):
    with pytest.raises(TableError) as caught:
        read(*arguments, **options)
    return caught.value.code, caught.value.parameters


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_separators_and_line_ends(encoding, separator, newline):
    lines = [separator.join(cells) for cells in (("peserta", "Q1"), ("Zoë", "1"), ("Ani", "0"))]
    table = read_item_table(sheet(newline.join(lines) + newline, encoding))
    assert table.learners == ("Zoë", "Ani")
    assert table.items[0].scores == (1.0, 0.0)


def test_decimal_comma_where_the_separator_is_another():
    table = read_paired_table(sheet("learner;pre;post\na;7,5;8\n"), highest=20)
    assert table.learners[0].scores == {"pre": 7.5, "post": 8.0}


def test_quoted_cells_and_empty_lines():
    table = read_item_table(sheet('learner,Q1\n"Sari, Ibu",1\n\n,\nb,0\n'))
    assert table.learners == ("Sari, Ibu", "b")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no-headings"),
        (b"learner,Q1\n", "no-rows"),
        (b"learner,Q1,Q1\na,1,1\n", "heading-repeated"),
        (b"learner,,Q1\na,1,1\n", "heading-empty"),
        (b"learner,Q1\na,1,0\n", "row-length"),
        (b"learner,Q1\na\n", "row-length"),
        (b"learner,Q1\na,\x001\n", "not-text"),
        (b"PK\x03\x04\x14\x00\x00\x00xl/workbook.xml", "not-text"),
        (b"learner,Q1\na," + b"x" * 5_000_000 + b"\n", "cell-too-long"),
        (b'learner,Q1\na,"' + b"1\n" * 5_000 + b"\n", "cell-too-long"),
        (b"x" * (MAX_BYTES + 1), "file-too-large"),
        (b"learner," + b",".join(b"q%d" % n for n in range(1001)) + b"\na\n", "too-many-columns"),
    ],
)
def test_what_is_no_table_is_refused(content, code):
    assert problem_of(read_sheet, content)[0] == code


def test_a_field_of_the_size_of_the_process_limit_is_a_problem_of_the_table():
    long_cell = "x" * 200_000  # more than csv takes
    assert problem_of(sheet, f"learner,Q1\na,{long_cell}\n")[0] == "cell-too-long"


@pytest.mark.parametrize(
    ("text", "code", "parameters"),
    [
        ("name,Q1\na,1\n", "column-missing", {"column": "learner"}),
        ("learner\na\n", "no-items", {}),
        ("learner,province\na,11\n", "no-items", {}),
        ("learner,student,Q1\na,a,1\n", "column-twice", {"column": "student", "name": "learner"}),
        ("learner,Q1\n,1\n", "learner-missing", {"line": 2}),
        ("learner,Q1\na,1\na,0\n", "learner-repeated", {"line": 3, "first": 2}),
        ("learner,Q1\na,B\n", "not-a-number", {"line": 2, "column": "Q1", "value": "B"}),
        ("learner,Q1\na,nan\n", "not-a-number", {"line": 2, "column": "Q1", "value": "nan"}),
        ("learner,Q1\na,1e999\n", "not-a-number", {"line": 2, "column": "Q1", "value": "1e999"}),
        (
            "learner,Q1\na,1\nb,3\n",
            "out-of-range",
            {"line": 3, "column": "Q1", "value": "3", "highest": "1"},
        ),
    ],
)
def test_what_cannot_be_analysed_is_named_with_its_place(text, code, parameters):
    assert problem_of(read_item_table, sheet(text)) == (code, parameters)


def test_an_empty_cell_is_an_answer_left_out():
    item = read_item_table(sheet("learner,Q1\na,\nb,1\n")).items[0]
    assert (item.scores, item.is_omitted) == ((0.0, 1.0), (True, False))


def test_keys_are_compared_without_case_and_may_be_several():
    keys = read_keys(sheet("item,key,max,objective\nQ1,A|c,2,M01\n"))
    table = read_item_table(sheet("learner,Q1,mark\nx,a,u\ny,B,v\nz,C,w\n"), keys)
    assert table.items[0].scores == (2.0, 0.0, 2.0)
    assert table.items[0].answers == ("A", "B", "c")
    assert (table.items[0].key.objective, table.ignored) == ("M01", ("mark",))


def test_seconds_belong_to_their_item():
    table = read_item_table(sheet("learner,Q1,Q1 seconds\na,1,30\nb,0,\nc,1,50\n"))
    assert [item.key.item for item in table.items] == ["Q1"]
    assert table.items[0].seconds == (30.0, 50.0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("key\nA\n", "column-missing"),
        ("item\nQ1\n", "column-missing"),
        ("item,key\nQ1,A\nQ1,B\n", "key-item-unclear"),
        ("item,key\n,A\n", "key-item-unclear"),
        ("item,max\nQ1,0\n", "key-max-unclear"),
        ("item,max\nQ1,two\n", "not-a-number"),
    ],
)
def test_a_file_of_keys_that_is_unclear_is_refused(text, code):
    assert problem_of(lambda: read_keys(sheet(text)))[0] == code


def test_a_key_for_an_item_that_is_not_there_is_refused():
    keys = read_keys(sheet("item,key\nQ9,A\n"))
    assert problem_of(read_item_table, sheet("learner,Q1\na,A\n"), keys) == (
        "item-missing",
        {"item": "Q9"},
    )


def test_two_occasions_in_rows_are_paired():
    text = "peserta,waktu,provinsi,Q1,Q2\na,sebelum,11,1,0\nb,pre,31,0,0\na,sesudah,,1,1\n"
    table = read_paired_table(sheet(text))
    first, second = table.learners
    assert (first.scores, second.scores) == ({"pre": 1.0, "post": 2.0}, {"pre": 0.0})
    assert (first.dimensions, table.highest) == ({"province": "11"}, 2.0)


def test_forms_have_items_of_their_own():
    keys = read_keys(sheet("item,key,form\nA1,x,A\nB1,x,B\n"))
    text = "learner,occasion,form,A1,B1\na,pre,A,x,\na,post,B,,y\n"
    table = read_paired_table(sheet(text), keys)
    assert table.highest == 1.0
    assert table.learners[0].items == {"pre": {"A1": 1.0}, "post": {"B1": 0.0}}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("learner,pre\na,1\n", "column-missing"),
        ("learner,occasion,Q1\na,later,1\n", "occasion-unknown"),
        ("learner,occasion,Q1\na,pre,1\na,pre,1\n", "occasion-repeated"),
        ("learner,occasion,Q1\n,pre,1\n", "learner-missing"),
        ("learner,pre,post\na,ten,20\n", "not-a-number"),
        ("learner,pre,post\na,10,101\n", "out-of-range"),
        ("learner,pre,post\na,-1,50\n", "out-of-range"),
    ],
)
def test_what_cannot_be_paired_is_refused(text, code):
    assert problem_of(lambda: read_paired_table(sheet(text)))[0] == code


def test_forms_with_other_points_are_refused():
    keys = read_keys(sheet("item,key,form\nA1,x,A\nA2,x,A\nB1,x,B\n"))
    text = "learner,occasion,form,A1,A2,B1\na,pre,A,x,x,\na,post,B,,,y\n"
    assert problem_of(read_paired_table, sheet(text), keys)[0] == "forms-differ"
