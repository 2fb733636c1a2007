"""The application: it gives the consumer what it would import from edx-platform."""

from django.apps import AppConfig


class PlatformApp(AppConfig):
    """Models of people and grades, and the calls of the consumer."""

    name = "open_edx"

    def ready(self):
        from lti_consumer.plugin import compat

        from open_edx import platform_calls

        for name in platform_calls.__all__:
            assert hasattr(compat, name), name
            setattr(compat, name, getattr(platform_calls, name))
