"""The memory of a measured process alone.

`ru_maxrss` will not do: it starts with what the process held that started this one, and the
process of the tests holds much by then.
"""

from pathlib import Path


def most_memory_kb() -> int:
    """The most that this process has held since its program began (VmHWM of proc(5))."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(peak)
