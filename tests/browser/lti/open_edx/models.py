"""People of the course and their grades."""

from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import models


class Profile(models.Model):
    """The name and the course role of a user, and the id that tools know them by."""

    user = models.OneToOneField(get_user_model(), models.CASCADE, related_name="profile")
    name = models.CharField(max_length=255)
    role = models.CharField(max_length=20)
    external_user_id = models.UUIDField(unique=True, default=uuid4)


class Grade(models.Model):
    """The newest grade that a block has published for a user."""

    user = models.ForeignKey(get_user_model(), models.CASCADE)
    block = models.CharField(max_length=255)
    value = models.FloatField(null=True)
    max_value = models.FloatField(null=True)
