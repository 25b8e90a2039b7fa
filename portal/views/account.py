"""Log-in, log-out, password and one's own details."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.contrib.auth.views import PasswordChangeView as DjangoPasswordChange
from django.db import transaction
from django.forms.models import model_to_dict
from django.http import HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from portal import audit
from portal.forms import LoginForm, PasswordForm, ProfileForm
from portal.models import AuditEntry, User
from portal.passwords import password_rules
from portal.services import change_own_details
from portal.templatetags.portal_ui import cn_moment
from portal.validators import normalise_username

RECENT = 5


class LogIn(LoginView):
    """The log-in page; afterwards the person is back where the session had ended."""

    authentication_form = LoginForm
    redirect_authenticated_user = True

    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        user = self.request.user
        if last := AuditEntry.objects.filter(actor=user, action="log_in").last():
            messages.info(self.request, _last_log_in(last))
        audit.record(user, "log_in", user, label="登录")
        return response

    @transaction.atomic
    def form_invalid(self, form):
        """Only a name that exists is written down: people type passwords into the wrong box."""
        typed = normalise_username(self.request.POST.get("username", ""))
        known = User.objects.filter(username=typed).first()
        audit.record(None, "log_in_failed", known or User(), label="登录失败", known=bool(known))
        return super().form_invalid(form)


def _last_log_in(entry):
    place = f"，地址{entry.address}" if entry.address else ""
    return f"上次登录：{cn_moment(entry.at)}{place}。如非本人登录，请立即修改密码。"


class LogOut(LogoutView):
    def post(self, request, *args, **kwargs):
        audit.record(request.user, "log_out", request.user, label="退出")
        return super().post(request, *args, **kwargs)


class PasswordChange(DjangoPasswordChange):
    """The own password; with an initial one there is no way around this page."""

    form_class = PasswordForm
    template_name = "registration/password_change.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(rules=password_rules(), **kwargs)

    def form_valid(self, form):
        form.save()
        update_session_auth_hash(self.request, form.user)
        messages.success(self.request, "密码已修改，请牢记新密码。")
        return HttpResponseRedirect(reverse("home"))


class Profile(FormView):
    """Who I am here, in which roles, and when this account was used last."""

    template_name = "portal/profile.html"
    form_class = ProfileForm

    def get_initial(self):
        return model_to_dict(self.request.user, fields=self.form_class.base_fields)

    def form_valid(self, form):
        change_own_details(user=self.request.user, details=form.cleaned_data)
        messages.success(self.request, "个人信息已保存。")
        return redirect("profile")

    def get_context_data(self, **kwargs):
        own = AuditEntry.objects.filter(actor=self.request.user, action="log_in")
        return super().get_context_data(
            log_ins=own.order_by("-pk")[:RECENT], sends_mail=settings.SENDS_MAIL, **kwargs
        )


@login_not_required
@never_cache
@require_safe
def session(request):
    """For scripts: whose session this is, its token, and for how many seconds it lasts."""
    if not request.user.is_authenticated:
        return JsonResponse({"login": reverse("login")}, status=403)
    request.session.modified = True
    seconds = settings.SESSION_COOKIE_AGE
    return JsonResponse({"user": request.user.pk, "token": get_token(request), "seconds": seconds})
