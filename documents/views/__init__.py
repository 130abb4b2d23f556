"""Doorways of 文书: list and page, acts, services, prints, dictionary, public verification."""
