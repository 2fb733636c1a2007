"""A small course in a program without blocks by others, and an archive of it."""

import pytest

from courses.block_host.runtime.host import BlockHost
from courses.block_host.runtime.registry import BlockRegistry
from courses.block_host.runtime.tokens import HandlerTokens
from courses.catalogue.service import create_course_version
from lms.kernel.clock import utc_now
from lms.workflows.blocks.block_services import BLOCKS
from lms.workflows.course_import.course_olx import (
    export_course,
    import_version,
    prepare_import,
    read_archive,
)
from tests.small_course import CODE, small_course


@pytest.fixture
def write(new_session):
    """Runs a function in a transaction of its own."""

    def write(change, *arguments, **facts):
        with new_session() as session, session.begin():
            return change(session, *arguments, **facts)

    return write


@pytest.fixture
def version_id(write):
    return write(create_course_version, small_course(), now=utc_now())


@pytest.fixture
def host():
    return BlockHost(BlockRegistry(BLOCKS), HandlerTokens(b"test"))


@pytest.fixture
def exported(new_session, version_id):
    with new_session() as session:
        return export_course(session, CODE)


@pytest.fixture
def take(new_session, write):
    """Takes content in as the doors do: read in one session, written in another."""

    def take(content, **facts):
        with new_session() as session:
            ready = prepare_import(session, content, **facts)
        return write(import_version, ready, now=utc_now())

    return take


@pytest.fixture
def read(new_session, host):
    """Reads an archive without taking anything in."""

    def read(archive, code=""):
        with new_session() as session:
            return read_archive(session, archive, host=host, code=code, today=utc_now().date())

    return read
