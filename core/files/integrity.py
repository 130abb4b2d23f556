"""完整性: every file that has a row is there and is what it was."""

from core.files.models import StoredFile
from core.files.serving import hash_of
from core.files.storage import file_store


def check() -> list[str]:
    """One sentence for each missing or altered file, removed ones included: their bytes are still records."""
    return [sentence for file in StoredFile.objects.order_by("created_at").iterator(chunk_size=500) if (sentence := fault_of(file))]


def fault_of(file: StoredFile) -> str:
    """What is wrong with the stored bytes of one file, "" when nothing is."""
    try:
        with file_store().open(file.storage_name) as stream:
            found = hash_of(stream)
    except FileNotFoundError:
        return f"文件 {file.pk}（{file}）丢失。"
    return "" if found == file.sha256 else f"文件 {file.pk}（{file}）的内容与登记的校验值不一致。"
