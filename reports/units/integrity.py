"""完整性: a pack's rows still have the digest it was made with."""

from reports.models import UnitPack
from reports.units.pack_rows import digest_of


def check() -> list[str]:
    """One sentence for each pack whose rows differ."""
    return [f"{pack}的数据与摘要不符" for pack in UnitPack.objects.select_related("unit").iterator() if digest_of(pack.rows) != pack.sha256]
