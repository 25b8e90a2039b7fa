from django.core.management.base import BaseCommand, CommandError

from portal.choices import Role
from portal.models import Organisation
from portal.services import AccountRefused, create_account


class Command(BaseCommand):
    help = "Makes an account and prints its initial password, once."

    def add_arguments(self, parser):
        parser.add_argument("--username", required=True, help="small letters, digits and . _ -")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument(
            "--organisation",
            required=True,
            help="full name or 统一社会信用代码 of the organisation",
        )
        parser.add_argument("--position", default="", help="职务")

    def handle(self, *, username, name, role, organisation, position, **options):
        try:
            account = create_account(
                username=username,
                name=name,
                role=Role(role),
                organisation=_find(organisation),
                position=position,
            )
        except AccountRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        membership = account.user.membership
        self.stdout.write(f"已建立账号：{account.user.username}（{account.user.name}）")
        self.stdout.write(f"单位和角色：{membership.organisation}，{membership.get_role_display()}")
        self.stdout.write(f"初始密码：{account.password}")
        self.stdout.write("初始密码只显示这一次，请当面或密封交给本人；首次登录须修改。")


def _find(text):
    """The organisation called ``text``; raises CommandError with what to type instead."""
    text = text.strip()
    found = list(Organisation.objects.filter(name=text).select_related("city"))
    found = found or list(Organisation.objects.filter(credit_code=text.upper()))
    if not found:
        similar = Organisation.objects.filter(name__contains=text)[:10]
        hint = "、".join(organisation.name for organisation in similar)
        advice = f"是否是：{hint}？" if hint else "请先运行load_reference，或在系统管理中添加单位。"
        raise CommandError(f"没有名为“{text}”的单位。{advice}")
    if len(found) > 1:
        cities = "、".join(str(organisation.city) for organisation in found)
        raise CommandError(
            f"有{len(found)}个单位名为“{text}”（{cities}），请改用统一社会信用代码。"
        )
    return found[0]
