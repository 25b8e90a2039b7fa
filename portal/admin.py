"""The operator's pages: organisations and people, for 系统管理员 alone. Nothing of any application."""

from axes.utils import reset as unlock
from django import forms
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ConfirmImportForm, ImportForm

from portal import audit
from portal.choices import Role
from portal.models import Holiday, Membership, Organisation, Region, User
from portal.resources import OrganisationResource, UserResource
from portal.services import (
    AccountRefused,
    NewAccount,
    add_membership,
    change_account,
    create_account,
    end_membership,
    free_username,
    issue_initial_password,
    save_organisation,
    set_active,
    unfit,
)
from portal.validators import normalise_code
from portal.workbooks import refuse_bomb

PASSWORDS_AT_ONCE = 50


class OperatorSite(admin.AdminSite):
    """Opens to 系统管理员; log-in, log-out and passwords are those of the portal."""

    site_header = "平台系统管理"
    site_title = "平台系统管理"
    index_title = "单位和账号"

    def has_permission(self, request):
        return request.user.is_active and request.user.has_role(Role.SYSTEM_ADMIN)

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if not self.has_permission(request):
                raise PermissionDenied("只有系统管理员可以进入系统管理。")
            return inner(request, *args, **kwargs)

        return guarded

    def login(self, request, extra_context=None):
        return redirect("admin:index")

    login.login_required = True

    def password_change(self, request, extra_context=None):
        return redirect("password_change")

    def logout(self, request, extra_context=None):
        if request.method != "POST":
            return redirect("admin:index")
        audit.record(request.user, "log_out", request.user, label="退出")
        logout(request)
        return redirect("login")


site = OperatorSite(name="admin")


# --- what both lists share -----------------------------------------------------------------


class SheetImportForm(ImportForm):
    """Looks at a workbook before openpyxl does."""

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        if file.name.lower().endswith(".xlsx"):
            refuse_bomb(file)
        return file


class SheetAdmin(ImportExportMixin, admin.ModelAdmin):
    """Lists with import and export; nothing with history is deleted."""

    formats = (XLSX, CSV)
    import_form_class = SheetImportForm
    confirm_form_class = ConfirmImportForm
    skip_import_confirm = False
    list_per_page = 50

    def has_delete_permission(self, request, obj=None):
        return False


# --- organisations -------------------------------------------------------------------------


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = (
            "name",
            "kind",
            "city",
            "county",
            "credit_code",
            "nature",
            "nature_other",
            "zone_name",
            "core_resource",
            "standing",
        )

    def clean_credit_code(self):
        return normalise_code(self.cleaned_data["credit_code"] or "") or None

    def clean(self):
        values = super().clean()
        county = values.get("county")
        if county and county.parent_id != getattr(values.get("city"), "pk", None):
            self.add_error("county", "所选县（市、区）不在所选市内，请重新选择。")
        return values


@admin.register(Organisation, site=site)
class OrganisationAdmin(SheetAdmin):
    form = OrganisationForm
    resource_classes = (OrganisationResource,)
    list_display = ("name", "kind", "city", "credit_code", "standing")
    list_filter = ("kind", "standing", "city")
    list_select_related = ("city",)
    search_fields = ("name", "zone_name", "credit_code")

    def get_readonly_fields(self, request, obj=None):
        """What an organisation is and where it lies have a history, so they stay."""
        return ("kind", "city") if obj else ()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in ("city", "county"):
            kwargs["queryset"] = Region.objects.select_related("parent")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        save_organisation(organisation=obj, fields=form.changed_data, actor=request.user)


# --- people --------------------------------------------------------------------------------


class AccountForm(forms.ModelForm):
    """A new account with its first role."""

    organisation = forms.ModelChoiceField(Organisation.objects.all(), label="单位")
    role = forms.ChoiceField(label="角色", choices=Role)

    class Meta:
        model = User
        fields = ("username", "name", "position", "phone", "email")

    def clean_username(self):
        try:
            return free_username(self.cleaned_data["username"])
        except AccountRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean(self):
        values = super().clean()
        _refuse_unfit(User(), values)
        return values


class MembershipForm(forms.ModelForm):
    """A role that is held, or one more."""

    end = forms.BooleanField(label="结束任职", required=False)

    class Meta:
        model = Membership
        fields = ("organisation", "role")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = self.instance.pk is not None
        self.fields["organisation"].disabled = self.fields["role"].disabled = held
        self.fields["end"].disabled = not held
        for name in ("can_add_related", "can_change_related", "can_view_related"):
            setattr(self.fields["organisation"].widget, name, False)

    def clean(self):
        values = super().clean()
        if self.instance.pk is None:
            _refuse_unfit(self.instance.user, values)
        return values


