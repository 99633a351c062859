"""The platform every app of the portal stands on."""

from isc_portal.celery import app as celery_app

__all__ = ["celery_app"]
