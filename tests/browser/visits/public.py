"""Pages of a site with a public name: what it says of certificates, and what is closed there."""

from tests.browser.visit import BASE, Visit, at, to
from tests.browser.visits.anyones import COLD

PUBLIC = (
    Visit("valid", "", to("valid"), site="public", **COLD),
    Visit("expired", "", to("expired"), site="public", **COLD),
    Visit("revoked", "", to("revoked"), site="public", **COLD),
    Visit("suspended", "", to("suspended"), site="public", **COLD),
    Visit("superseded", "", to("superseded"), site="public", **COLD),
    Visit("withdrawn", "", to("withdrawn"), site="public", **COLD),
    Visit("sign-up closed", "", at("/sign-up"), site="public"),
    Visit("courses, closed", "", at("/courses"), "newcomer", site="public"),
    Visit("course closed", "", at(BASE), "newcomer", site="public", status=403),
)
