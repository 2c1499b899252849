"""What Entra, or Azure on the machine, says to a program that it gives no token; what to mend.

The numbers: learn.microsoft.com/entra/identity-platform/reference-error-codes.
"""

from __future__ import annotations

import ssl
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp

from bot.channels.teams.asking import NoLogin
from bot.settings import TeamsSettings

WHERE = "https://entra.microsoft.com, App registrations"
NEW_SECRET = (
    f"open the app on {WHERE}, make a New client secret under Certificates & secrets, and set its "
    "Value as TEAMS_APP_PASSWORD."
)
OF_THE_APP = (
    f"open the app on {WHERE}, and copy the Application (client) ID to TEAMS_APP_ID and the "
    "Directory (tenant) ID to TEAMS_TENANT_ID."
)
TRUST = (
    f"open the app on {WHERE}, Certificates & secrets, Federated credentials, and add the managed "
    "identity that TEAMS_MANAGED_IDENTITY names; it has to be in the app's own tenant."
)
OF_ENTRA = {
    7000215: "Entra does not know the client secret. It is the Value and not the Secret ID. It is "
    f"shown once: if it is lost, {NEW_SECRET}",
    7000222: f"The client secret has run out: {NEW_SECRET}",
    7000218: f"Entra was shown no secret: {NEW_SECRET}",
    700016: f"Entra does not know the app in this tenant: {OF_THE_APP}",
    7000229: "The app has no enterprise application in the tenant: open it on "
    f"{WHERE}, and press Create Service Principal on its Overview.",
    7000112: "The app is disabled: have whoever looks after Entra enable it for sign-in under "
    "Enterprise applications, Properties.",
    90002: f"Entra does not know the tenant: {OF_THE_APP}",
    900023: f"Entra does not know the tenant: {OF_THE_APP}",
    90038: "The tenant is in another of Microsoft's clouds: set TEAMS_LOGIN_URL to that cloud's.",
    700024: "Entra finds that what the certificate signed is too old or too new: set this "
    "machine's clock (NTP).",
    700027: "The app does not know the certificate: open it on "
    f"{WHERE}, and upload the certificate (without its key) under Certificates & secrets.",
    700211: f"The app does not trust the managed identity: {TRUST}",
    700212: f"The app does not trust the managed identity: {TRUST}",
    700213: f"The app does not trust the managed identity: {TRUST}",
    70021: f"The app does not trust the managed identity: {TRUST}",
    53003: "A conditional access policy for workload identities keeps kombot out: have whoever "
    "looks after Entra allow this machine's address.",
    530032: "A security policy of the tenant keeps kombot out: ask whoever looks after Entra.",
}


def refused(refusal: NoLogin, teams: TeamsSettings) -> str:
    """A whole sentence. The description that Entra sends along is not repeated: it has no end."""
    of_machine = refusal.address == teams.identity_url
    if refusal.cause is not None:
        return _unanswered(refusal.cause, refusal.address, of_machine=of_machine)
    if of_machine:
        return _by_the_machine(refusal.status, teams)
    if refusal.code in OF_ENTRA:
        return f"{OF_ENTRA[refusal.code]} (AADSTS{refusal.code})"
    if refusal.code:
        return (
            f"Entra says AADSTS{refusal.code}: what that is stands at "
            f"https://login.microsoftonline.com/error?code={refusal.code}."
        )
    return (
        f"{refusal.address} answered {refusal.status}, not as Entra does: see that "
        "TEAMS_LOGIN_URL is right and that no proxy answers for it, then try again."
    )


def _by_the_machine(status: int, teams: TeamsSettings) -> str:
    if status in {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN}:
        return (
            f"Azure gives this machine no identity {teams.managed_identity}: assign it under "
            "Identity, User assigned, and set its Client ID as TEAMS_MANAGED_IDENTITY."
        )
    return (
        f"Azure's identity service on this machine says {status}: wait a minute and try again. "
        "If it stays so, see the machine's page Identity in Azure."
    )


def _unanswered(cause: Exception, address: str, *, of_machine: bool) -> str:
    if of_machine:
        return (
            f"Azure's identity service at {address} did not answer ({type(cause).__name__}): a "
            "managed identity is for a machine in Azure. Elsewhere, use TEAMS_APP_PASSWORD or "
            "TEAMS_APP_CERTIFICATE."
        )
    host = urlsplit(address).hostname
    match cause:
        case aiohttp.ClientConnectorDNSError():
            return f"The name {host} is not known: see this machine's DNS and TEAMS_LOGIN_URL."
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return (
                f"The certificate of {host} is not accepted: a proxy that reads along has to be "
                "known to this machine (SSL_CERT_FILE)."
            )
        case TimeoutError():
            return f"{host} did not answer in time: let this machine call out to it over https."
    return (
        f"{host} gave no answer that can be used ({type(cause).__name__}): let this machine call "
        "out to it over https, then try again."
    )
