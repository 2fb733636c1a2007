"""What can go wrong with people, their contacts, roles and consents."""

from lms.kernel.errors import Conflict, Invalid, NotFound


class PersonNotFound(NotFound):
    code = "person-not-found"


class PersonSuspended(Conflict):
    """A link made now would open nothing until the person is let in again, and then it would."""

    code = "person-suspended"


class AccountMerged(Conflict):
    """Its person has merged it into another account, which closed it for good."""

    code = "account-merged"


class NameMissing(Invalid):
    code = "name-missing"


class NameHasNumber(Invalid):
    """A number of identity stands in the name."""

    code = "name-has-number"


class NameHasAddress(Invalid):
    """An address stands in the name, which would travel in every message with it."""

    code = "name-has-address"


class NameNotPrintable(Invalid):
    """No font for certificates has some characters of the name, or no line has room for them."""

    code = "name-not-printable"


class ContactUnreadable(Invalid):
    """Neither an e-mail address nor a mobile number."""

    code = "contact-unreadable"


class PhoneRounded(Invalid):
    """A spreadsheet has counted with the number and lost its last digits."""

    code = "phone-rounded"


class TextBecameDate(Invalid):
    """A spreadsheet has taken a text for a day."""

    code = "text-became-date"


class ContactMissing(Invalid):
    code = "contact-missing"


class ContactTaken(Conflict):
    code = "contact-taken"


class ContactUnchanged(Invalid):
    """It is the contact that the account has already."""

    code = "contact-unchanged"


class ProvinceUnknown(Invalid):
    code = "province-unknown"


class AudienceUnknown(Invalid):
    code = "audience-unknown"


class ConsentUnknown(Invalid):
    code = "consent-unknown"


class ConsentMissing(Invalid):
    """Without the consent to learning there can be no account."""

    code = "consent-missing"


class ConsentNeeded(Conflict):
    """This consent ends with the account, by erasure."""

    code = "consent-needed"


class RoleUnknown(Invalid):
    code = "role-unknown"


class ScopeIncomplete(Invalid):
    code = "scope-incomplete"


class ScopeNotFound(Invalid):
    """There is no such course or cohort."""

    code = "scope-not-found"


class GrantNotFound(NotFound):
    code = "grant-not-found"


class LastAdministrator(Conflict):
    """An installation without an administrator could be set up by nobody."""

    code = "last-administrator"
