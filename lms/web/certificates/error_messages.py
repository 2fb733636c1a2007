"""Error messages about certificates, issuers and signing keys."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

MESSAGES: dict[str, LazyString] = {
    "certificate-not-found": _l("You have no such certificate."),
    "certificate-withdrawn": _l("The data of this certificate has been erased."),
    "certificate-name-not-printable": _l(
        "The name has characters that cannot be printed yet: %(characters)s "
        "Correct the name in your account or ask a coordinator for help."
    ),
    "revocation-reason-unknown": _l("%(reason)s is not a reason for this."),
    "certificate-not-in-force": _l(
        "This certificate is revoked, suspended, replaced or expired, so this cannot be done."
    ),
    "renewal-too-early": _l(
        "A certificate can be renewed from 90 days before its validity ends, and after that."
    ),
    "refresher-unfinished": _l(
        "Some answers of the refresher are still missing. Practise on, then renew the certificate."
    ),
    "nothing-to-refresh": _l(
        "This course has no practice questions, so ask your coordinator for the renewal."
    ),
    "correction-not-found": _l("There is no such request."),
    "correction-stands-open": _l(
        "You have asked for this already. Somebody looks at it and you will see the answer here."
    ),
    "correction-changes-nothing": _l("The certificate already has this name."),
    "correction-is-own": _l("This is your own request, so another person must decide."),
    "correction-decided": _l("Another person has decided this request."),
    "signing-key-unknown": _l("There is no key %(kid)s; payung keys list shows all keys."),
    "signing-key-in-use": _l(
        "The key %(kid)s signs now; payung keys rotate puts another in its place."
    ),
    "issuer-name-unfit": _l("Write the issuer's name, with at most %(max)s characters."),
    "issuer-address-unfit": _l("Write the issuer's address as https://lembaga.example."),
    "signer-missing": _l("Certificates cannot be signed at the moment. Please try again later."),
    "signing-key-locked": _l(
        "The signing key %(file)s is encrypted and PAYUNG_KEY_PASSPHRASE does not open it."
    ),
    "design-unfit": _l("Choose one of the templates and languages that are offered."),
    "design-signatory-incomplete": _l(
        "Give name and office in both languages, or leave all three empty."
    ),
    "design-logo-unnamed": _l("Write whose logo this is, for those who do not see it."),
    "design-picture-unfit": _l(
        "Choose a PNG or JPEG picture of at most 320 kB and 4 million pixels that is not empty."
    ),
    "design-picture-not-found": _l("There is no such picture."),
    "signing-token-unusable": _l("The token %(token)s cannot be used: %(reason)s."),
    "pin-file-unreadable": _l(
        "The file that PAYUNG_PKCS11_PIN_FILE names, %(file)s, cannot be read: %(reason)s."
    ),
    "signing-keys-in-token": _l(
        "The keys stand in a token: give PAYUNG_PKCS11_KEYS another name and start again, "
        "then payung keys retire lets the earlier ones go."
    ),
    "artefact-lost": _l(
        "The file of this certificate is missing on the server. Its number is still valid; "
        "an administrator can restore the file from the backup."
    ),
}
