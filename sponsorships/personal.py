"""Every field of every table that tells of a person, and what ends it. A test fails on a field that is
neither here nor among those that tell of nobody (tests/campaign/test_personal_fields.py).

docs/data-protection.md says the same in its second table.
"""

PERSON = "with the person: withdrawn or erased by himself at once, otherwise by the table above"
SENT = "emptied when the letter has left, or with the person it is written to"
RELATIVE = "30 days after it was dealt with, six months at most"
ACCOUNT = "with the account, which stays as long as a decision bears its name"
SIGNED_IN = "when the session, the invitation or the quarter of an hour is over"
TWO_YEARS = "two years"
DAY = "a day after its hour"
RECORD = "with the record of the prisoner; what a relative asks to be taken out, staff take out"

PERSONAL: dict[str, dict[str, list[str]]] = {
    PERSON: {
        "sponsorships.Contact": [
            "name", "signatory", "signatory_office", "office", "email", "email_hash", "name_words", "phone",
            "next_name", "next_office", "next_email", "consent_version", "consented_at",
        ],
        "sponsorships.Consent": ["text", "version", "language", "contact", "purpose", "ngo", "given_at"],
        "sponsorships.Sponsor": [
            "slug", "name", "bare_name", "town", "latitude", "longitude", "logo", "website", "host",
        ],
        "sponsorships.HistoricalSponsor": ["slug", "name", "town", "latitude", "longitude", "website"],
        "sponsorships.Sponsorship": [
            "deed", "motive", "twinning", "message", "staff_notes", "note_fr", "note_en", "vote_result",
            "transmission_number", "proof_url",
        ],
        "sponsorships.HistoricalSponsorship": [
            "note_fr", "note_en", "vote_result", "transmission_number", "proof_url",
        ],
        "sponsorships.Act": [
            "told", "text_fr", "text_en", "url", "picture", "picture_credit", "happened_on",
        ],
        "sponsorships.Note": ["text"],
        "sponsorships.MandateCheck": ["found"],
        "sponsorships.SecretLink": ["digest"],
        "admin.LogEntry": ["object_repr"],
        "campaign.Behind": ["title", "before", "after"],
        "campaign.LoadedRow": ["values"],
    },
    SENT: {"campaign.Letter": ["to", "context"]},
    RELATIVE: {"prisoners.Correction": ["words", "email"]},
    ACCOUNT: {
        "campaign.User": ["username", "first_name", "last_name", "email", "password", "last_login"],
        "campaign.HistoricalUser": ["username", "first_name", "last_name"],
        "account.EmailAddress": ["email"],
        "account.EmailConfirmation": ["key"],
        "mfa.Authenticator": ["data", "last_used_at"],
        "campaign.LostFactor": ["user", "said_by"],
    },
    SIGNED_IN: {
        "campaign.DeskSession": ["user", "session_key", "browser"],
        "campaign.Invitation": ["user", "digest"],
        "campaign.SignInTries": ["key", "user"],
        "sessions.Session": ["session_key", "session_data"],
    },
    TWO_YEARS: {"campaign.Access": ["user", "ngo", "records", "reason"]},
    DAY: {"campaign.Tally": ["key"]},
    RECORD: {
        "prisoners.Portrait": ["consent_how", "origin"],
        "prisoners.HistoricalPortrait": ["consent_how", "origin"],
        "prisoners.FamilyWish": ["part", "may_be_shown", "withheld"],
        "prisoners.Prisoner": ["staff_notes"],
        "prisoners.HistoricalPrisoner": ["staff_notes"],
        "prisoners.FactSource": ["note"],
    },
}  # fmt: skip


def personal_fields() -> dict[str, set[str]]:
    """By model, whatever ends them."""
    return {model: set(fields) for models in PERSONAL.values() for model, fields in models.items()}
