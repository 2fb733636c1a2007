"""A webhook with a delivery in each state."""

from datetime import timedelta

from sqlalchemy import select

from lms.kernel.clock import utc_now
from lms.kernel.deliveries.events import publish_event
from lms.kernel.deliveries.models import EventDelivery
from lms.kernel.deliveries.webhooks import WebhookDetails, add_webhook

EVENTS = ("certificate.issued", "certificate.revoked", "enrolment.completed")


def add_webhook_with_deliveries(world, session, person_id):
    """Three events: delivered, waiting after failures, and given up."""
    details = WebhookDetails(
        "Dinas Pendidikan Kabupaten Contoh", "https://sistem.contoh.example/payung", EVENTS
    )
    now = utc_now()
    webhook_id, _secret = add_webhook(session, details, added_by=None, now=now)
    world.paths["webhook"] = f"/admin/webhooks/{webhook_id}"
    for event in EVENTS:
        publish_event(session, event, {}, person_id=person_id, now=now)
    session.flush()
    delivered, waiting, ended = session.scalars(select(EventDelivery)).all()
    delivered.end_retries()
    delivered.delivered_at = now
    waiting.postpone("status-503", now=now)
    waiting.due_at = now + timedelta(days=3)
    ended.end_retries(problem="inside-network")
