"""A web hook with a delivery in each state."""

from datetime import timedelta

from sqlalchemy import select

from lms.kernel.clock import utc_now
from lms.kernel.deliveries.events import WEBHOOK_EVENTS, publish_event
from lms.kernel.deliveries.models import EventDelivery
from lms.kernel.deliveries.receivers import WebhookDetails, add_webhook


def add_web_hook(world, session, person_id):
    """Three events: delivered, waiting after failures, and given up."""
    details = WebhookDetails(
        "Dinas Pendidikan Kabupaten Contoh", "https://sistem.contoh.example/payung", WEBHOOK_EVENTS
    )
    now = utc_now()
    webhook_id, _secret = add_webhook(session, details, added_by=None, now=now)
    world.paths["web hook"] = f"/admin/webhooks/{webhook_id}"
    for event in WEBHOOK_EVENTS:
        publish_event(session, event, {}, person_id=person_id, now=now)
    session.flush()
    delivered, waiting, ended = session.scalars(select(EventDelivery)).all()
    delivered.settle()
    delivered.delivered_at = now
    waiting.postpone("status-503", now=now)
    waiting.due_at = now + timedelta(days=3)
    ended.settle(problem="inside-network")
