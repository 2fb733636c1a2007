"""Errors of receivers of events."""

from lms.kernel.errors import Conflict, Invalid, NotFound


class EventReceiverNotFound(NotFound):
    """No such receiver."""

    code = "event-receiver-not-found"


class EventDeliveryNotFound(NotFound):
    """No such delivery, or it has waited for too long and was deleted."""

    code = "event-delivery-not-found"


class EventReceiverInvalid(Invalid):
    """A value of a receiver is missing or unusable. `field` names it."""

    code = "event-receiver-invalid"


class RecordStoreExists(Conflict):
    """There is a record store already."""

    code = "record-store-exists"


class WebhookSecretChanged(Conflict):
    """The secret is no longer the one that was to be replaced."""

    code = "webhook-secret-changed"