def _refuse_unfit(user, values):
    organisation, role = values.get("organisation"), values.get("role")
    if not organisation or not role:
        return
    if problem := unfit(user=user, organisation=organisation, role=role):
        raise ValidationError(problem)


class MembershipInline(admin.TabularInline):
    model = Membership
    form = MembershipForm
    fields = ("organisation", "role", "end")
    extra = 1
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).filter(ended_at__isnull=True)


class EmploymentFilter(admin.SimpleListFilter):
    title = "任职"
    parameter_name = "membership"

    def lookups(self, request, model_admin):
        return [("none", "没有任职")]

    def queryset(self, request, queryset):
        if self.value() != "none":
            return queryset
        employed = Membership.objects.current().values("user")
        return queryset.filter(is_active=True).exclude(pk__in=employed)


@admin.register(User, site=site)
class UserAdmin(SheetAdmin):
    resource_classes = (UserResource,)
    list_display = (
        "username",
        "name",
        "employment",
        "is_active",
        "must_change_password",
        "last_login",
    )
    list_filter = ("is_active", "must_change_password", EmploymentFilter)
    search_fields = ("username", "name", "memberships__organisation__name")
    actions = ("issue_passwords", "disable", "enable", "unlock_log_in")
    inlines = (MembershipInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("memberships__organisation")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = AccountForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request, obj=None):
        if obj is None:
            return (*AccountForm.Meta.fields, "organisation", "role")
        return ("username", "name", "position", "phone", "email", "is_active", "last_login")

    def get_readonly_fields(self, request, obj=None):
        return ("username", "is_active", "last_login") if obj else ()

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

    @admin.display(description="任职")
    def employment(self, user):
        held = [row for row in user.memberships.all() if row.ended_at is None]
        return "；".join(f"{row.organisation}，{row.get_role_display()}" for row in held) or "无"

    def save_model(self, request, obj, form, change):
        if change:
            change_account(user=obj, fields=form.changed_data, actor=request.user)
            return
        account = create_account(actor=request.user, **form.cleaned_data)
        obj.pk = account.user.pk
        obj.initial_password = account.password

    def response_add(self, request, obj, post_url_continue=None):
        return self._show(request, [NewAccount(obj, obj.initial_password)])

    def save_formset(self, request, form, formset, change):
        for row in formset.forms:
            values = row.cleaned_data
            if row.instance.pk and values.get("end"):
                end_membership(membership=row.instance, actor=request.user)
            elif row.instance.pk is None and values.get("organisation"):
                place = {"organisation": values["organisation"], "role": values["role"]}
                add_membership(user=formset.instance, actor=request.user, **place)
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    @admin.action(description="发放初始密码（原密码作废）")
    def issue_passwords(self, request, queryset):
        if queryset.count() > PASSWORDS_AT_ONCE:
            sentence = f"一次最多发放{PASSWORDS_AT_ONCE}个初始密码，请分批选择。"
            self.message_user(request, sentence, messages.ERROR)
            return None
        try:
            with transaction.atomic():
                issued = [
                    NewAccount(user, issue_initial_password(user=user, actor=request.user))
                    for user in queryset
                ]
        except AccountRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return None
        return self._show(request, issued)

    def _show(self, request, issued):
        """The one time that an initial password is seen: never in a cookie, a log or a session."""
        context = {**site.each_context(request), "title": "初始密码", "accounts": issued}
        return render(request, "portal/initial_passwords.html", context)

    @admin.action(description="停用账号")
    def disable(self, request, queryset):
        for user in queryset.exclude(pk=request.user.pk):
            set_active(user=user, active=False, actor=request.user)
        self.message_user(
            request, "所选账号已停用，正在使用的会话即时失效；本人的账号不能自行停用。"
        )

    @admin.action(description="启用账号")
    def enable(self, request, queryset):
        for user in queryset:
            set_active(user=user, active=True, actor=request.user)
        self.message_user(request, "所选账号已启用。")

    @admin.action(description="解除登录锁定")
    def unlock_log_in(self, request, queryset):
        for user in queryset:
            unlock(username=user.username)
            audit.record(request.user, "unlock_log_in", user, label="解除登录锁定")
        self.message_user(request, "所选账号的登录锁定已解除，可以重新登录。")


# --- the calendar --------------------------------------------------------------------------


@admin.register(Holiday, site=site)
class HolidayAdmin(admin.ModelAdmin):
    """Each year's holidays and 调休, once the State Council has announced them."""

    list_display = ("day", "is_workday", "name")
    list_filter = ("is_workday",)
    ordering = ("-day",)
    actions = None

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        self._record(request, obj, "set_holiday", "设定节假日")

    def delete_model(self, request, obj):
        self._record(request, obj, "remove_holiday", "删除节假日")
        super().delete_model(request, obj)

    def _record(self, request, holiday, action, label):
        audit.record(request.user, action, holiday, label=label, day=str(holiday))
