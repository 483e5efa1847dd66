"""Sign-ups, form read and sent, beside those of the form that a tutorial would write."""

from contextlib import ExitStack
from statistics import median

import servers
from databases import QUICK, Databases, run, say
from load import journeys

ROUNDS, SECONDS = (2, 3) if QUICK else (3, 6)
SIMPLE: dict[str, object] = {"cause": "1", "name": "Ada", "email": ""}
TYPED: dict[str, object] = {
    "name": "Ville d’Alfortville", "country": "FR", "department": "94", "signatory": "Jeanne Martin",
    "signatory_office": "Maire", "office": "Cheffe de cabinet", "contact_name": "Ada O'Brien",
    "whom": "group", "undertakings": ["speak", "plead"], "agreed": "on", "send": "1",
    "again": "1",  # who presses within two seconds is asked to press once more
}  # fmt: skip


def signing(databases: Databases) -> list[str]:
    url = databases.of("30 men")
    run("bare.py", url=url)
    naive, ours, refused = [], [], ""
    with ExitStack() as stack:
        plain, server = servers.bare(url, with_form=True)
        stack.enter_context(server)
        full, server = servers.site(url, in_memory=True)
        stack.enter_context(server)
        for n in range(ROUNDS + 1):  # the first warms up
            one, _said = journeys(plain, "/sign/", SIMPLE, seconds=SECONDS)
            other, said = journeys(full, "/fr/parrainer/?qualite=commune", TYPED, seconds=SECONDS)
            refused = said or refused
            if n:
                naive.append(one)
                ours.append(other)
            say(f"signing, round {n} of {ROUNDS}")
    note = f" (some were refused: {refused})" if refused else ""
    ratio = median(ours) / median(naive)
    return ["", "Sign-up, form read and sent, journeys a second: "
            f"naive {median(naive):.0f}, ours {median(ours):.0f}, ratio {ratio:.2f}{note}."]  # fmt: skip
