from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from portal.choices import OPERATOR_ROLES, MailChoice, Role
from portal.querysets import MembershipQuerySet, UserQuerySet
from portal.validators import validate_phone


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, username, password=None, **fields):
        """A new account; with ``password`` None nobody can log in until one is set."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def get_by_natural_key(self, username):
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """One person, one account (G-01). What the person may do follows from memberships."""

    username = models.CharField("用户名", max_length=50, unique=True)
    name = models.CharField("姓名", max_length=50)
    position = models.CharField("职务", max_length=50, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True, validators=[validate_phone])
    email = models.EmailField("电子邮箱", max_length=100, blank=True)
    mail_choice = models.CharField(
        "邮件通知", max_length=10, choices=MailChoice, default=MailChoice.AT_ONCE
    )
    is_active = models.BooleanField("启用", default=True)
    is_demonstration = models.BooleanField("演练账号", default=False, editable=False)
    must_change_password = models.BooleanField("首次登录须修改密码", default=True)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["username"]
        verbose_name = verbose_name_plural = "用户"
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="username_once_in_any_case",
                violation_error_message="用户名已被使用（不区分大小写），请换一个。",
            )
        ]

    def __str__(self):
        return self.name

    @cached_property
    def current_memberships(self):
        """The memberships in force, with organisation and city; read once per request."""
        return list(self.memberships.current().select_related("organisation__city"))

    @cached_property
    def roles(self):
        return frozenset(Role(membership.role) for membership in self.current_memberships)

    @property
    def membership(self):
        """The first membership in force, which names the person on paper and in the audit."""
        return self.current_memberships[0] if self.current_memberships else None

    @property
    def organisation(self):
        return self.membership.organisation if self.membership else None

    def has_role(self, *roles):
        return not self.roles.isdisjoint(roles)

    def organisation_ids(self, *roles):
        """Organisations in which one of ``roles`` is held."""
        return [m.organisation_id for m in self.current_memberships if m.role in roles]

    def city_ids(self, *roles):
        """Cities for which one of ``roles`` is held."""
        return [
            m.organisation.city_id
            for m in self.current_memberships
            if m.role in roles and m.organisation.city_id
        ]

    # What django.contrib.admin asks: only operators of the platform enter it.

    @property
    def is_staff(self):
        return self.is_active and self.has_role(*OPERATOR_ROLES)

    def has_perm(self, perm, obj=None):
        return self.is_staff and self.has_role(Role.SYSTEM_ADMIN)

    def has_perms(self, perms, obj=None):
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label):
        return self.is_staff and self.has_role(Role.SYSTEM_ADMIN)


class Membership(models.Model):
    """A role that one person holds in one organisation, until it is ended."""

    user = models.ForeignKey(
        "portal.User", models.CASCADE, related_name="memberships", verbose_name="用户"
    )
    organisation = models.ForeignKey(
        "portal.Organisation", models.PROTECT, related_name="memberships", verbose_name="单位"
    )
    role = models.CharField("角色", max_length=20, choices=Role)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=models.Q(ended_at__isnull=True),
                name="membership_once_while_current",
                violation_error_message="该用户在本单位已有此角色。",
            )
        ]

    def __str__(self):
        return f"{self.user}（{self.organisation}，{self.get_role_display()}）"
