"""Form of a certificate design: template, languages, signatories, logos."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from certificates.designs.errors import InvalidPicture, LogoNameMissing, SignatoryIncomplete
from certificates.designs.queries import DesignChoice
from certificates.pdf.design import LANGUAGES, MAX_LOGOS, MAX_SIGNATORIES, template_names
from certificates.pdf.uploaded_images import PictureRejected, clean_picture
from lms.web.account.forms import Form
from lms.web.texts.error_messages import error_message
from lms.web.texts.language_switch import choose_file_again_message, lost_files
from lms.web.texts.text_rules import OneLine

MAX_LINE_LENGTH = 100
LANGUAGE_LABELS = {
    "both": _l("Indonesian and English"),
    "id": _l("Indonesian"),
    "en": _l("English"),
}
SIGNATORY_PARTS = ("name", "title_id", "title_en")


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded picture, the current one, or neither."""

    sent: bytes | None
    current_id: UUID | None


class PictureField(FileField):  # type: ignore[misc]  # Flask-WTF is untyped
    """A PNG or JPEG that `clean_picture` accepts."""

    def pre_validate(self, form: Form) -> None:
        if self.name in lost_files():
            raise StopValidation(choose_file_again_message())
        if self.sent is not None:
            try:
                clean_picture(self.sent)
            except PictureRejected as refused:
                raise StopValidation(
                    error_message(InvalidPicture(reason=refused.reason))
                ) from refused

    @property
    def sent(self) -> bytes | None:
        if not isinstance(self.data, FileStorage) or not self.data.filename:
            return None
        self.data.stream.seek(0)
        return bytes(self.data.stream.read())


class DesignForm(Form):
    """Fields of signatories and logos are numbered from 1."""

    template = SelectField(
        _l("Template"), choices=[SelectChoice(name, name) for name in template_names()]
    )
    language = SelectField(
        _l("Languages on the certificate"),
        choices=[SelectChoice(code, LANGUAGE_LABELS[code]) for code in LANGUAGES],
    )

    def upload(self, field: str) -> Upload:
        """Return the picture of a signatory or logo."""
        current, is_dropped = self[f"{field}_kept"].data, self[f"{field}_drop"].data
        return Upload(self[f"{field}_picture"].sent, None if is_dropped else _uuid(current))

    def signatories(self) -> Iterator[tuple[tuple[str, str, str], Upload]]:
        """Yield name and offices with the picture of the signature."""
        for number in range(1, MAX_SIGNATORIES + 1):
            name, title_id, title_en = (
                (self[f"signatory_{number}_{part}"].data or "").strip() for part in SIGNATORY_PARTS
            )
            if name:
                yield (name, title_id, title_en), self.upload(f"signatory_{number}")

    def logos(self) -> Iterator[tuple[str, Upload]]:
        """Yield the name of the organisation with its logo."""
        for number in range(1, MAX_LOGOS + 1):
            upload = self.upload(f"logo_{number}")
            if upload.sent is not None or upload.current_id is not None:
                yield (self[f"logo_{number}_name"].data or "").strip(), upload

    def validate(self, **options: object) -> bool:
        return bool(super().validate(**options)) and self._is_complete()

    def _is_complete(self) -> bool:
        for number in range(1, MAX_SIGNATORIES + 1):
            field = self[f"signatory_{number}_name"]
            parts = [self[f"signatory_{number}_{part}"].data for part in SIGNATORY_PARTS]
            if any(parts) and not all(parts):
                self.refuse(field, SignatoryIncomplete())
        for number in range(1, MAX_LOGOS + 1):
            field, upload = self[f"logo_{number}_name"], self.upload(f"logo_{number}")
            if (upload.sent or upload.current_id) and not field.data:
                self.refuse(field, LogoNameMissing())
        return not self.errors


def current_form_data(choice: DesignChoice) -> dict[str, object]:
    """Return the current values by form field."""
    fields: dict[str, object] = {"template": choice.template, "language": choice.language}
    for number, signatory in enumerate(choice.signatories, start=1):
        for part in SIGNATORY_PARTS:
            fields[f"signatory_{number}_{part}"] = getattr(signatory, part)
        fields[f"signatory_{number}_kept"] = str(signatory.picture_id or "")
    for number, logo in enumerate(choice.logos, start=1):
        fields |= {f"logo_{number}_name": logo.name, f"logo_{number}_kept": str(logo.picture_id)}
    return fields


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _add_fields() -> None:
    line = [OneLine(MAX_LINE_LENGTH, is_required=False)]
    fields: dict[str, Field] = {}
    for number in range(1, MAX_SIGNATORIES + 1):
        prefix = f"signatory_{number}"
        fields[f"{prefix}_name"] = StringField(_l("Who signs"), line)
        fields[f"{prefix}_title_id"] = StringField(_l("Office in Indonesian"), line)
        fields[f"{prefix}_title_en"] = StringField(_l("Office in English"), line)
        fields |= _picture_fields(prefix, _l("Picture of the signature"))
    for number in range(1, MAX_LOGOS + 1):
        fields[f"logo_{number}_name"] = StringField(_l("Name of the organisation"), line)
        fields |= _picture_fields(f"logo_{number}", _l("Logo"))
    for name, field in fields.items():
        setattr(DesignForm, name, field)


def _picture_fields(prefix: str, label: object) -> dict[str, Field]:
    return {
        f"{prefix}_picture": PictureField(label),
        f"{prefix}_kept": HiddenField(),
        f"{prefix}_drop": BooleanField(_l("Leave this picture out from now on")),
    }


_add_fields()
