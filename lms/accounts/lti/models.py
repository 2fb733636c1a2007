"""Tables of LTI platforms: deployments, accounts, launches, scores, rosters, tool keys."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.accounts.lti.limits import (
    MAX_COURSE_CODE_LENGTH,
    MAX_ID_LENGTH,
    MAX_LINE_ITEM_LENGTH,
    MAX_NAME_LENGTH,
    MAX_RECEIVED_LENGTH,
    MAX_SERVICE_URL_LENGTH,
    MAX_TARGET_LENGTH,
    MAX_URL_LENGTH,
)
from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.table_rules import in_values
from lms.kernel.deliveries.retries import Retried

MEMBER_STATES = ("active", "inactive", "left")


class LtiPlatform(Base):
    """A learning platform that may launch this tool."""

    __tablename__ = "lti_platform"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(MAX_NAME_LENGTH))
    issuer: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))
    client_id: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))
    authorization_url: Mapped[str] = mapped_column(String(MAX_URL_LENGTH))
    token_url: Mapped[str] = mapped_column(String(MAX_URL_LENGTH))
    key_set_url: Mapped[str] = mapped_column(String(MAX_URL_LENGTH))
    # Origins of its pages, separated by spaces as in `frame-ancestors`. The issuer may be another.
    frame_origins: Mapped[str] = mapped_column(String(MAX_URL_LENGTH))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    launched_at: Mapped[datetime | None]  # the last launch that was noted, and its path here:
    launched_path: Mapped[str | None] = mapped_column(String(MAX_TARGET_LENGTH))


class LtiDeployment(Base):
    """A deployment of the tool in a platform; launches of others are rejected."""

    __tablename__ = "lti_deployment"
    __table_args__ = (UniqueConstraint("platform_id", "deployment_id"),)
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    platform_id: Mapped[UUID] = mapped_column(ForeignKey("lti_platform.id"))
    deployment_id: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))


class LtiState(Base):
    """A started launch. The row is deleted when the launch returns, so it is used once."""

    __tablename__ = "lti_state"
    __table_args__ = (CheckConstraint("length(state_hash) = 64", name="hash_in_hex"),)
    __personal__: ClassVar[dict[str, str]] = {}

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    platform_id: Mapped[UUID] = mapped_column(ForeignKey("lti_platform.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(index=True)


class LtiRejection(Base):
    """Launches of a platform that were rejected for one reason, counted."""

    __tablename__ = "lti_rejection"
    __table_args__ = (
        UniqueConstraint("platform_id", "code", "received"),
        CheckConstraint("count >= 1", name="is_counted"),
        CheckConstraint("last_at >= first_at", name="first_is_first"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    platform_id: Mapped[UUID] = mapped_column(ForeignKey("lti_platform.id"))
    code: Mapped[str] = mapped_column(String(40))
    received: Mapped[str] = mapped_column(String(MAX_RECEIVED_LENGTH))  # ids and addresses, JSON
    count: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)


class LtiAccount(Base):
    """A person's account in a platform, by issuer and subject; never by e-mail."""

    __tablename__ = "lti_account"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)
    __personal__: ClassVar[dict[str, str]] = {"subject": "row deleted"}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    issuer: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))
    subject: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]


class LtiKey(Base):
    """An RSA key of the tool. It is published before it signs, since platforms cache key sets."""

    __tablename__ = "lti_key"
    __table_args__ = (CheckConstraint("signs_from >= created_at", name="signs_once_created"),)
    __personal__: ClassVar[dict[str, str]] = {}

    kid: Mapped[str] = mapped_column(String(64), primary_key=True)
    public_jwk: Mapped[dict[str, Any]]
    key_id: Mapped[UUID] = mapped_column(ForeignKey("data_key.id"))
    sealed: Mapped[bytes]  # the private key as PKCS#8 in DER
    created_at: Mapped[datetime]
    signs_from: Mapped[datetime]


class LtiResourceLink(Base):
    """A link in a platform that takes scores, and the page that it opens."""

    __tablename__ = "lti_resource_link"
    __table_args__ = (UniqueConstraint("platform_id", "deployment_id", "link_id"),)
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    platform_id: Mapped[UUID] = mapped_column(ForeignKey("lti_platform.id"))
    deployment_id: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))
    link_id: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))
    target: Mapped[str] = mapped_column(String(MAX_TARGET_LENGTH))
    line_item_url: Mapped[str] = mapped_column(String(MAX_LINE_ITEM_LENGTH))


class LtiScore(Retried, Base):
    """The score of a person for one link: an outbox with one row, sent again when it changes."""

    __tablename__ = "lti_score"
    __table_args__ = (
        UniqueConstraint("link_id", "subject"),
        CheckConstraint("sent_percent BETWEEN 0 AND 100", name="sent_in_percent"),
        CheckConstraint("failures >= 0", name="failures_are_counted"),
    )
    __personal__: ClassVar[dict[str, str]] = {"subject": "row deleted"}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    link_id: Mapped[UUID] = mapped_column(ForeignKey("lti_resource_link.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    subject: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))
    sent_percent: Mapped[int | None]
    sent_complete: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime | None]


class LtiRoster(Base):
    """A course of a platform whose links open a course here, and the address of its members.

    `course_code` is empty for links that open no course.
    """

    __tablename__ = "lti_roster"
    __table_args__ = (
        UniqueConstraint("platform_id", "deployment_id", "context_id", "course_code"),
        CheckConstraint("(key_id IS NULL) = (compared_at IS NULL)", name="sealed_once_compared"),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    platform_id: Mapped[UUID] = mapped_column(ForeignKey("lti_platform.id"))
    deployment_id: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))
    context_id: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))
    course_code: Mapped[str] = mapped_column(String(MAX_COURSE_CODE_LENGTH))
    title: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))
    memberships_url: Mapped[str] = mapped_column(String(MAX_SERVICE_URL_LENGTH))
    key_id: Mapped[UUID | None] = mapped_column(ForeignKey("data_key.id"))  # seals the names
    compared_at: Mapped[datetime | None]


class LtiMember(Base):
    """A learner whom the platform names for a course. They need not have an account here."""

    __tablename__ = "lti_member"
    __table_args__ = (
        UniqueConstraint("roster_id", "subject"),
        CheckConstraint(in_values("state", MEMBER_STATES), name="known_state"),
    )
    __personal__: ClassVar[dict[str, str]] = {"subject": "row deleted", "name": "row deleted"}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    roster_id: Mapped[UUID] = mapped_column(ForeignKey("lti_roster.id"))
    subject: Mapped[str] = mapped_column(String(MAX_ID_LENGTH))
    name: Mapped[bytes]  # sealed with the key of the roster
    state: Mapped[str] = mapped_column(String(10))
    changed_at: Mapped[datetime] = mapped_column(index=True)  # of the state


class LtiRegistration(Base):
    """A one-time address by which a platform registers itself, and the platform that did.

    Its launches are stopped until an administrator has approved it.
    """

    __tablename__ = "lti_registration"
    __table_args__ = (
        CheckConstraint("platform_id IS NULL OR used_at IS NOT NULL", name="used_for_a_platform"),
        CheckConstraint(
            "approved_at IS NULL OR platform_id IS NOT NULL", name="approved_once_registered"
        ),
    )
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME_LENGTH))  # of the platform, for people
    created_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    platform_id: Mapped[UUID | None] = mapped_column(ForeignKey("lti_platform.id"))
    approved_at: Mapped[datetime | None]
