"""Doorways of 整改: the list, the page of one order, and the acts."""
