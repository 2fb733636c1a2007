"""Icons are the same as the macro's, drawn once."""


def test_icon_is_what_the_macro_draws(app):
    draw = app.jinja_env.globals["icon"]
    macro = app.jinja_env.get_template("_icons.html").module.icon
    assert draw("check") == macro("check")
    assert draw("check", "done") == macro("check", "done")
    assert draw("check") is draw("check")
