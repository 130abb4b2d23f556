"""文件类型: our table of types. What a file is called, how it is checked and as what it is served comes from here, never
from the browser that sent it."""

from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """How the inside is checked, and which icon is shown."""

    PDF = "pdf"
    IMAGE = "image"
    WORD = "word"
    SHEET = "sheet"
    SLIDES = "slides"
    OFD = "ofd"
    OLD_OFFICE = "old_office"
    ARCHIVE = "archive"
    AUDIO = "audio"
    VIDEO = "video"
    TEXT = "text"
    OTHER = "other"


@dataclass(frozen=True)
class FileType:
    """One extension: the type it is served as, its family, the signatures it may have and its name in words."""

    extension: str
    mime: str
    family: Family
    signatures: tuple[str, ...]
    label: str
    is_inline: bool = False  # may be shown in place (images, sound, film); everything else only as a download or as rendered pages


_OFFICE = "application/vnd.openxmlformats-officedocument"
_ROWS = (
    FileType("pdf", "application/pdf", Family.PDF, ("pdf",), "PDF"),
    FileType("jpg", "image/jpeg", Family.IMAGE, ("jpeg",), "JPG 图片", True),
    FileType("jpeg", "image/jpeg", Family.IMAGE, ("jpeg",), "JPG 图片", True),
    FileType("png", "image/png", Family.IMAGE, ("png",), "PNG 图片", True),
    FileType("gif", "image/gif", Family.IMAGE, ("gif",), "GIF 图片", True),
    FileType("webp", "image/webp", Family.IMAGE, ("webp",), "WebP 图片", True),
    FileType("bmp", "image/bmp", Family.IMAGE, ("bmp",), "BMP 图片", True),
    FileType("tif", "image/tiff", Family.IMAGE, ("tiff",), "TIFF 图片"),
    FileType("tiff", "image/tiff", Family.IMAGE, ("tiff",), "TIFF 图片"),
    FileType("docx", f"{_OFFICE}.wordprocessingml.document", Family.WORD, ("zip",), "Word 文档"),
    FileType("xlsx", f"{_OFFICE}.spreadsheetml.sheet", Family.SHEET, ("zip",), "Excel 表格"),
    FileType("pptx", f"{_OFFICE}.presentationml.presentation", Family.SLIDES, ("zip",), "演示文稿"),
    FileType("ofd", "application/ofd", Family.OFD, ("zip",), "OFD 版式文件"),
    FileType("doc", "application/msword", Family.OLD_OFFICE, ("ole",), "旧版 Word 文档"),
    FileType("xls", "application/vnd.ms-excel", Family.OLD_OFFICE, ("ole",), "旧版 Excel 表格"),
    FileType("wps", "application/vnd.ms-works", Family.OLD_OFFICE, ("ole",), "WPS 文字"),
    FileType("et", "application/vnd.ms-excel", Family.OLD_OFFICE, ("ole",), "WPS 表格"),
    FileType("zip", "application/zip", Family.ARCHIVE, ("zip",), "压缩包"),
    FileType("csv", "text/csv; charset=utf-8", Family.TEXT, ("text",), "CSV 表格"),
    FileType("txt", "text/plain; charset=utf-8", Family.TEXT, ("text",), "文本文件"),
    FileType("json", "application/json", Family.TEXT, ("text",), "JSON 文件"),
    FileType("mp3", "audio/mpeg", Family.AUDIO, ("mp3",), "录音", True),
    FileType("m4a", "audio/mp4", Family.AUDIO, ("mp4",), "录音", True),
    FileType("wav", "audio/wav", Family.AUDIO, ("wav",), "录音", True),
    FileType("mp4", "video/mp4", Family.VIDEO, ("mp4",), "录像", True),
    FileType("mov", "video/quicktime", Family.VIDEO, ("mp4",), "录像", True),
)
TYPES = {row.extension: row for row in _ROWS}
XLSX = TYPES["xlsx"].mime
UNKNOWN = FileType("", "application/octet-stream", Family.OTHER, (), "文件")


def extension_of(name: str) -> str:
    """Lower-case extension without the dot, "" when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def file_type(name: str) -> FileType:
    """The row of the table for `name`; UNKNOWN (served as a plain download) when its extension is not in it."""
    return TYPES.get(extension_of(name), UNKNOWN)
