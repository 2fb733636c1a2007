"""The lock on a data folder: held by one server, free once its context ends."""

import pytest

from lms.adapters import instance_lock
from lms.adapters.errors import AlreadyRunning
from lms.adapters.instance_lock import running_server, single_instance

ADDRESS = "http://127.0.0.1:8000"


def test_folder_names_its_server_while_it_is_locked_and_is_free_afterwards(tmp_path):
    assert running_server(tmp_path) is None
    with single_instance(tmp_path, address=ADDRESS):
        assert running_server(tmp_path) == ADDRESS
    assert running_server(tmp_path) is None


def test_second_server_is_refused_and_leaves_the_lock_to_the_first(tmp_path, monkeypatch):
    monkeypatch.setattr(instance_lock, "LOCK_TIMEOUT", 0.0)
    with single_instance(tmp_path, address=ADDRESS):
        with pytest.raises(AlreadyRunning) as refused, single_instance(tmp_path, address="other"):
            pass
        assert refused.value.parameters == {"address": ADDRESS}
        assert running_server(tmp_path) == ADDRESS
