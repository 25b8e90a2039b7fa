"""What a mail server's refusal means, in words for whoever runs the portal; pure."""

from smtplib import (
    SMTPAuthenticationError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)


class SenderMissing(ValueError):
    """Nobody has said from whom the portal's mail comes."""


UNREACHABLE = "连接不上邮件服务器，请核对邮件服务器的地址、端口和网络。"
#: The first that fits; the address of a person is in none of them.
REASONS = (
    (SMTPRecipientsRefused, "邮件服务器不接受收件地址，请核对该账号的电子邮箱。"),
    (SMTPSenderRefused, "邮件服务器不接受发件地址，请核对发件地址的设置。"),
    (SMTPAuthenticationError, "邮件服务器拒绝登录，请核对邮件账号和密码的设置。"),
    (SMTPServerDisconnected, "邮件服务器中断了连接。"),
    (TimeoutError, "邮件服务器没有在规定时间内回应。"),
    (SenderMissing, "没有设置发件地址，请设置DEFAULT_FROM_EMAIL后重新发送。"),
    (ValueError, "邮件内容或地址不合规范，请核对该账号的电子邮箱。"),
)


def reason_of(error: Exception) -> str:
    """Why a mail was not sent."""
    for kind, sentence in REASONS:
        if isinstance(error, kind):
            return sentence
    if isinstance(error, SMTPResponseException):
        return f"邮件服务器没有接收邮件（代码{error.smtp_code}）。"
    return UNREACHABLE
