"""The wheel of payung-xblocks, and a host that is not ours with the wheel installed."""

import pytest

from tests.conformance.workbench import HOSTS, build_wheel, make_environment, serve_workbench


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session", params=HOSTS)
def workbench(request, wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("host") / "environment"
    python = make_environment(folder, wheel, request.param)
    with serve_workbench(python, tmp_path_factory.mktemp("workbench")) as served:
        yield served
