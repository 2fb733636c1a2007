"""index people of versions in their order, which evaluation reads in batches"""

from alembic import op

revision = "0058"
down_revision = "0057"

ENROLMENT = "ix_enrolment_course_version_id_person_id"
MEMBER = "ix_evaluation_member_context_id_id"


def upgrade() -> None:
    op.create_index(ENROLMENT, "enrolment", ["course_version_id", "person_id"])
    op.drop_index("ix_enrolment_course_version_id", table_name="enrolment")
    op.create_index(MEMBER, "evaluation_member", ["context_id", "id"])


def downgrade() -> None:
    op.drop_index(MEMBER, table_name="evaluation_member")
    op.create_index("ix_enrolment_course_version_id", "enrolment", ["course_version_id"])
    op.drop_index(ENROLMENT, table_name="enrolment")
