"""How often something may be asked for (SEC-19), counted in the database for all workers alike."""

import ipaddress
from datetime import UTC, datetime, timedelta

from django.db.models import F
from django.http import HttpRequest

from portal import clock
from portal.models import Throttle
from portal.network import client_address

#: The longest window that anybody asks for; older counts are of no use.
LONGEST = timedelta(days=1)
#: Whoever has one address of IPv6 has all of such a network.
NETWORK_V6 = 64


def allow(key: str, *, limit: int, per: timedelta) -> bool:
    """Count one more use of ``key``; False once ``limit`` have been counted in this window.

    Windows of the length ``per``, a day at most, follow each other. The condition stands in the
    statement that counts, so that of many at once no more than ``limit`` pass.
    """
    start = _window(clock.now(), per)
    row, is_first = Throttle.objects.get_or_create(key=key, window=start)
    if is_first:
        Throttle.objects.filter(window__lt=start - LONGEST).delete()
    free = Throttle.objects.filter(pk=row.pk, count__lt=limit)
    return free.update(count=F("count") + 1) == 1


def _window(moment: datetime, per: timedelta) -> datetime:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return epoch + (moment - epoch) // per * per


def place_of(request: HttpRequest) -> str:
    """From where a request comes, as a part of a key."""
    try:
        address = ipaddress.ip_address(client_address(request))
    except ValueError:
        return "?"
    if address.version == 6:
        return str(ipaddress.ip_network((address, NETWORK_V6), strict=False))
    return str(address)
