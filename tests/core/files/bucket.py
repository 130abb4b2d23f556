"""A stand-in for a bucket: one in-memory storage for the whole process."""

from django.core.files.storage import InMemoryStorage


class Bucket(InMemoryStorage):
    """Named in FILE_STORAGE as the S3 class would be."""
