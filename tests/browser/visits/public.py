"""Pages of a site with a public name: what it says of certificates, and what is closed there."""

from tests.browser.visit import BASE, Visit, at, to
from tests.browser.visits.anyones import VERIFY_LIMIT

PUBLIC = (
    Visit("valid", "", to("valid"), site="public", page_limit=VERIFY_LIMIT),
    Visit("expired", "", to("expired"), site="public", page_limit=VERIFY_LIMIT),
    Visit("revoked", "", to("revoked"), site="public", page_limit=VERIFY_LIMIT),
    Visit("suspended", "", to("suspended"), site="public", page_limit=VERIFY_LIMIT),
    Visit("superseded", "", to("superseded"), site="public", page_limit=VERIFY_LIMIT),
    Visit("withdrawn", "", to("withdrawn"), site="public", page_limit=VERIFY_LIMIT),
    Visit("sign-up closed", "", at("/sign-up"), site="public"),
    Visit("course closed", "", at(BASE), "newcomer", site="public", status=403),
)
