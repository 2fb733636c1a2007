"""Settings of Django for the blocks of others that import it. Nothing of ours does.

It has no database and no sites: templates, translations and the utilities of xblock are all that
blocks ask of it. It is read when a block imports Django, and not before.
"""

from secrets import token_hex

SECRET_KEY = token_hex()
USE_I18N = True
USE_TZ = True
LANGUAGE_CODE = "en"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
DATABASES: dict[str, object] = {}
# Many import the class of Django's users, which is nowhere else; no table of it is there.
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
# Files stand in the folder `public` of each block, not in one that was collected beforehand.
PIPELINE = {"PIPELINE_ENABLED": False}
REQUIRE_DEBUG = True
LOGGING_CONFIG = None
