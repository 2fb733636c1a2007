"""Django settings for third-party blocks that import Django; our own code does not use it.

There is no database and no site: blocks use templates, translations and xblock's utilities.
Django reads this module when the first such block is imported.
"""

from secrets import token_hex

from courses.block_host.compatibility.block_files import block_files_folder

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
# Django's storage refuses names that lead out of this folder, and never overwrites a file: until
# a block deletes the earlier file itself, it stays whole.
MEDIA_ROOT = block_files_folder()
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
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
