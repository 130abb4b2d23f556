"""归一: how text is folded before it is searched, the same in Python as in the SQL function `zh_fold`."""

CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "\u3000"
NARROW = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)) + " "
_TABLE = str.maketrans(WIDE + CAPITALS, (NARROW + CAPITALS).translate(str.maketrans(CAPITALS, CAPITALS.lower())))


def fold(text: str) -> str:
    """Half-width and lower case (the Latin alphabet only, so that every machine folds alike)."""
    return text.translate(_TABLE)


def bigrams(text: str) -> list[str]:
    """Pairs of neighbouring characters of the folded text."""
    folded = fold(text)
    return [folded[place : place + 2] for place in range(len(folded) - 1)]


def like(text: str) -> str:
    """`text` folded and escaped for LIKE."""
    return fold(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def functions_sql() -> str:
    """The two immutable functions, as the migration creates them."""
    wide, narrow = (WIDE + CAPITALS).replace("'", "''"), (NARROW + CAPITALS).lower().replace("'", "''")
    return f"""
        CREATE OR REPLACE FUNCTION zh_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN translate(value, '{wide}', '{narrow}');
        CREATE OR REPLACE FUNCTION zh_bigrams(value text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
        DECLARE
            letters text[] := string_to_array(translate(value, '{wide}', '{narrow}'), NULL);  -- not zh_fold: a restore runs without a search path
        BEGIN
            RETURN ARRAY(SELECT letters[place] || letters[place + 1] FROM generate_series(1, cardinality(letters) - 1) place);
        END $body$;
    """  # noqa: S608 - constants of this module
