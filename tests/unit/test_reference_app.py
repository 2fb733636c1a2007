"""What the benchmarks compare with is frozen."""

from hashlib import sha256
from pathlib import Path

FROZEN = "3e43a5a810411ea9201c409693e99eabd9a79fd519fc2b62081b45fe7cce4aa9"


def test_what_the_benchmarks_compare_with_is_frozen():
    path = Path(__file__).parents[1] / "benchmarks/reference_app.py"
    assert sha256(path.read_bytes()).hexdigest() == FROZEN
