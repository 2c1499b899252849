"""The variables that join kombot to Teams: which app it is, and one way to prove it."""

from collections.abc import Mapping
from itertools import combinations

import pytest

from bot.settings import Settings, SettingsError, TeamsSettings
from tests.certificates import ELLIPTIC_KEY, OTHER_RSA_KEY, certificate_pem, key_pem, pair_pem
from tests.unit.test_settings import KEY, only_problem, problems, read, shelf

APP = {
    "TEAMS_APP_ID": "22222222-2222-2222-2222-222222222222",
    "TEAMS_TENANT_ID": "33333333-3333-3333-3333-333333333333",
}
OTHER = "44444444-4444-4444-4444-444444444444"
PAIR = pair_pem()
PROOFS = {
    "TEAMS_APP_PASSWORD": "a-client-secret",
    "TEAMS_APP_CERTIFICATE": PAIR,
    "TEAMS_MANAGED_IDENTITY": OTHER,
}


def teams(**env: str) -> TeamsSettings:
    found = read(**{**APP, **env}).teams
    assert found is not None
    return found


@pytest.mark.parametrize("proof", PROOFS)
def test_each_proof_is_enough(proof: str) -> None:
    found = teams(**{proof: PROOFS[proof]})
    held = [found.app_password, found.certificate, found.managed_identity]
    assert [bool(each) for each in held] == [proof == name for name in PROOFS]


@pytest.mark.parametrize("names", [*combinations(PROOFS, 2), tuple(PROOFS)], ids="+".join)
def test_two_proofs_are_one_too_many(names: tuple[str, ...]) -> None:
    said = only_problem(**APP, **{name: PROOFS[name] for name in names})
    assert all(name in said for name in names)
    assert ("are both set: keep" if len(names) == 2 else "are all set: keep") in said


def test_without_a_proof_all_three_are_offered() -> None:
    assert only_problem(**APP) == (
        "TEAMS_APP_PASSWORD is missing while TEAMS_APP_ID is set: set TEAMS_APP_PASSWORD for a "
        "client secret, or TEAMS_APP_CERTIFICATE for a certificate, or TEAMS_MANAGED_IDENTITY "
        "where kombot runs in Azure, or take TEAMS_APP_ID out."
    )


@pytest.mark.parametrize("name", APP)
@pytest.mark.parametrize("proof", PROOFS)
def test_a_proof_alone_says_which_app_is_missing(name: str, proof: str) -> None:
    rest = {each: value for each, value in APP.items() if each != name}
    assert f"{name} is missing while" in only_problem(**rest, **{proof: PROOFS[proof]})


def test_a_certificate_is_given_as_a_file() -> None:
    env = {"KOMBOT_KEYS": KEY, **APP, "TEAMS_APP_CERTIFICATE_FILE": "app.pem"}
    found = Settings.from_env(env, read_file=shelf(**{"app.pem": PAIR})).teams
    assert found is not None
    assert found.certificate is not None
    assert len(found.certificate.thumbprint) == 43
    with pytest.raises(SettingsError, match="TEAMS_APP_PASSWORD and TEAMS_APP_CERTIFICATE are"):
        Settings.from_env({**env, "TEAMS_APP_PASSWORD": "x"}, read_file=shelf(**{"app.pem": PAIR}))


def test_of_a_chain_the_keys_own_certificate_is_shown() -> None:
    chain = certificate_pem(OTHER_RSA_KEY) + PAIR
    alone, among = teams(TEAMS_APP_CERTIFICATE=PAIR), teams(TEAMS_APP_CERTIFICATE=chain)
    assert alone.certificate is not None
    assert among.certificate is not None
    assert among.certificate.thumbprint == alone.certificate.thumbprint


@pytest.mark.parametrize(
    ("pem", "says"),
    [
        ("not a PEM", "holds no key that can be read: put both into one PEM file"),
        (certificate_pem(), "holds no key that can be read"),
        (key_pem(), "holds no certificate that can be read"),
        (key_pem(OTHER_RSA_KEY) + certificate_pem(), "do not belong together"),
        (pair_pem(ELLIPTIC_KEY), "holds a key that is not RSA"),
        (key_pem(password=b"1234") + certificate_pem(), "take the password off"),
    ],
    ids=["nonsense", "no key", "no certificate", "no pair", "elliptic", "with a password"],
)
def test_a_certificate_that_cannot_be_used_is_told_with_what_to_do(pem: str, says: str) -> None:
    said = only_problem(**APP, TEAMS_APP_CERTIFICATE=pem)
    assert said.startswith("TEAMS_APP_CERTIFICATE holds ")
    assert says in said
    assert "PRIVATE KEY" not in said


@pytest.mark.parametrize("value", ["system", "user", "SystemAssigned"])
def test_azure_takes_user_assigned_identities_alone(value: str) -> None:
    said = only_problem(**APP, TEAMS_MANAGED_IDENTITY=value)
    assert f"TEAMS_MANAGED_IDENTITY is {value}, and must be the client id of a user-assig" in said


