"""Rules of addresses whose builders are compiled when the first address is built, not at the start.

Werkzeug compiles two functions for each of some three hundred rules as the program is made, an
eighth of a second on a slow machine; a process builds the addresses of few of them.
"""

from collections.abc import Callable

from werkzeug.routing import Rule


class LateRule(Rule):
    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        """Werkzeug's hook: gives a function that takes its own place as it is first called."""
        compile_now = super()._compile_builder
        own_name = "_build_unknown" if append_unknown else "_build"

        def build(rule: Rule, /, **values: object) -> tuple[str, str]:
            compiled = compile_now(append_unknown).__get__(rule, None)
            setattr(rule, own_name, compiled)
            return compiled(**values)  # type: ignore[no-any-return]  # bound by hand

        return build
