"""Files to print as a browser gets them: asked for, made by the worker, and loaded."""

from lms.tasks import sweep
from lms.web.printing.prints import make_prints, printed_version
from lms.web.printing.stored import folder_of, store_prints


def load_print(browser, address, **options):
    """The reply to a second request, after the worker has done what the first one needs."""
    answer = browser.get(address, **options)
    if answer.status_code == 303:
        sweep(browser.application)
        answer = browser.get(address, **options)
    return answer


def list_prints(browser, address):
    """The page that lists the files."""
    answer = browser.get(address)
    if sweep(browser.application):
        answer = browser.get(address)
    return answer


def store_prints_of(app, version_id, language):
    """Make the files before anybody asks for them."""
    with app.app_context():
        version = printed_version(version_id, language)
        store_prints(folder_of(version, language), make_prints(version, language))
