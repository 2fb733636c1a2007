"""Makes the database with its people, and serves the project."""

import os

import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "open_edx.settings"
django.setup()

PEOPLE = (
    ("ratna", "Ratna Dewi", "student"),
    ("budi", "Budi Santoso", "student"),
    ("wayan", "Wayan Putra", "student"),
    ("sari", "Sari Kusuma", "student"),
    ("dewi", "Dewi Anggraini", "student"),
    ("komang", "Komang Ayu", "student"),
    ("made", "Made Suta", "student"),
    ("guru", "Ibu Guru", "staff"),
)


def main():
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from lti_consumer.models import CourseAllowPIISharingInLTIFlag

    from open_edx.blocks import COURSE
    from open_edx.models import Profile

    call_command("migrate", run_syncdb=True, verbosity=0)
    for username, name, role in PEOPLE:
        user = get_user_model().objects.create_user(username)
        Profile.objects.create(user=user, name=name, role=role)
    CourseAllowPIISharingInLTIFlag.objects.create(course_id=COURSE, enabled=True)
    address = f"127.0.0.1:{settings.PORT}"
    call_command("runserver", address, use_reloader=False, skip_checks=True)


main()
