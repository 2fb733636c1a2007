"""The person as blocks by others know them: each name of the convention, and nothing personal."""

from uuid import UUID

import pytest

from courses.block_host.runtime.viewer import Viewer
from lms.workflows.blocks.block_services import UserService

PERSON = UUID(int=7)


@pytest.fixture(params=["learner", "author"])
def service(request):
    return UserService(
        Viewer(PERSON, PERSON, PERSON, PERSON, "UJI", "id", "", "", print, request.param)
    )


@pytest.fixture
def user(service):
    return service.get_current_user()


def test_blocks_look_up_their_own_reader_and_nobody_else(service, user):
    own_id = service.get_anonymous_user_id()
    for found in (service.get_user_by_anonymous_id(), service.get_user_by_anonymous_id(own_id)):
        assert found.opt_attrs == user.opt_attrs
    assert service.get_user_by_anonymous_id(UUID(int=8).hex) is None


def test_addresses_are_a_list_of_the_caller_s_own(user):
    """Some blocks ask for its type, and take the first without a look."""
    assert type(user.emails) is list
    assert user.emails[0] == ""


@pytest.mark.parametrize(
    "name",
    [
        "anonymous_user_id",
        "deprecated_anonymous_user_id",
        "is_authenticated",
        "request_country_code",
        "user_id",
        "user_is_beta_tester",
        "user_is_global_staff",
        "user_is_staff",
        "user_preferences",
        "user_role",
        "username",
    ],
)
def test_each_attribute_of_the_convention_is_there(user, name):
    assert f"edx-platform.{name}" in user.opt_attrs


def test_nothing_says_who_it_is(user):
    assert (user.full_name, user.display_name) == ("", "")
    assert user.opt_attrs["edx-platform.request_country_code"] is None
    assert user.opt_attrs["edx-platform.user_is_global_staff"] is False
