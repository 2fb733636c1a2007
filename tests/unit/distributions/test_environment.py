"""The environment of `./run` is made once, again when its lock changes, and after it was moved."""

import subprocess
import sys

import pytest

from distributions import environment

pytestmark = pytest.mark.slow  # each makes environments, which takes seconds


@pytest.fixture
def calls(monkeypatch):
    """What pip would be asked, without a network."""
    asked = []
    monkeypatch.setattr(environment, "install", lambda _python, *words: asked.append(words))
    return asked


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "requirements.lock"
    path.write_text("one==1 --hash=sha256:00\n")
    return path


@pytest.fixture
def prepare(tmp_path, lock, calls):
    return lambda: environment.prepare(tmp_path / "env", lock, with_project=False)


def test_a_second_time_nothing_is_installed(prepare, calls):
    python = prepare()
    assert subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0
    prepare()
    assert len(calls) == 1
    assert "--require-hashes" in calls[0]


def test_a_changed_lock_is_installed_into_the_same_environment(prepare, lock, calls):
    python = prepare()
    kept = python.parent / "kept"
    kept.touch()
    lock.write_text("one==2 --hash=sha256:00\n")
    prepare()
    assert (len(calls), kept.exists()) == (2, True)


def test_an_environment_of_a_python_that_has_gone_is_made_anew(prepare, calls):
    python = prepare()
    python.unlink()
    python.symlink_to("/nowhere/python")
    prepare()
    assert subprocess.run([python, "--version"], capture_output=True).returncode == 0
    assert len(calls) == 2


def test_an_environment_that_was_moved_is_made_anew(prepare, tmp_path, lock, calls):
    """Its scripts name the old place."""
    (tmp_path / "elsewhere").mkdir()
    prepare().parents[1].rename(tmp_path / "elsewhere" / "env")
    marker = tmp_path / "elsewhere" / "env" / "marker"
    marker.touch()
    lock.write_text("one==2 --hash=sha256:00\n")
    environment.prepare(tmp_path / "elsewhere" / "env", lock, with_project=False)
    assert (len(calls), marker.exists()) == (2, False)


def test_without_any_pip_the_package_is_named(tmp_path, monkeypatch):
    for way in ("with_ensurepip", "with_pip_of_the_system", "with_debian_package"):
        monkeypatch.setattr(environment, way, lambda _python: False)
    with pytest.raises(environment.NotPossible, match=f"python3.{sys.version_info.minor}-venv"):
        environment.create(tmp_path / "env")
    assert not (tmp_path / "env").exists()
