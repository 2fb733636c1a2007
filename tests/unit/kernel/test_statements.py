"""Statements built once: the same statement, the same rows, and a key that is hashed once."""

from sqlalchemy import Column, Integer, MetaData, Table, bindparam, create_engine, insert, select

from lms.kernel.statements import built_once, hashed_once

ROWS = Table("row", MetaData(), Column("id", Integer, primary_key=True))


@built_once
def above(least):
    above_both = select(ROWS.c.id).where(ROWS.c.id > bindparam("id"), ROWS.c.id > least)
    return above_both.order_by(ROWS.c.id)


def rows_of(connection, statement, **values):
    return connection.scalars(statement, values).all()


def engine_with_rows():
    engine = create_engine("sqlite://")
    ROWS.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(ROWS), [{"id": number} for number in range(1, 6)])
    return engine


def test_one_statement_for_the_same_arguments():
    assert above(1) is above(1)
    assert above(1) is not above(2)


def test_it_gives_what_it_gave_before_and_for_each_value():
    with engine_with_rows().connect() as connection:
        assert [rows_of(connection, above(1), id=number) for number in (0, 3)] == [
            [2, 3, 4, 5],
            [4, 5],
        ]
        assert rows_of(connection, above(4), id=0) == [5]


def test_what_is_made_of_it_is_another_statement():
    with engine_with_rows().connect() as connection:
        assert rows_of(connection, above(1), id=0) == [2, 3, 4, 5]
        narrower = above(1).where(ROWS.c.id < 4)
        assert rows_of(connection, narrower, id=0) == [2, 3]
        assert rows_of(connection, above(1), id=0) == [2, 3, 4, 5]


def test_its_key_is_equal_to_the_one_it_had():
    statement = select(ROWS.c.id)
    before = statement._generate_cache_key().key
    after = hashed_once(statement)._generate_cache_key().key
    assert (after, hash(after)) == (before, hash(before))
