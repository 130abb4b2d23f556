"""图片: it decodes to the last line and has no more pixels than a decent camera takes."""

import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from core.errors import DomainError

MOST_PIXELS = 120_000_000
FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "bmp": "BMP", "tif": "TIFF", "tiff": "TIFF"}


def check(path: Path, extension: str) -> int:
    """The number of frames that can be shown as pages: 1, more for a scanned TIFF."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings(), Image.open(path, formats=[FORMATS[extension]]) as image:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            _refuse_pixels(image)
            image.load()
            return _scanned_pages(image) if image.format == "TIFF" else 1
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DomainError(_too_many()) from None
    except UnidentifiedImageError:
        raise DomainError("图片打不开，请重新拍摄或另存后再{verb}。") from None
    except (OSError, SyntaxError, ValueError):
        raise DomainError("图片不完整或已损坏，请重新拍摄或另存后再{verb}。") from None


def _too_many() -> str:
    return f"图片像素过多（上限 {MOST_PIXELS // 100_000_000 * 10_000 + MOST_PIXELS % 100_000_000 // 10_000} 万像素），请缩小后再{{verb}}。"


def _refuse_pixels(image: Image.Image) -> None:
    """Also asked here, because Pillow only warns between its limit and twice its limit."""
    if image.width * image.height > MOST_PIXELS:
        raise DomainError(_too_many())


def _scanned_pages(image: Image.Image) -> int:
    """Frames of a TIFF, each within the pixel limit."""
    frames = getattr(image, "n_frames", 1)
    for frame in range(1, frames):
        image.seek(frame)
        _refuse_pixels(image)
        image.load()
    return frames
