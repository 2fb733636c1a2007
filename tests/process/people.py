"""Invented learners who use the served program as a browser without script would."""

from lms.cli.form_browser import FormBrowser, Page

PASSWORD = "empat kuda di bukit hijau"


def sign_up(server, name: str, contact: str) -> tuple[FormBrowser, Page]:
    browser = FormBrowser(f"http://127.0.0.1:{server.port}")
    form = browser.get("/sign-up").form("/sign-up")
    page = browser.submit(
        form,
        {
            "name": name,
            "contact": contact,
            "password": PASSWORD,
            "audience": "teacher",
            "province": form.values_of("province")[-1],
            **{name: "y" for name in form.names() if name.startswith("consent_")},
        },
    )
    return browser, page
