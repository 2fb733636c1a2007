"""What can go wrong with an organisation."""

from lms.kernel.errors import Conflict, Invalid, NotFound


class OrganisationNotFound(NotFound):
    """There is none, or it is not the reader's to see."""

    code = "organisation-not-found"


class OrganisationKindUnknown(Invalid):
    code = "organisation-kind-unknown"


class OrganisationNotApproved(Conflict):
    """It has applied, and nobody has decided yet; or it was refused."""

    code = "organisation-not-approved"


class NpsnUnreadable(Invalid):
    """Not eight digits or letters."""

    code = "npsn-unreadable"


class NpsnOfSchoolsOnly(Invalid):
    code = "npsn-of-schools-only"


class NpsnTaken(Conflict):
    """A school with this number stands already."""

    code = "npsn-taken"


class OrganisationInItself(Conflict):
    """It would stand above itself."""

    code = "organisation-in-itself"


class OrganisationAlreadyThere(Conflict):
    """It stands below that organisation already."""

    code = "organisation-there"
