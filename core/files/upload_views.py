"""Uploading: tus 1.0 (creation, termination, checksum, expiration) for browsers with JavaScript, a plain form for the rest.

Refusals are one Chinese sentence as text, which the page shows beside the file. PATCH may also come as POST with
X-HTTP-Method-Override, because many intranet gateways let only GET and POST through.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse, UnreadablePostError
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import http_date, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from core.errors import DomainError
from core.files import rules
from core.files.actions import store
from core.files.models import Upload
from core.files.storage import BLOCK, StoreFull
from core.files.uploads import LIFETIME, WrongChecksum, WrongOffset, add_part, drop_upload, start_upload
from core.whole_number import whole_number

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from accounts.http import AuthedRequest

VERSION = "1.0.0"
CAPABILITIES = {
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,termination,checksum,expiration",
    "Tus-Checksum-Algorithm": "sha256",
}
PART_TYPE = "application/offset+octet-stream"
NO_RIGHT = "您不能向这里上传文件。"
STATUSES = {WrongOffset: 409, WrongChecksum: 460, StoreFull: 507}


def _answer(status: int, sentence: str = "", **headers: str) -> HttpResponse:
    response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    response["Tus-Resumable"] = VERSION
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def _refusal(refusal: DomainError | PermissionDenied) -> HttpResponse:
    if isinstance(refusal, PermissionDenied):
        return _answer(403, str(refusal) or NO_RIGHT)
    return _answer(STATUSES.get(type(refusal), 422), str(refusal))


def upload_list(request: AuthedRequest) -> HttpResponse:
    """GET: one's unfinished uploads for a target, to go on with. POST: start one. OPTIONS: what this server can do."""
    if request.method == "OPTIONS":
        response = _answer(204)
        for name, value in CAPABILITIES.items():
            response[name] = value
        return response
    if request.method == "GET":
        return _unfinished(request)
    if request.method == "POST":
        return _create(request)
    return HttpResponseNotAllowed(["GET", "POST", "OPTIONS"])


def _unfinished(request: AuthedRequest) -> JsonResponse:
    wanted = {"purpose": request.GET.get("purpose", ""), "target": request.GET.get("target", "")}
    uploads = Upload.objects.visible_to(request.user).unfinished().filter(**wanted).order_by("created_at")
    return JsonResponse({"uploads": [_row(upload) for upload in uploads]})


def _row(upload: Upload) -> dict[str, str | int]:
    return {"name": upload.original_name, "size": upload.length, "stamp": upload.stamp, "offset": upload.offset, "url": upload.get_absolute_url()}


def _create(request: AuthedRequest) -> HttpResponse:
    if request.headers.get("Tus-Resumable") != VERSION:
        return _answer(412, "上传协议版本不符，请刷新页面后再传。", Tus_Version=VERSION)
    facts = _metadata(request.headers.get("Upload-Metadata", ""))
    length = whole_number(request.headers.get("Upload-Length"))
    if length is None or len(facts.get("target", "")) > 120:
        return _answer(400, "上传请求不完整，请刷新页面后再传。")
    try:
        upload = start_upload(
            purpose=facts.get("purpose", ""),
            target=facts.get("target", ""),
            name=facts.get("filename", ""),
            length=length,
            stamp=facts.get("stamp", ""),
            actor=request.user,
            at=timezone.now(),
        )
    except (DomainError, PermissionDenied) as refusal:
        return _refusal(refusal)
    return _answer(201, Location=upload.get_absolute_url(), Upload_Expires=_expiry(upload))


def _expiry(upload: Upload) -> str:
    return http_date((upload.touched_at + LIFETIME).timestamp())


def _metadata(header: str) -> dict[str, str]:
    """`key base64,key base64` as text; what cannot be read is left out."""
    facts: dict[str, str] = {}
    for pair in header.split(",")[:20]:
        key, _, value = pair.strip().partition(" ")
        try:
            facts[key] = base64.b64decode(value, validate=True).decode().replace("\0", "")
        except (binascii.Error, UnicodeDecodeError):
            continue
    return facts


