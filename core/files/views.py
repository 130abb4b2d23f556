"""Looking at and fetching files. Every address asks the purpose's `may_see` first: previews, thumbnails and ranges too."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import audit
from core.files import pages
from core.files.models import StoredFile
from core.files.serving import seal, serve_file
from core.whole_number import whole_number

if TYPE_CHECKING:
    from django.http import QueryDict

    from accounts.http import AuthedRequest


ZOOMS = {"": ("", "适合页面"), "wide": ("is-wide", "适合宽度"), "large": ("is-large", "放大")}


def _file(request: AuthedRequest, pk: UUID) -> StoredFile:
    """The file within sight, else 404."""
    return get_object_or_404(StoredFile.objects.filter(pk=pk).visible_to(request.user).select_related("unit", "uploaded_by"), pk=pk)


@require_safe
def file_download(request: AuthedRequest, pk: UUID) -> HttpResponseBase:
    """下载: the original as an attachment, on record, a piece of it too."""
    file = _file(request, pk)
    response = serve_file(file, range_header=request.headers.get("Range", ""), if_range=request.headers.get("If-Range", ""))
    if request.method == "GET" and response.status_code in (200, 206):
        audit.record(actor=request.user, act="file.download", act_label="下载文件", target=file, at=timezone.now())
    return response


@require_safe
def file_inline(request: AuthedRequest, pk: UUID) -> HttpResponseBase:
    """In place: images, sound and film only; everything else is 404 here."""
    file = _file(request, pk)
    if not file.type.is_inline:
        raise Http404
    return serve_file(file, range_header=request.headers.get("Range", ""), if_range=request.headers.get("If-Range", ""), inline=True)


@require_safe
def file_page(request: AuthedRequest, pk: UUID, number: int) -> HttpResponseBase:
    """One page as an image; `?size=large` for the enlarged one."""
    return _png(_file(request, pk), number, pages.WIDTHS[request.GET.get("size") == "large"])


@require_safe
def file_thumb(request: AuthedRequest, pk: UUID, number: int) -> HttpResponseBase:
    return _png(_file(request, pk), number, pages.THUMB_WIDTH)


@require_safe
def file_text(request: AuthedRequest, pk: UUID, number: int) -> HttpResponse:
    """The words of one page, for search in the page and for readers."""
    file = _file(request, pk)
    _page_or_404(file, number)
    return seal(HttpResponse(pages.page_text(file, number), content_type="text/plain; charset=utf-8"))  # type: ignore[return-value]


@require_safe
def file_view(request: AuthedRequest, pk: UUID) -> HttpResponse:
    """The viewer: thumbnails, page, words."""
    file = _file(request, pk)
    if not file.has_pages:
        raise Http404
    return render(request, "core/page_viewer.html", {"file": file, "viewer": viewer_of(file, request.GET)})


def viewer_of(file: StoredFile, query: QueryDict) -> dict[str, object]:
    """Context of the partial `core/_page_viewer.html`: page asked for by `?page=`, its neighbours, `?zoom=`, and all pages for the strip."""
    count = pages.page_count(file)
    zoom = query.get("zoom", "")
    number = min(max(whole_number(query.get("page")) or 1, 1), count)
    zoom_class, zoom_words = ZOOMS.get(zoom, ZOOMS[""])
    image = reverse("core:file-page", args=[file.pk, number]) + ("?size=large" if zoom == "large" else "")
    return {
        "number": number,
        "count": count,
        "previous": max(number - 1, 1),
        "next": min(number + 1, count),
        "numbers": range(1, count + 1),
        "image": image,
        "zoom_class": zoom_class,
        "zoom_words": zoom_words,
        "zoom_in": "large" if zoom else "wide",
    }


def _page_or_404(file: StoredFile, number: int) -> None:
    if not 1 <= number <= pages.page_count(file):
        raise Http404


def _png(file: StoredFile, number: int, width: int) -> HttpResponseBase:
    _page_or_404(file, number)
    return seal(HttpResponse(pages.page_image(file, number, width).read_bytes(), content_type="image/png"))
