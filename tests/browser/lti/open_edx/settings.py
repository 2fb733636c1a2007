"""Settings of the project; the environment says where it runs and which tool its course opens."""

import os
from pathlib import Path

import django.contrib.admin

FOLDER = Path(os.environ["OPEN_EDX_FOLDER"])
PORT = os.environ["OPEN_EDX_PORT"]
TOOL = os.environ["OPEN_EDX_TOOL"]  # the origin of Payung

DEBUG = True
SECRET_KEY = "of a platform for tests"
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
USE_TZ, TIME_ZONE = True, "UTC"
ROOT_URLCONF = "open_edx.urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "config_models",
    "lti_consumer.apps.LTIConsumerApp",
    "open_edx.apps.PlatformApp",
]
MIDDLEWARE = [
    "edx_django_utils.cache.middleware.RequestCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "edx_django_utils.cache.middleware.TieredCacheMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "platform.db",
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(django.contrib.admin.__file__).parent / "static"]  # jQuery
# The tool posts a choice from another site: the consumer asks for these two.
SESSION_COOKIE_SAMESITE, SESSION_COOKIE_SECURE = "None", True

LMS_ROOT_URL = LTI_BASE = LTI_API_BASE = f"http://localhost:{PORT}"
PLATFORM_NAME = "Open edX (contoh)"
SERVICE_VARIANT = "lms"
USAGE_ID_PATTERN = "(?P<usage_id>[^/]+)"
LEARNING_MICROFRONTEND_URL = LMS_ROOT_URL
