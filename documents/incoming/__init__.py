"""收文与批示: papers and leaders' instructions received, from registration to the close; numbered, handled by a named person, linked to what they concern."""
