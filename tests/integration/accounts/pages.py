"""What account tests type into forms, and how they read the answers."""

PASSWORD = "kuda lumping hijau"
SIGN_UP = {
    "name": "Ratna Dewi",
    "contact": "ratna.dewi@contoh.id",
    "password": PASSWORD,
    "audience": "teacher",
    "province": "53",
    "consent_learning": "y",
}


def sign_up(client, **changes):
    filled = {key: value for key, value in (SIGN_UP | changes).items() if value is not None}
    return client.post("/sign-up", data=filled)


def sign_in(client, contact="ratna.dewi@contoh.id", password=PASSWORD, **more):
    return client.post("/sign-in", data={"contact": contact, "password": password} | more)


def is_signed_in(client):
    return client.get("/account").status_code == 200
