"""The wheel of payung-xblocks, and a host that is not ours with the wheel installed."""

import pytest

from tests.conformance.workbench import build_wheel, make_environment, serve_workbench


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def workbench(wheel, tmp_path_factory):
    python = make_environment(tmp_path_factory.mktemp("host") / "environment", wheel)
    with serve_workbench(python, tmp_path_factory.mktemp("workbench")) as served:
        yield served
