"""台账: list pages, saved filters and exports. A list is a `ListPage`; `core.lists.view.list_view` answers its address."""

from core.lists.page import Bulk, Column, Empty, Link, ListPage, Tab

__all__ = ["Bulk", "Column", "Empty", "Link", "ListPage", "Tab"]
