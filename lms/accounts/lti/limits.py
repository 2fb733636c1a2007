"""Greatest lengths of the columns of platforms."""

from typing import Final

MAX_ID_LENGTH: Final = 255  # of an issuer, a subject and other ids, as in the specifications
MAX_NAME_LENGTH: Final = 100
MAX_URL_LENGTH: Final = 500
MAX_TARGET_LENGTH: Final = 1000
MAX_LINE_ITEM_LENGTH: Final = 1000
MAX_SERVICE_URL_LENGTH: Final = 1000
MAX_COURSE_CODE_LENGTH: Final = 40
MAX_RECEIVED_LENGTH: Final = 1000
