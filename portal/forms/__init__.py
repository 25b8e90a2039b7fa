"""What people type: about their own account, about others, and which workbook they choose."""

from portal.forms.account import LoginForm, PasswordForm, ProfileForm
from portal.forms.imports import ImportForm

__all__ = ["ImportForm", "LoginForm", "PasswordForm", "ProfileForm"]
