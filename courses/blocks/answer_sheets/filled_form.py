"""Sheet of a form that stays open: what was written or ticked is shown in it again."""

from collections.abc import Mapping, Sequence


def form_sheet(
    handler: str,
    names: Mapping[str, tuple[str, str]],
    *,
    saved: Sequence[str],
    saved_alone: str = "",
    flag: str = "",
) -> dict[str, object]:
    """`names` maps a form field to a field of the block and the key in it, "" for the whole field.

    `saved` is what the block shows above a stored form, by the number of keys with a value;
    `saved_alone` if none has one, but a whole field has. `flag` is the field that says that the
    form is stored.
    """
    return {
        "kind": "form",
        "handler": handler,
        "names": {name: list(field) for name, field in names.items()},
        "saved": list(saved),
        "saved_alone": saved_alone,
        "flag": flag,
    }
