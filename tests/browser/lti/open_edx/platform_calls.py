"""What the LTI consumer calls of edx-platform, under the names of its `plugin.compat`."""

from types import SimpleNamespace

from django.contrib.auth import get_user_model
from lti_consumer.exceptions import LtiError

from open_edx.blocks import COURSE, load_block
from open_edx.models import Profile

__all__ = [
    "batch_get_or_create_externalids",
    "get_course_by_id",
    "get_course_members",
    "get_user_from_external_user_id",
    "load_block_as_user",
    "load_enough_xblock",
    "user_course_access",
    "user_has_access",
    "user_has_studio_write_access",
]


def load_enough_xblock(location):
    return load_block(location)


def load_block_as_user(location):
    return load_block(location)


def get_course_by_id(course_key):
    assert course_key == COURSE
    return SimpleNamespace(
        display_name_with_default="Kelas 7A", display_org_with_default="Contoh", lti_passports=[]
    )


def get_user_from_external_user_id(external_user_id):
    profile = Profile.objects.filter(external_user_id=external_user_id).first()
    if profile is None:
        raise LtiError("Invalid User")
    return profile.user


def batch_get_or_create_externalids(users):
    return {user.id: user.profile for user in users}


def get_course_members(course_key):
    assert course_key == COURSE
    return {
        user.id: {
            "id": user.id,
            "username": user.username,
            "email": user.email,
            "name": user.profile.name,
            "roles": [user.profile.role],
        }
        for user in get_user_model().objects.filter(is_active=True).select_related("profile")
    }


def user_course_access(_course, user, _action, **_checks):
    return user.is_authenticated


def user_has_access(user, _action, _block, _course_key):
    return user.is_authenticated


def user_has_studio_write_access(user, _course_key):
    return user.is_authenticated and user.profile.role == "staff"
