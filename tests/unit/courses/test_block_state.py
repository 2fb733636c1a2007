"""What blocks of one page keep, before it is stored."""

from itertools import permutations
from uuid import UUID

from courses.block_host.runtime.units import UnitPage
from courses.block_host.state.page_state import PageState

PLACES = ((None, ""), (None, "poll"), (UUID(int=1), ""), (UUID(int=2), ""))


def stored_after(places):
    state = PageState(UnitPage({}, {}, {}), None)
    for place in places:
        state.shared(place).set("count", 1)
    return [place for place, _row in state.changed_shared()]


def test_rows_are_stored_in_one_order_however_blocks_wrote_them():
    orders = {tuple(stored_after(places)) for places in permutations(PLACES)}
    assert len(orders) == 1
