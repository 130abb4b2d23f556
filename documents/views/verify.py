"""文书真伪核验: the public page behind the QR code. No login, no content, limited rate."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.http import client_address
from documents.forms import VerifyForm
from documents.verification import LARGEST, digest_of, find, is_digest, is_too_often, match


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def document_verify(request: HttpRequest, code: str) -> HttpResponse:
    if is_too_often(client_address(request), int(timezone.now().timestamp()) // 60):
        return render(request, "documents/verify_refused.html", {"code": code}, status=429)
    finding = find(code)
    if finding is None:
        return render(request, "documents/verify_unknown.html", {"code": code}, status=404)
    form = VerifyForm(request.POST or None, request.FILES or None)
    digest, sentence = _asked(form) if request.method == "POST" else ("", "")
    context = {"finding": finding, "form": form, "digest": digest, "sentence": sentence, "matched": match(finding, digest) if digest else ""}
    return render(request, "documents/verify.html", context, status=422 if sentence else 200)


def _asked(form: VerifyForm) -> tuple[str, str]:
    """The hash to compare, or the sentence that refuses."""
    if not form.is_valid():
        return "", "请选择文件，或者粘贴 64 位的 SHA-256 值。"
    upload, pasted = form.cleaned_data["file"], form.cleaned_data["digest"]
    if upload is not None:
        if (upload.size or 0) > LARGEST:
            return "", "文件超过 50 MB，请在本机计算 SHA-256 后粘贴核对。"
        return digest_of(upload.chunks()), ""
    return (pasted.strip().lower(), "") if is_digest(pasted) else ("", "请选择文件，或者粘贴 64 位的 SHA-256 值。")
