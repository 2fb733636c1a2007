"""After a merge: the closed account stays closed, all sealed opens, and classes keep the person."""

import pytest

from lms.accounts import service
from lms.accounts.errors import AccountMerged
from lms.accounts.merging.service import ask_to_merge
from lms.accounts.queries import person_profile
from lms.workflows.merge_accounts import merge_accounts


@pytest.fixture
def merge(act):
    def merge(kept, other):
        merge_id = act(ask_to_merge, kept, other_id=other)
        act(merge_accounts, merge_id, person_id=kept)

    return merge


def test_nobody_lets_a_closed_account_in_again(merge, make_person, act, sign_in, new_session):
    kept, other = make_person(name="Sari"), make_person(name="Sari Lain")
    merge(kept, other)
    administrator = sign_in(make_person(roles=["administrator"], language="en"))
    page = administrator.get(f"/admin/people/{other}", headers={"Accept-Language": "en"}).text
    assert f'href="/admin/people/{kept}">Merged into the account of Sari<' in page
    for path in ("reinstate", "roles", "link"):
        assert f'action="/admin/people/{other}/{path}"' not in page
    url = f"/admin/people/{other}/reinstate"
    answer = administrator.post(url, headers={"Accept-Language": "en"})
    assert answer.status_code == 409
    assert "merged this account into another one" in answer.text
    with pytest.raises(AccountMerged):
        act(service.reinstate_person, other, reinstated_by=kept)
    with new_session() as session:
        assert not person_profile(session, other).is_active
