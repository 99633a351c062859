"""What people do with documents: ask for one, try again, send for review, approve, withdraw. Only POST acts."""

from collections.abc import Callable
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from isc_portal.accounts.doors import signed_in

from . import services
from .doors import approval_door, document_door, kind_door
from .models import Document


class WithdrawalForm(forms.Form):
    """Why a version does not count any more."""

    reason = forms.CharField(
        label="Why is it withdrawn?",
        help_text="Those who may read the document see this. The public check only says that it was withdrawn.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )


@signed_in
@require_POST
def make(request: HttpRequest, kind: str, subject_id: int) -> HttpResponse:
    """Ask for a new version with the content as it stands now."""
    declared, subject = kind_door(request, kind, subject_id, write=True)
    if declared.limit and (limited := ratelimit.consume_or_429(request, action=declared.limit, user=request.user)):
        return limited
    try:
        document = services.request_document(kind=declared, subject=subject, by=request.user)
    except services.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("documents:kind", kind=kind, subject_id=subject_id)
    if not document.already_there:
        messages.success(request, f"Version {document.version} is being made. You get a message when it is ready.")
    elif document.is_under_way:
        messages.info(request, f"Version {document.version} is being made already, with the same content.")
    else:
        messages.info(
            request, f"Nothing has changed since version {document.version}, so no new one was made. It is below."
        )
    return redirect(document)


@signed_in
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a version that failed once more."""
    document = document_door(request, pk, write=True)
    return _act(
        request,
        document,
        lambda: services.retry(document=document, by=request.user),
        f"Version {document.version} is being made again.",
    )


@signed_in
@require_POST
def send_for_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the mayor to approve a draft."""
    document = document_door(request, pk, write=True)
    return _act(
        request,
        document,
        lambda: services.send_for_review(document=document, by=request.user),
        f"Version {document.version} is in review. The mayor has been told.",
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows what is approved and what was checked; POST approves."""
    document = approval_door(request, pk)
    if request.method == "POST":
        return _act(
            request,
            document,
            lambda: services.approve(document=document, by=request.user),
            f"You approved version {document.version}. Its cover is being made again with the approval.",
        )
    checks = document.declared.checks(document.snapshot)
    blocked = any(check.blocks and not check.ok for check in checks)
    return render(request, "documents/approve.html", {"version": document, "checks": checks, "blocked": blocked})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks why; POST withdraws the version."""
    document = document_door(request, pk, write=True)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _act(
            request,
            document,
            lambda: services.withdraw(document=document, reason=form.cleaned_data["reason"], by=request.user),
            f"Version {document.version} is withdrawn. Whoever checks a copy of it is told so.",
        )
    return render(
        request, "documents/withdraw.html", {"version": document, "form": form}, status=422 if form.errors else 200
    )


def _act(request: HttpRequest, document: Document, act: Callable[[], Any], done: str) -> HttpResponseRedirect:
    """Do one thing and say how it went, on the page of the kind."""
    try:
        act()
    except services.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(document)