def test_an_identity_is_an_id() -> None:
    said = only_problem(**APP, TEAMS_MANAGED_IDENTITY="kombot-identity")
    assert "it must be the client id of a user-assigned managed identity" in said


@pytest.mark.parametrize(
    ("env", "url", "header"),
    [
        ({}, "http://169.254.169.254/metadata/identity/oauth2/token", ""),
        (
            {"IDENTITY_ENDPOINT": "http://10.0.0.1:8081/msi/token", "IDENTITY_HEADER": "whisper"},
            "http://10.0.0.1:8081/msi/token",
            "whisper",
        ),
        (
            {"IDENTITY_ENDPOINT": "http://localhost:40342/metadata/identity/oauth2/token"},
            "http://169.254.169.254/metadata/identity/oauth2/token",
            "",
        ),
    ],
    ids=["a machine", "App Service", "Azure Arc, which has no such identity"],
)
def test_where_an_identity_is_asked_comes_from_azure(
    env: Mapping[str, str], url: str, header: str
) -> None:
    found = teams(TEAMS_MANAGED_IDENTITY=OTHER, **env)
    assert (found.identity_url, found.identity_header) == (url, header)


def test_its_own_tenant_alone_may_write_unless_others_are_named() -> None:
    mine, other = APP["TEAMS_TENANT_ID"], OTHER.upper()
    alone = teams(TEAMS_APP_PASSWORD="x")
    assert alone.admits(mine.upper())
    assert not alone.admits(other)
    several = teams(TEAMS_APP_PASSWORD="x", TEAMS_ALLOWED_TENANTS=f"{mine}, {other}")
    assert several.admits(mine)
    assert several.admits(other)
    others = teams(TEAMS_APP_PASSWORD="x", TEAMS_ALLOWED_TENANTS=other)
    assert not others.admits(mine)


@pytest.mark.parametrize("value", ["contoso.onmicrosoft.com", "*", OTHER[:-1]])
def test_a_tenant_that_may_write_is_an_id(value: str) -> None:
    said = only_problem(**APP, TEAMS_APP_PASSWORD="x", TEAMS_ALLOWED_TENANTS=value)
    assert "TEAMS_ALLOWED_TENANTS" in said
    assert "it must be tenant ids parted by commas" in said


def test_tokens_are_asked_for_where_azure_keeps_the_bot() -> None:
    assert teams(TEAMS_APP_PASSWORD="x").authority == APP["TEAMS_TENANT_ID"]
    assert teams(TEAMS_APP_PASSWORD="x", TEAMS_APP_TYPE="Multi").authority == "botframework.com"
    assert "must be single or multi" in only_problem(
        **APP, TEAMS_APP_PASSWORD="x", TEAMS_APP_TYPE="SingleTenant"
    )


def test_what_teams_shows_of_the_developer_keeps_to_its_limits() -> None:
    found = problems(
        TEAMS_DEVELOPER_NAME="x" * 33,
        TEAMS_PRIVACY_URL="http://kommune.example.dk",
        TEAMS_TERMS_URL="www.example.dk",
        TEAMS_WEBSITE_URL="ftp://example.dk",
    )
    assert [each.partition(" ")[0] for each in found] == [
        "TEAMS_DEVELOPER_NAME",
        "TEAMS_WEBSITE_URL",
        "TEAMS_PRIVACY_URL",
        "TEAMS_TERMS_URL",
    ]


def test_nothing_secret_is_shown() -> None:
    for proof, value in PROOFS.items():
        settings = read(**APP, **{proof: value}, IDENTITY_HEADER="whisper")
        shown = f"{settings!r} {settings.teams!r}"
        assert "a-client-secret" not in shown
        assert "PRIVATE KEY" not in shown
        assert "whisper" not in shown


def test_a_local_client_needs_no_app() -> None:
    found = read(TEAMS_PLAYGROUND="yes", KOMBOT_PUBLIC_URL="http://localhost:3978").teams
    assert found is not None
    assert (found.app_id, found.tenant_id, found.service_hosts) == ("", "", ())


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({**APP, "TEAMS_APP_PASSWORD": "x"}, "and TEAMS_APP_ID are both set"),
        ({"KOMBOT_HOST": "0.0.0.0"}, "is for this machine alone, and KOMBOT_HOST is 0.0.0.0"),
        ({"KOMBOT_PUBLIC_URL": "https://kombot.eksempel.dk"}, "take KOMBOT_PUBLIC_URL out"),
    ],
    ids=["an app", "a network", "an address"],
)
def test_a_local_client_is_for_this_machine_alone(env: Mapping[str, str], says: str) -> None:
    said = only_problem(TEAMS_PLAYGROUND="yes", **env)
    assert said.startswith("TEAMS_PLAYGROUND ")
    assert says in said
