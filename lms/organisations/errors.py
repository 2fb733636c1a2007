"""Errors of organisations."""

from lms.kernel.errors import Conflict, Invalid, NotFound


class OrganisationNotFound(NotFound):
    """No such organisation, or the reader may not see it."""

    code = "organisation-not-found"


class OrganisationKindUnknown(Invalid):
    """No kind has this name."""

    code = "organisation-kind-unknown"


class OrganisationNotApproved(Conflict):
    """The organisation waits for approval, or was refused."""

    code = "organisation-not-approved"


class NpsnUnreadable(Invalid):
    """Not eight digits or letters."""

    code = "npsn-unreadable"


class NpsnOfSchoolsOnly(Invalid):
    """Only schools have an NPSN."""

    code = "npsn-of-schools-only"


class NpsnTaken(Conflict):
    """Another school has this number."""

    code = "npsn-taken"


class OrganisationInItself(Conflict):
    """The move would put the organisation below itself."""

    code = "organisation-in-itself"


class OrganisationAlreadyThere(Conflict):
    """The organisation is below that parent already."""

    code = "organisation-there"
