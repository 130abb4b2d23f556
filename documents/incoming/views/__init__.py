"""Pages and acts of 收文与批示."""
