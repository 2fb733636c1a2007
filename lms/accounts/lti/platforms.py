"""Register LTI platforms. Callers commit."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.accounts.lti.errors import LtiPlatformInvalid, LtiPlatformNotFound, LtiPlatformTaken
from lms.accounts.lti.keys import rotate_keys
from lms.accounts.lti.limits import MAX_ID_LENGTH, MAX_NAME_LENGTH, MAX_URL_LENGTH
from lms.accounts.lti.models import LtiDeployment, LtiPlatform
from lms.accounts.lti.registrations import approve_registration
from lms.accounts.lti.scores import resume_scores
from lms.kernel.audit import record
from lms.kernel.clock import new_id
from lms.kernel.ports import get_ports
from lms.kernel.texts.texts import printable_or_empty
from lms.kernel.urls import check_url, origin_of

URL_FIELDS: Final = ("authorization_url", "token_url", "key_set_url")


@dataclass(frozen=True, slots=True)
class PlatformDetails:
    """What an administrator copies from a platform. `frame_origins` are origins of its pages."""

    name: str
    issuer: str
    client_id: str
    authorization_url: str
    token_url: str
    key_set_url: str
    frame_origins: tuple[str, ...]
    deployment_ids: tuple[str, ...]


def add_platform(
    session: Session,
    details: PlatformDetails,
    *,
    added_by: UUID | None,
    now: datetime,
    active: bool = True,
) -> UUID:
    """Store a platform and return its id. Raises LtiPlatformInvalid or LtiPlatformTaken."""
    values = _validate(details, is_trial=get_ports(session).is_loopback)
    platform = LtiPlatform(id=new_id(), active=active, created_at=now, **values)
    _store(session, platform)
    _replace_deployments(session, platform.id, details.deployment_ids)
    rotate_keys(session, now=now)
    _record(session, "lti.platform-added", platform.id, added_by, now)
    return platform.id


def refuse_conflict(session: Session, details: PlatformDetails) -> None:
    """Refuse a platform that registers itself in the name of another one that is stored.

    With the issuer of that one it could sign in its people, with its token address get its tokens.
    Raises LtiPlatformInvalid.
    """
    stored = select(LtiPlatform.issuer, LtiPlatform.key_set_url, LtiPlatform.token_url)
    for issuer, key_set_url, token_url in session.execute(stored):
        is_same = issuer == details.issuer.strip()
        if is_same and key_set_url != details.key_set_url.strip():
            raise LtiPlatformInvalid(field="issuer")
        if not is_same and token_url == details.token_url.strip():
            raise LtiPlatformInvalid(field="token_url")


def change_platform(
    session: Session,
    platform_id: UUID,
    details: PlatformDetails,
    *,
    changed_by: UUID | None,
    now: datetime,
) -> None:
    """Replace the details. Raises LtiPlatformNotFound, LtiPlatformInvalid or LtiPlatformTaken."""
    platform = _lock(session, platform_id)
    for name, value in _validate(details, is_trial=get_ports(session).is_loopback).items():
        setattr(platform, name, value)
    _store(session, platform)
    _replace_deployments(session, platform_id, details.deployment_ids)
    _record(session, "lti.platform-changed", platform_id, changed_by, now)


def switch_platform(
    session: Session, platform_id: UUID, *, active: bool, changed_by: UUID | None, now: datetime
) -> None:
    """Allow or stop launches and scores. Raises LtiPlatformNotFound."""
    _lock(session, platform_id).active = active
    if active:
        resume_scores(session, platform_id, now=now)
        approve_registration(session, platform_id, now=now)
    action = "lti.platform-started" if active else "lti.platform-stopped"
    _record(session, action, platform_id, changed_by, now)


def parse_origin(text: str, *, is_trial: bool) -> str:
    """Normalise an origin such as `https://moodle.example`. Raises ValueError."""
    parts = urlsplit(check_url(text, is_trial=is_trial))
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError
    return origin_of(text)


def _validate(details: PlatformDetails, *, is_trial: bool) -> Mapping[str, str]:
    """The values of the columns. Raises LtiPlatformInvalid."""
    values = {name: value.strip() for name, value in asdict(details).items() if _is_text(value)}
    limits = dict.fromkeys(URL_FIELDS, MAX_URL_LENGTH) | {"name": MAX_NAME_LENGTH}
    for name, value in values.items():
        if not printable_or_empty(value, max_length=limits.get(name, MAX_ID_LENGTH)):
            raise LtiPlatformInvalid(field=name)
    for name in ("issuer", *URL_FIELDS):
        try:
            check_url(values[name], is_trial=is_trial)
        except ValueError:
            raise LtiPlatformInvalid(field=name) from None
    try:
        origins = [parse_origin(text, is_trial=is_trial) for text in details.frame_origins]
    except ValueError:
        raise LtiPlatformInvalid(field="frame_origins") from None
    values["frame_origins"] = " ".join(dict.fromkeys(origins))
    if len(values["frame_origins"]) > MAX_URL_LENGTH:
        raise LtiPlatformInvalid(field="frame_origins")
    ids = details.deployment_ids
    if not all(printable_or_empty(text, max_length=MAX_ID_LENGTH) for text in ids):
        raise LtiPlatformInvalid(field="deployment_ids")
    return values


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _store(session: Session, platform: LtiPlatform) -> None:
    """Raises LtiPlatformTaken."""
    try:
        with session.begin_nested():
            session.add(platform)
            session.flush()
    except IntegrityError:
        raise LtiPlatformTaken() from None


def _replace_deployments(session: Session, platform_id: UUID, ids: Collection[str]) -> None:
    own = LtiDeployment.platform_id == platform_id
    session.execute(delete(LtiDeployment).where(own, LtiDeployment.deployment_id.not_in(ids)))
    known = set(session.scalars(select(LtiDeployment.deployment_id).where(own)))
    rows = [
        {"platform_id": platform_id, "deployment_id": text}
        for text in dict.fromkeys(ids)
        if text not in known
    ]
    if rows:
        session.execute(insert(LtiDeployment), rows)


def _lock(session: Session, platform_id: UUID) -> LtiPlatform:
    row = select(LtiPlatform).where(LtiPlatform.id == platform_id).with_for_update()
    platform = session.scalar(row)
    if platform is None:
        raise LtiPlatformNotFound(platform_id=platform_id)
    return platform


def _record(
    session: Session, action: str, platform_id: UUID, actor_id: UUID | None, now: datetime
) -> None:
    record(
        session,
        action=action,
        actor_id=actor_id,
        subject_type="lti_platform",
        subject_id=platform_id,
        now=now,
    )
