"""Typing errors of well-known mail domains. Pure.

Some of these names belong to strangers, so that a message to them would reach somebody else.
"""

from typing import Final

TYPING_ERRORS: Final = {
    "gmail.com": "gmial.com gmai.com gamil.com gmal.com gmil.com gnail.com gmaill.com gmaiil.com "
    "gmsil.com gmali.com gmeil.com gemail.com gmile.com gamail.com ggmail.com gmaul.com gmaol.com "
    "gmail.co gmail.con gmail.cm gmail.om gmail.cim gmail.comm gmail.coom gmail.vom gmail.xom "
    "gmail.c0m gmail.cpm gmail.ocm gmail.comn gmail.id gmail.co.id gmail.com.id gimail.com "
    "gmailcom.com gmail.can gmail.cok",
    "yahoo.com": "yaho.com yahooo.com yhoo.com yahho.com yhaoo.com yahoo.con yahoo.cm yahoo.om "
    "yahoo.cim yahoo.comm yahoo.vom yaoo.com yahop.com yaahoo.com yahoo.ocm yahoo.coom",
    "yahoo.co.id": "yahoo.co.di yahoo.coid yahoo.c.id yaho.co.id yahooo.co.id yahoo.co.ud",
    "ymail.com": "ymail.con ymail.co ymial.com ymai.com",
    "outlook.com": "outlok.com outllook.com outlook.con outlook.co outlok.co outloo.com",
    "hotmail.com": "hotmial.com hotmai.com hotmal.com hotmail.con hotmil.com "
    "hotmail.co hotmaill.com",
    "icloud.com": "iclod.com icloud.con icloud.co iclould.com",
}
BELAJAR: Final = ".belajar.id"  # accounts of teachers
BELAJAR_ERRORS: Final = (".belajar.com", ".belajar.co.id", ".belajr.id", ".blajar.id")


def corrected_domain(domain: str) -> str | None:
    """The domain that was meant, or None if this one is not a known typing error."""
    for error in BELAJAR_ERRORS:
        if domain.endswith(error):
            return domain.removesuffix(error) + BELAJAR
    return _MEANT.get(domain)


_MEANT: Final = {
    error: domain for domain, errors in TYPING_ERRORS.items() for error in errors.split()
}
