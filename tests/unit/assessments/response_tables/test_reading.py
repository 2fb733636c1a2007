"""Tables as people's files have them are read; what cannot be read is refused by name."""

import pytest

from assessments.analysis.response_tables import sheet as sheets
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
            {"line": 3, "column": "Q1", "value": "3", "lowest": "0", "highest": "1"},
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
        ("learner,post\na,1\n", "column-missing"),
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


def test_any_column_is_a_group():
    content = sheet("learner,Age Band,Q1\na,20-29,1\nb,30-39,0\n")
    table = read_item_table(content, group="age band")
    assert [item.key.item for item in table.items] == ["Q1"]
    assert table.dimensions == {"Age Band": ("20-29", "30-39")}
    known = read_item_table(sheet("peserta,Peran,Q1\na,cso,1\n"), group="peran")
    assert list(known.dimensions) == ["role"]
    scores = read_paired_table(
        sheet("learner,pre,post,sex,age\na,1,2,f,20\n"), groups=("sex", "age")
    )
    assert scores.learners[0].dimensions == {"sex": "f", "age": "20"}
    assert scores.ignored == ()


@pytest.mark.parametrize("group", ["age", "learner", "id"])
def test_a_group_that_is_no_column_of_groups_is_refused(group):
    content = sheet("learner,role,Q1\na,cso,1\n")
    assert problem_of(read_item_table, content, group=group) == (
        *("no-such-group", {"column": group}),
    )


def test_a_group_cannot_be_an_item_too():
    keys = read_keys(sheet("item,key\nQ1,A\n"))
    assert problem_of(read_item_table, sheet("learner,Q1\na,A\n"), keys, group="Q1") == (
        *("key-names-no-item", {"item": "Q1"}),
    )


@pytest.mark.parametrize("missing", ["NA", "N/A", "#N/A", ""])
def test_missing_values_are_empty_cells(missing):
    scores = read_paired_table(sheet(f"learner,pre,post,role\na,{missing},3,{missing}\n"))
    assert (scores.learners[0].scores, scores.learners[0].dimensions) == (
        {"post": 3.0},
        {"role": ""},
    )
    keys = read_keys(sheet("item,key\nQ1,A\n"))
    (item,) = read_item_table(sheet(f"learner,Q1\na,{missing}\nb,A\n"), keys).items
    assert (item.is_omitted, item.answers) == ((True, False), ("", "A"))
    (points,) = read_item_table(sheet(f"learner,Q1,Q1 seconds\na,{missing},{missing}\n")).items
    assert (points.is_omitted, points.scores, points.seconds) == ((True,), (0.0,), ())


def test_na_is_an_answer_where_the_key_says_so():
    keys = read_keys(sheet("item,key\nQ1,NA\n"))
    (item,) = read_item_table(sheet("learner,Q1\na,NA\nb,C\n"), keys).items
    assert (item.scores, item.is_omitted) == ((1.0, 0.0), (False, False))


def test_wrong_answers_may_lose_points():
    keys = read_keys(sheet("item,key,max,min\nQ1,A,1,-0.25\nQ2,,2,-1\n"))
    first, second = read_item_table(sheet("learner,Q1,Q2\na,A,2\nb,C,-1\nc,,\n"), keys).items
    assert (first.scores, second.scores) == ((1.0, -0.25, 0.0), (2.0, -1.0, 0.0))
    low = sheet("learner,Q1,Q2\na,A,-1.5\n")
    assert problem_of(read_item_table, low, keys)[0] == "out-of-range"
    high = sheet("item,key,min\nQ1,A,0.5\n")
    assert problem_of(read_keys, high) == ("key-min-unclear", {"line": 2, "item": "Q1"})


def test_scores_below_zero():
    table = read_paired_table(sheet("learner,pre,post\na,-4,3\n"), highest=20, lowest=-5)
    assert (table.learners[0].scores, table.lowest) == ({"pre": -4.0, "post": 3.0}, -5)
    code, parameters = problem_of(
        read_paired_table, sheet("learner,pre,post\na,-6,3\n"), highest=20, lowest=-5
    )
    assert (code, parameters["lowest"], parameters["highest"]) == ("out-of-range", "-5", "20")
    keys = read_keys(sheet("item,max,min\nQ1,1,-1\nQ2,1,0\n"))
    rows = "a,pre,-1,0\na,post,1,1\n"
    assert read_paired_table(sheet(f"learner,occasion,Q1,Q2\n{rows}"), keys).lowest == -1


def test_headings_do_not_count_as_a_row(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_ROWS", 2)
    assert len(sheet("learner,Q1\na,1\nb,0\n").rows) == 2
    assert problem_of(sheet, "learner,Q1\na,1\nb,0\nc,0\n") == ("too-many-rows", {"most": 2})
