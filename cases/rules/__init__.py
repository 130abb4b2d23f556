"""程序规则: what the law asks of a case, one function a rule, over a `DraftCase` value; no row is read or written here."""
