"""Programs that are measured in turns, so that what else a machine does disturbs all alike."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from tests.benchmarks.load import Load, measure
from tests.benchmarks.messages import Requests
from tests.benchmarks.reports import add_line

CONNECTIONS = (1, 8, 16)
Loads = dict[tuple[str, int], list[Load]]  # the rounds of a name at so many connections


class Place(NamedTuple):
    """Where to send the requests of one name, and whose processor time to count."""

    port: int
    pid_of: Callable[[], int]
    requests: Requests

    @property
    def pid(self) -> int:
        """Of the process that answers now: a benchmark of starts starts it anew."""
        return self.pid_of()


def in_turns(
    places: Mapping[str, Place],
    *,
    rounds: int,
    requests: int,
    is_enough: Callable[[Loads], bool] = lambda found: False,
) -> Loads:
    """All rounds, which are written into the report: so many, or fewer once they are enough."""
    for place in places.values():
        measure(place.port, place.pid, place.requests(100), connections=4)  # warm
    found: Loads = {}
    for _round in range(rounds):
        if is_enough(found):
            break
        for connections in CONNECTIONS:
            for name, (port, pid_of, prepare) in places.items():
                load = measure(port, pid_of(), prepare(requests), connections=connections)
                found.setdefault((name, connections), []).append(load)
    for (name, connections), loads in found.items():
        add_line(best(loads).row(name, connections))
    return found


def best(loads: Sequence[Load]) -> Load:
    """The round with the most requests a second."""
    return max(loads, key=lambda load: load.per_second)


def best_share(ours: Sequence[Load], theirs: Sequence[Load]) -> float:
    """Of the best rounds of both, of requests a second or of processor time.

    What else runs makes no program faster than it is, so the best rounds are those that it
    disturbed least; the share of a single round would rise where it met the reference alone.
    """
    by_rate = best(ours).per_second / best(theirs).per_second
    by_cpu = min(load.cpu for load in theirs) / min(load.cpu for load in ours)
    return max(by_rate, by_cpu)


def steady_shares(ours: Sequence[Load], theirs: Sequence[Load]) -> tuple[float, float]:
    """Of many short rounds: the median share of requests a second, and the share of the processor
    time of all, whose ticks are too coarse for one."""
    rates = [mine.per_second / other.per_second for mine, other in zip(ours, theirs, strict=True)]
    return median(rates), sum(load.cpu for load in theirs) / sum(load.cpu for load in ours)
