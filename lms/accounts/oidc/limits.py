"""Greatest lengths of the columns of sign-in providers."""

from typing import Final

MAX_ID_LENGTH: Final = 255  # of an issuer, a subject and a client id
MAX_NAME_LENGTH: Final = 60  # on a button
MAX_SECRET_LENGTH: Final = 500
MAX_DOMAINS_LENGTH: Final = 2000  # of the whole list
MAX_PATH_LENGTH: Final = 1000
