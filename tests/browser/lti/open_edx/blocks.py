"""The blocks of the course, bound to a user as the LMS does it."""

from django.conf import settings
from lti_consumer import LtiConsumerXBlock
from opaque_keys.edx.keys import CourseKey, UsageKey
from xblock.core import Scope, XBlockMixin
from xblock.field_data import DictFieldData
from xblock.fields import Boolean, DateTime, ScopeIds, Timedelta
from xblock.reference.user_service import UserService, XBlockUser
from xblock.runtime import MemoryIdManager, Runtime

from open_edx.models import Grade

COURSE = CourseKey.from_string("course-v1:Contoh+PA1+2026")
TEST = "/courses/POESA-EL/assessments/post"
COMMON = {
    "lti_version": "lti_1p3",
    "lti_1p3_launch_url": f"{settings.TOOL}/lti/launch",
    "lti_1p3_oidc_url": f"{settings.TOOL}/lti/login",
    "lti_1p3_tool_key_mode": "keyset_url",
    "lti_1p3_tool_keyset_url": f"{settings.TOOL}/lti/jwks.json",
    "lti_1p3_enable_nrps": True,
    "lti_1p3_passport_id": "6b0d2c9e-50b8-4d5a-9a51-0d8f5a4f2c11",  # one registration of the tool
    "ask_to_send_full_name": True,
    "has_score": True,
    "weight": 10.0,
}
# What an author has entered in Studio for each block:
BLOCKS = {
    "test": {"display_name": "Final test", "custom_parameters": [f"target={TEST}"]},
    "lesson": {
        "display_name": "First lesson",
        "custom_parameters": ["target=/courses/POESA-EL/lessons/M01-L1"],
    },
    "chosen": {
        "display_name": "What a teacher has chosen",
        "lti_advantage_deep_linking_enabled": True,
        "lti_advantage_deep_linking_launch_url": f"{settings.TOOL}/lti/launch",
    },
}


class InheritedFields(XBlockMixin):
    """What each block of a course has from the platform."""

    graded = Boolean(default=True, scope=Scope.settings)
    start = DateTime(default=None, scope=Scope.settings)
    due = DateTime(default=None, scope=Scope.settings)
    graceperiod = Timedelta(default=None, scope=Scope.settings)


class PlatformUsers(UserService):
    """Says who looks at a block."""

    def __init__(self, user):
        super().__init__()
        self.user = user

    def get_current_user(self):
        shown = XBlockUser(is_current_user=True, full_name=self.user.profile.name)
        shown.opt_attrs = {
            "edx-platform.is_authenticated": True,
            "edx-platform.user_id": self.user.id,
            "edx-platform.username": self.user.username,
            "edx-platform.user_role": self.user.profile.role,
            "edx-platform.user_is_staff": False,
        }
        return shown

    def get_external_user_id(self, _kind):
        return self.user.profile.external_user_id


class Rebinding:
    """The consumer binds a block to the user whose score has come; grades name the user anyway."""

    def rebind_noauth_module_to_user(self, block, user):
        """Nothing here depends on the user of a block."""


class PlatformRuntime(Runtime):
    """Addresses that nothing here opens, and a grade book."""

    def handler_url(self, block, handler_name, suffix="", query="", thirdparty=False):
        return f"/not-served/handlers/{handler_name}"

    def resource_url(self, resource):
        return f"/not-served/{resource}"

    def local_resource_url(self, block, uri):
        return f"/not-served/{uri}"

    def publish(self, block, event_type, event_data):
        assert event_type == "grade"
        Grade.objects.update_or_create(
            user_id=event_data["user_id"],
            block=str(block.scope_ids.usage_id),
            defaults={name: event_data[name] for name in ("value", "max_value")},
        )


def usage_key(name):
    """The key of a block by its name."""
    return COURSE.make_usage_key("lti_consumer", name)


def load_block(location, user=None):
    """The block at a usage key, with what its author entered."""
    location = UsageKey.from_string(str(location))
    fields = DictFieldData(COMMON | BLOCKS[location.block_id])
    services = {"field-data": fields, "rebind_user": Rebinding()}
    if user is not None:
        services["user"] = PlatformUsers(user)
    ids = MemoryIdManager()
    runtime = PlatformRuntime(
        id_reader=ids, id_generator=ids, services=services, mixins=(InheritedFields,)
    )
    scopes = ScopeIds(user.id if user else None, "lti_consumer", location, location)
    return runtime.construct_xblock_from_class(LtiConsumerXBlock, scopes, field_data=fields)
