"""Sheet of a form that stays open: what was written or ticked is shown in it again."""

from collections.abc import Mapping


def form_sheet(
    handler: str,
    names: Mapping[str, tuple[str, str]],
    *,
    saved: str,
    flag: str = "",
) -> dict[str, object]:
    """`names` maps a form field to a field of the block and the key in it, "" for the whole field.

    `saved` is what the block shows above a stored form, `flag` the field that says that it is.
    """
    return {
        "kind": "form",
        "handler": handler,
        "names": {name: list(field) for name, field in names.items()},
        "saved": saved,
        "flag": flag,
    }
