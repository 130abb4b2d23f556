"""The lookup `__zh`: substring by the bigram index with an exact recheck; one character searches the beginning."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db.models import CharField, F, Func, Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler

from core.search.fold import bigrams, like


class ZhBigrams(Func):
    """`zh_bigrams(column)`, for index expressions."""

    function = "zh_bigrams"


def bigram_index(field: str, name: str) -> GinIndex:
    """检索索引: the GIN index that makes `field__zh` fast; stands in `Meta.indexes`."""
    return GinIndex(ZhBigrams(F(field)), name=name)


@CharField.register_lookup
@TextField.register_lookup
class ZhContains(Lookup):
    """`field__zh="渎职"`: holds the words anywhere, half-width and case ignored."""

    lookup_name = "zh"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        words = str(self.rhs)
        if len(words) < 2:
            return f"zh_fold({column}) LIKE %s", (*params, f"{like(words)}%")
        return f"(zh_bigrams({column}) @> %s::text[] AND zh_fold({column}) LIKE %s)", (*params, bigrams(words), *params, f"%{like(words)}%")