def upload_part(request: AuthedRequest, pk: UUID) -> HttpResponse:
    """HEAD: where it stands. PATCH: the next part. DELETE: give it up. Only for its author."""
    upload = get_object_or_404(Upload.objects.visible_to(request.user).select_related("file"), pk=pk)
    method = request.headers.get("X-HTTP-Method-Override", request.method) if request.method == "POST" else request.method
    if method == "HEAD":
        return _standing(upload, 410 if upload.refused else 200)
    if method == "PATCH":
        return _receive(request, upload)
    if method == "DELETE":
        drop_upload(upload=upload)
        return _answer(204)
    return HttpResponseNotAllowed(["HEAD", "PATCH", "DELETE"])


def _standing(upload: Upload, status: int) -> HttpResponse:
    response = _answer(status, Upload_Offset=str(upload.offset), Upload_Length=str(upload.length), Upload_Expires=_expiry(upload))
    if upload.file is not None:
        response["Upload-File"] = upload.file.get_absolute_url()
    return response


def _receive(request: AuthedRequest, upload: Upload) -> HttpResponse:
    if request.content_type != PART_TYPE:
        return _answer(415, "上传请求的格式不符，请刷新页面后再传。")
    if upload.refused:
        return _answer(410, upload.refused)
    offset = whole_number(request.headers.get("Upload-Offset"))
    checksum = _checksum(request.headers.get("Upload-Checksum", ""))
    if offset is None or checksum is None:
        return _answer(400, "上传请求不完整，请刷新页面后再传。")
    try:
        upload = add_part(
            upload=upload, offset=offset, content=iter(lambda: request.read(BLOCK), b""), checksum=checksum, actor=request.user, at=timezone.now()
        )
    except (DomainError, PermissionDenied) as refusal:
        return _refusal(refusal)
    except UnreadablePostError:  # the browser went away in the middle of a part
        return _answer(400, "这一段没有传完，请重新连接后接着传。")
    return _standing(upload, 204)


def _checksum(header: str) -> str | None:
    """SHA-256 in hex from `sha256 <base64>`; "" when none is given, None for another algorithm or nonsense."""
    if not header:
        return ""
    algorithm, _, value = header.partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except binascii.Error:
        return None
    return digest.hex() if algorithm == "sha256" and len(digest) == 32 else None


@require_POST
def upload_plain(request: AuthedRequest) -> HttpResponse:
    """The same without JavaScript: any number of files in one form; each is judged alone and named in the answer."""
    purpose, target = request.POST.get("purpose", ""), request.POST.get("target", "")
    files = request.FILES.getlist("files")
    try:
        unit = rules.may_upload(request.user, purpose, target)
    except (DomainError, PermissionDenied) as refusal:
        messages.error(request, str(refusal) or NO_RIGHT)
        return redirect(_next(request))
    saved = sum(_store_one(request, purpose, target, unit, file) for file in files)
    if saved:
        messages.success(request, f"已传 {saved} 个文件。")
    if not files:
        messages.error(request, "请先选择文件。")
    return redirect(_next(request))


def _store_one(request: AuthedRequest, purpose: str, target: str, unit: object, file: UploadedFile[bytes]) -> bool:
    at = timezone.now()
    try:
        store(
            purpose=purpose,
            name=file.name or "",
            stream_or_bytes=file.chunks(),
            actor=request.user,
            at=at,
            unit=unit,
            on_behalf=rules.is_on_behalf(request.user, unit),
            attach=lambda stored: rules.on_stored(stored, target, request.user, at),
        )
    except (DomainError, PermissionDenied) as refusal:
        messages.error(request, f"“{file.name}”未保存：{str(refusal) or NO_RIGHT}")
        return False
    return True


def _next(request: HttpRequest) -> str:
    """Back to the page of the form, never to another site."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()) else "/"
