"""The first page of somebody whom the platform has sent, in its frame."""


def agree(frame):
    """Fill it in; the name is the one from the platform."""
    frame.locator("[name=audience][value=teacher]").check()
    frame.locator("[name=province]").select_option("53")
    frame.locator("[name=consent_learning]").check()
    frame.locator("main form button[type=submit]").first.click()
