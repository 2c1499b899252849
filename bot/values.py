"""The kinds of value that settings have, and how each is checked.

Refused says in words of its own what to do, any other ValueError leaves it to the table's `must`.
"""

import re
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic import ValidationInfo as Info

from bot.certificate import read_certificate
from bot.environment import Refused
from storage.address import NoAddress, read_address
from storage.keys import Keyring

LOOPBACK = ("127.0.0.1", "::1", "localhost")
A_LEAP_YEAR = 2024
NEW_KEY = "kombot keys new"
IDENTIFIER = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""What Entra gives to apps, tenants and identities."""


def _database(value: SecretStr) -> SecretStr:
    """The address may hold a password, so that nothing but its scheme is repeated."""
    try:
        return SecretStr(read_address(value.get_secret_value()))
    except NoAddress as error:
        raise Refused(str(error)) from None


def _keys(value: SecretStr) -> SecretStr:
    try:
        Keyring.parse(value.get_secret_value())
    except ValueError as error:
        raise Refused(f"cannot be used, {error}: make a key with {NEW_KEY}") from None
    return value


def _zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (OSError, ZoneInfoNotFoundError):
        raise ValueError from None


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError
    return value


def _secure(value: str) -> str:
    """Tokens travel to these addresses: in the clear only on this machine, as tests do."""
    parts = urlsplit(_address(value))
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise ValueError
    return value


def _folder(value: str) -> str:
    """Slack's client glues method names on, and without the slash asks another address."""
    if not value.endswith("/"):
        raise Refused(f'is "{value}", and must end in a slash: write {value}/')
    return value


def _days(value: str) -> tuple[str, ...]:
    days = () if value == "none" else _listed(value)
    for day in days:
        if not re.fullmatch(r"\d\d-\d\d", day):
            raise ValueError
        date.fromisoformat(f"{A_LEAP_YEAR}-{day}")
    return days


def _listed(value: str) -> tuple[str, ...]:
    return tuple(value.lower().replace(",", " ").split())


def _hosts(value: str) -> tuple[str, ...]:
    hosts = _listed(value)
    for host in hosts:
        whole_country = "." not in host.strip(".") and host not in LOOPBACK
        if whole_country or not re.fullmatch(r"[a-z0-9.:-]+", host):
            raise ValueError
    return hosts


def _after_opening(value: int, info: Info) -> int:
    opens = info.data.get("nudge_from")
    if opens is not None and value <= opens:
        raise Refused(
            f"is {value} and KOMBOT_NUDGE_FROM is {opens}: choose an end that lies after the start"
        )
    return value


def _alone(value: str, info: Info) -> str:
    """Whoever reaches kombot can then act as anyone: nobody but this machine may, and on nothing.

    What failed in a check of its own is told there.
    """
    host, url = info.data.get("host"), info.data.get("given_public_url") or ""
    if info.data.get("teams_app_id"):
        raise Refused("and TEAMS_APP_ID are both set: take TEAMS_PLAYGROUND out for real people")
    if host and host not in LOOPBACK:
        raise Refused(f"is for this machine alone, and KOMBOT_HOST is {host}: set 127.0.0.1")
    if url and urlsplit(url).hostname not in LOOPBACK:
        raise Refused(f"is for this machine alone: take KOMBOT_PUBLIC_URL out, which is {url}")
    return value


def _begins(prefix: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(prefix):
            raise ValueError
        return value

    return AfterValidator(check)


def _certificate(value: SecretStr) -> SecretStr:
    try:
        read_certificate(value.get_secret_value())
    except ValueError as error:
        raise Refused(str(error)) from None
    return value


def _user_assigned(value: str) -> str:
    """Azure takes no other for a bot, neither as the bot itself nor as what its app trusts."""
    if value.lower() in {"system", "user", "systemassigned", "userassigned"}:
        raise Refused(
            f"is {value}, and must be the client id of a user-assigned managed identity: a "
            "system-assigned one cannot be a bot in Azure"
        )
    return _identifier(value)


def _identifier(value: str) -> str:
    if not IDENTIFIER.fullmatch(value):
        raise ValueError
    return value.lower()


def _tenants(value: str) -> tuple[str, ...]:
    return tuple(_identifier(each) for each in _listed(value))


def _page(value: str) -> str:
    if urlsplit(_address(value)).scheme != "https":
        raise ValueError
    return value


def revealed(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


Word = Annotated[str, Field(pattern=r"^\S+$")]
Hour = Annotated[int, Field(ge=0, le=23)]
LaterHour = Annotated[Hour, AfterValidator(_after_opening)]
Keys = Annotated[SecretStr, AfterValidator(_keys)]
BotToken = Annotated[SecretStr, _begins("xoxb-")]
AppToken = Annotated[SecretStr, _begins("xapp-")]
Playground = Annotated[Literal["yes"], AfterValidator(_alone)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database)]
Zone = Annotated[str, AfterValidator(_zone)]
Language = Annotated[Literal["da", "en"], BeforeValidator(str.lower)]
Address = Annotated[str, AfterValidator(_address)]
SecureAddress = Annotated[str, AfterValidator(_secure)]
SecureFolder = Annotated[SecureAddress, AfterValidator(_folder)]
Days = Annotated[tuple[str, ...], BeforeValidator(_days)]
Hosts = Annotated[tuple[str, ...], BeforeValidator(_hosts)]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)]
LogFormat = Annotated[Literal["text", "json"], BeforeValidator(str.lower)]
CertificateText = Annotated[SecretStr, AfterValidator(_certificate)]
UserAssigned = Annotated[str, AfterValidator(_user_assigned)]
AppType = Annotated[Literal["single", "multi"], BeforeValidator(str.lower)]
Tenants = Annotated[tuple[str, ...], BeforeValidator(_tenants)]
ShortName = Annotated[str, Field(max_length=32)]
PublicPage = Annotated[str, AfterValidator(_page)]
