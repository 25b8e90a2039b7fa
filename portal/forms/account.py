"""What people type about their own account."""

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError

from portal.choices import MailChoice
from portal.services import change_own_password
from portal.text import clean_line
from portal.validators import (
    normalise_email,
    normalise_phone,
    normalise_username,
    validate_email,
    validate_phone,
)


class LoginForm(AuthenticationForm):
    """用户名 in any case and width, 密码 as it is."""

    error_messages = {
        "invalid_login": "用户名或密码不正确，请核对后重新输入；连续5次错误将锁定15分钟。",
        "inactive": "该账号已停用，请联系系统管理员。",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs |= {"data-width": "medium", "spellcheck": "false"}
        self.fields["password"].widget.attrs |= {"data-width": "medium"}
        self.fields["username"].error_messages["required"] = "请输入用户名。"
        self.fields["password"].error_messages["required"] = "请输入密码。"

    def clean_username(self):
        """What is longer than any name is nobody's: it is neither tried nor counted."""
        username = normalise_username(self.cleaned_data["username"])
        if len(username) > self.username_field.max_length:
            raise self.get_invalid_login_error()
        return username

    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        if user.is_demonstration and not settings.DEMO:
            raise ValidationError("演练账号只能在演练环境中登录。", code="demonstration")


class PasswordForm(PasswordChangeForm):
    """The old password once, the new one twice."""

    error_messages = {
        "password_incorrect": "原密码不正确，请重新输入。",
        "password_mismatch": "两次输入的新密码不一致，请重新输入。",
        "password_same": "新密码不能与原密码相同，请换一个。",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {
            "old_password": "原密码",
            "new_password1": "新密码",
            "new_password2": "再次输入新密码",
        }
        for name, label in labels.items():
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.error_messages["required"] = f"请填写{label}。"
            field.widget.attrs |= {"data-width": "medium"}

    def clean_new_password1(self):
        new = self.cleaned_data["new_password1"]
        if new == self.cleaned_data.get("old_password"):
            raise ValidationError(self.error_messages["password_same"], code="password_same")
        return new

    def validate_password_for_user(self, user, *names):
        """What is wrong with the password stands beside it, not beside its repetition."""
        super().validate_password_for_user(user, "new_password1")

    def save(self, commit=True):
        change_own_password(user=self.user, password=self.cleaned_data["new_password1"])
        return self.user


#: What a choice of mail means.
MEANING = {
    MailChoice.AT_ONCE: "有新消息时立即发送一封邮件。",
    MailChoice.DIGEST: "每天早上7:30发送一封，列出还没有阅读的消息。",
    MailChoice.NONE: "不发送邮件，请自行登录平台查看消息。",
}


class ContactForm(forms.Form):
    """职务, and how somebody is reached."""

    position = forms.CharField(label="职务", max_length=50, required=False)
    phone = forms.CharField(
        label="联系电话",
        max_length=30,
        required=False,
        help_text="多个号码用“、”隔开。",
        widget=forms.TextInput(attrs={"data-width": "medium", "inputmode": "tel"}),
    )
    email = forms.CharField(label="电子邮箱", max_length=100, required=False)

    def clean_position(self):
        return clean_line(self.cleaned_data["position"])

    def clean_phone(self):
        return _valid(validate_phone, normalise_phone(self.cleaned_data["phone"]))

    def clean_email(self):
        return _valid(validate_email, normalise_email(self.cleaned_data["email"]))


class ProfileForm(ContactForm):
    """What a person may change about themselves."""

    mail_choice = forms.ChoiceField(
        label="邮件通知",
        choices=[(choice.value, f"{choice.label}：{MEANING[choice]}") for choice in MailChoice],
        widget=forms.RadioSelect,
        required=False,
    )

    def clean_mail_choice(self):
        """Whoever chooses nothing stays with what they had."""
        return self.cleaned_data["mail_choice"] or self.initial["mail_choice"]


def _valid(validate, text):
    """``text`` when it is empty or right; raises ValidationError otherwise."""
    if text:
        validate(text)
    return text
