"""A small load generator for servers on loopback: prepared requests over kept-alive connections.

It is bounded in requests and in time, and runs in the test's process; the CPU it takes is not
counted, since CPU is read for the process tree of the server alone.
"""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

TICKS = os.sysconf("SC_CLK_TCK")
MAX_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Load:
    """What one run measured; times in milliseconds."""

    requests: int
    per_second: float
    cpu: float
    p50: float
    p95: float
    p99: float
    statuses: dict[int, int]

    def row(self, name: str, connections: int) -> str:
        return (
            f"{name:<14} c={connections:<3} {self.per_second:8.0f}/s  cpu {self.cpu:5.2f} ms  "
            f"p50 {self.p50:6.1f}  p95 {self.p95:6.1f}  p99 {self.p99:6.1f} ms  {self.statuses}"
        )


def measure(port: int, pid: int, requests: Sequence[bytes], *, connections: int) -> Load:
    """Send each request once, shared among the connections."""
    cpu_before = tree_cpu_seconds(pid)
    began = perf_counter()
    times, statuses = asyncio.run(_run(port, requests, connections))
    seconds = perf_counter() - began
    cpu = (tree_cpu_seconds(pid) - cpu_before) * 1000 / len(requests)
    times.sort()
    counts = {status: statuses.count(status) for status in set(statuses)}
    p50, p95, p99 = (
        times[min(int(len(times) * q), len(times) - 1)] * 1000 for q in (0.5, 0.95, 0.99)
    )
    return Load(len(requests), len(requests) / seconds, cpu, p50, p95, p99, counts)


def rush(
    port: int, visitors: Sequence[Sequence[bytes]], *, seconds: float
) -> list[tuple[int, float]]:
    """Each visitor comes at a moment of their own, evenly within so many seconds, and asks one
    thing after the other, however slow the others are. Status and milliseconds of each answer."""
    return asyncio.run(_rush(port, visitors, seconds))


async def _rush(
    port: int, visitors: Sequence[Sequence[bytes]], seconds: float
) -> list[tuple[int, float]]:
    answers: list[tuple[int, float]] = []

    async def visitor(number: int, requests: Sequence[bytes]) -> None:
        await asyncio.sleep(seconds * number / len(visitors))
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in requests:
            began = perf_counter()
            writer.write(request)
            status = await _answer(reader)
            answers.append((status, (perf_counter() - began) * 1000))
        writer.close()
        await writer.wait_closed()

    async with asyncio.timeout(seconds + MAX_SECONDS):
        await asyncio.gather(*(visitor(*one) for one in enumerate(visitors)))
    return answers


async def _run(
    port: int, requests: Sequence[bytes], connections: int
) -> tuple[list[float], list[int]]:
    waiting = iter(requests)
    times: list[float] = []
    statuses: list[int] = []

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in waiting:
            began = perf_counter()
            writer.write(request)
            statuses.append(await _answer(reader))
            times.append(perf_counter() - began)
        writer.close()
        await writer.wait_closed()

    async with asyncio.timeout(MAX_SECONDS):
        await asyncio.gather(*(connection() for _ in range(connections)))
    return times, statuses


async def _answer(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    for line in head.split("\r\n"):
        if line.startswith("content-length:"):
            await reader.readexactly(int(line.partition(":")[2]))
        elif line.startswith("transfer-encoding:"):
            await _chunks(reader)
    return status


async def _chunks(reader: asyncio.StreamReader) -> None:
    while size := int((await reader.readline()).split(b";")[0], 16):
        await reader.readexactly(size + 2)
    await reader.readline()


def tree_cpu_seconds(pid: int) -> float:
    """User and system time of a process and of all that it started."""
    return sum(_cpu_seconds(member) for member in tree(pid))


def tree(pid: int) -> list[int]:
    members = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            members += tree(int(child))
    return members


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
