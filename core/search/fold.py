"""归一: how text is folded before it is searched, the same in Python as in SQL: case of Latin letters, width of letters, figures and signs."""

CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SIGNS, NARROW_SIGNS = "（），：；．－／％！？＋＝＆\u3000", "(),:;.-/%!?+=& "
WIDE = "".join(chr(code) for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)) for code in range(first, last + 1))
NARROW = "".join(chr(ord(letter) - 0xFEE0) for letter in WIDE)
_TABLE = str.maketrans(WIDE + SIGNS + CAPITALS, (NARROW + NARROW_SIGNS + CAPITALS).lower())


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
    """The two immutable functions, as the migration creates them.

    translate() costs its length times the text's, so it runs only where there is something to change. zh_bigrams spells
    the folding out instead of calling zh_fold: a restore runs without a search path.
    """
    letters = f"translate(value, '{WIDE}{SIGNS}', '{NARROW}{NARROW_SIGNS}')"
    signs = f"translate(value, '{SIGNS}', '{NARROW_SIGNS}')"
    changed = f"CASE WHEN value COLLATE \"C\" ~ '[０-９Ａ-Ｚａ-ｚ]' THEN {letters} WHEN value COLLATE \"C\" ~ '[{SIGNS}]' THEN {signs} ELSE value END"
    folded = f'lower(({changed}) COLLATE "C") COLLATE "default"'
    return f"""
        CREATE OR REPLACE FUNCTION zh_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN {folded};
        CREATE OR REPLACE FUNCTION zh_bigrams(value text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
        DECLARE
            letters text[] := string_to_array({folded}, NULL);
            pairs int := cardinality(letters) - 1;
        BEGIN
            FOR place IN 1..pairs LOOP
                letters[place] := letters[place] || letters[place + 1];
            END LOOP;
            RETURN letters[1:pairs];
        END $body$;
    """
