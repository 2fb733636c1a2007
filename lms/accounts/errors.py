"""Errors of people, contacts, roles and consents."""

from lms.kernel.errors import Conflict, Invalid, NotFound


class PersonNotFound(NotFound):
    """No such person, or the person is erased or suspended."""

    code = "person-not-found"


class PersonSuspended(Conflict):
    """The account is suspended, so no link is made for it: it would work after reinstatement."""

    code = "person-suspended"


class AccountMerged(Conflict):
    """The account was merged into another one and is closed for good."""

    code = "account-merged"


class NameMissing(Invalid):
    """The name has no letter."""

    code = "name-missing"


class NameHasNumber(Invalid):
    """The name contains many digits, perhaps an identity number."""

    code = "name-has-number"


class NameHasAddress(Invalid):
    """The name contains an address, which every message would repeat."""

    code = "name-has-address"


class NameNotPrintable(Invalid):
    """No certificate can print some characters of the name."""

    code = "name-not-printable"


class ContactUnreadable(Invalid):
    """Neither an e-mail address nor a mobile number."""

    code = "contact-unreadable"


class MailDomainMisspelled(Invalid):
    """The domain of the address is a known typing error of `domain`."""

    code = "mail-domain-misspelled"


class PhoneRounded(Invalid):
    """A spreadsheet has turned the number into a float and lost its last digits."""

    code = "phone-rounded"


class TextBecameDate(Invalid):
    """A spreadsheet has turned the text into a date."""

    code = "text-became-date"


class ContactMissing(Invalid):
    """No contact was given."""

    code = "contact-missing"


class ContactTaken(Conflict):
    """Another account has this contact."""

    code = "contact-taken"


class ContactUnchanged(Invalid):
    """The account has this contact already."""

    code = "contact-unchanged"


class ProvinceUnknown(Invalid):
    """No province has this code or name."""

    code = "province-unknown"


class AudienceUnknown(Invalid):
    """No audience has this code or name."""

    code = "audience-unknown"


class ConsentUnknown(Invalid):
    """No consent has this purpose."""

    code = "consent-unknown"


class ConsentMissing(Invalid):
    """Without the consent to learning there can be no account."""

    code = "consent-missing"


class ConsentNeeded(Conflict):
    """This consent ends only with the erasure of the account."""

    code = "consent-needed"


class RoleUnknown(Invalid):
    """No role has this name."""

    code = "role-unknown"


class ScopeIncomplete(Invalid):
    """The scope type is unknown, or its id is missing or superfluous."""

    code = "scope-incomplete"


class ScopeNotFound(Invalid):
    """No such course, cohort or organisation exists."""

    code = "scope-not-found"


class GrantNotFound(NotFound):
    """No grant has this id."""

    code = "grant-not-found"


class LastAdministrator(Conflict):
    """The installation would be left without an administrator."""

    code = "last-administrator"
