"""The environment of `./run` is made once, again when its lock changes, and after it was moved."""

import hashlib
import subprocess
import sys
import zipfile

import pytest

from distributions import environment

pytestmark = pytest.mark.slow  # each makes environments, which takes seconds


@pytest.fixture
def calls(monkeypatch):
    """The locks that would be installed, without a network."""
    asked = []
    monkeypatch.setattr(environment, "install_lock", lambda _python, lock: asked.append(lock))
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


def wheel(folder, name):
    """A package with one module, written as a wheel by hand."""
    path = folder / f"{name}-1-py3-none-any.whl"
    about = f"{name}-1.dist-info"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(f"{name}.py", "")
        file.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        file.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        file.writestr(f"{about}/RECORD", "")
    return path


def test_an_installation_says_how_far_it_is(tmp_path, capfd):
    lock = tmp_path / "real.lock"
    wheels = [wheel(tmp_path, f"payung_sample_{number}") for number in range(4)]
    lock.write_text(
        "".join(
            f"{path.name.partition('-')[0]} @ {path.as_uri()} \\\n"
            f"    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"
            for path in wheels
        )
    )
    python = environment.prepare(tmp_path / "env", lock, with_project=False)
    told = [line.strip() for line in capfd.readouterr().err.splitlines()]
    for line in (
        "Downloading 4 packages that real.lock names. This takes a minute or two ...",
        "1 of 4 packages downloaded (25 %)",
        "4 of 4 packages downloaded (100 %)",
        "Installing 4 packages ...",
        "4 of 4 packages installed (100 %)",
    ):
        assert line in told
    assert subprocess.run([python, "-c", "import payung_sample_3"]).returncode == 0


def test_without_any_pip_the_package_is_named(tmp_path, monkeypatch):
    for way in ("with_ensurepip", "with_system_pip", "with_debian_package"):
        monkeypatch.setattr(environment, way, lambda _python: False)
    with pytest.raises(environment.SetupError, match=f"python3.{sys.version_info.minor}-venv"):
        environment.create(tmp_path / "env")
    assert not (tmp_path / "env").exists()
