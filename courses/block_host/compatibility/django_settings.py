"""Django settings for third-party blocks that import Django; our own code does not use it.

There is no database and no site: blocks use templates, translations and xblock's utilities.
Django reads this module when the first such block is imported.
"""

from secrets import token_hex

SECRET_KEY = token_hex()
USE_I18N = True
USE_TZ = True
LANGUAGE_CODE = "en"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
DATABASES: dict[str, object] = {}
# Many blocks import the User class; its table does not exist.
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MEDIA_ROOT = ""
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
LMS_ROOT_URL = ""
LMS_BASE = ""
FEATURES: dict[str, bool] = {}
SERVICE_VARIANT = "lms"
XBLOCK_SETTINGS: dict[str, object] = {}
# Static files are served from the folder `public` of each block, not from a collected folder.
PIPELINE = {"PIPELINE_ENABLED": False}
REQUIRE_DEBUG = True
LOGGING_CONFIG = None
