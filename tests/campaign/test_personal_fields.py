"""Every field of every table is either of nobody, or has an end that is written down."""

import re

import pytest
from django.apps import apps
from django.conf import settings

from campaign.kit.sealing import sealed_fields
from sponsorships.models import Contact, Sponsorship
from sponsorships.personal import PERSONAL, personal_fields
from sponsorships.retention import RULES

# What tells of nobody, or of what is public: men by their sources, the work of the NGOs, moments, states.
OF_NOBODY = """
account.EmailAddress: id user verified primary
account.EmailConfirmation: id email_address created sent
admin.LogEntry: id action_time user content_type object_id action_flag change_message
auth.Group: id name
auth.Group_permissions: id group permission
auth.Permission: id name content_type codename
campaign.Access: id what seen_at
campaign.Behind: id of row field language since_at
campaign.CampaignPicture: id token width height alt_fr alt_en credit right_fr right_en origin proposed_at
    proposed_by proposed_ngo confirmed_at confirmed_by confirmed_ngo caption_fr caption_en taken_on
campaign.DeskSession: id began_at seen_at
campaign.HistoricalCampaignPicture: id token width height alt_fr alt_en credit right_fr right_en origin
    proposed_at confirmed_at caption_fr caption_en taken_on proposed_by proposed_ngo confirmed_by confirmed_ngo
campaign.HistoricalKeyFigure: id key value label_fr label_en as_of
campaign.HistoricalNgo: id slug position name_fr name_en city country website address email publication_director
    host follows
campaign.HistoricalPageText: id page title_fr title_en description_fr description_en body_fr body_en
campaign.HistoricalSource: id url title publisher published_on language kind archived_url
campaign.HistoricalTimelineEntry: id key happened_on title_fr title_en text_fr text_en
campaign.HistoricalUser: id is_superuser is_staff is_active date_joined role ngo
campaign.Invitation: id ends_at
campaign.KeyFigure: id key value label_fr label_en as_of
campaign.KeyFigure_sources: id keyfigure source
campaign.Letter: id key name language written_at next_try_at tries sent_at
campaign.LoadedRow: id file key
campaign.LostFactor: id said_at
campaign.Ngo: id slug position name_fr name_en city country website address email publication_director host
    follows
campaign.PageText: id page title_fr title_en description_fr description_en body_fr body_en
campaign.Removal: id what key removed_at
campaign.Revision: id number
campaign.SignInTries: number ends_at
campaign.Source: id url title publisher published_on language kind archived_url
campaign.Switches: id form_closed proof_of_work read_only
campaign.Tally: id times expires_at
campaign.TimelineEntry: id key happened_on title_fr title_en text_fr text_en
campaign.TimelineEntry_sources: id timelineentry source
campaign.User: id is_superuser is_staff is_active date_joined ngo role
campaign.User_groups: id user group
campaign.User_user_permissions: id user permission
contenttypes.ContentType: id app_label model
mfa.Authenticator: id user type created_at
prisoners.Correction: id ticket wish prisoner language received_at dealt_with_at dealt_with_by
prisoners.Event: id key prisoner happened_on kind text_fr text_en from_initial_load needs_another_ngo
    recorded_at recorded_by recorded_ngo confirmed_at confirmed_by confirmed_ngo refused_at refused_by refusal
    letters_wait_hours letters_from_at text_hidden
prisoners.Event_sources: id event source
prisoners.FactSource: id prisoner part source confidence
prisoners.FamilyWish: id prisoner event recorded_at recorded_by
prisoners.FormerSlug: id slug prisoner
prisoners.HistoricalEvent: id key happened_on kind text_fr text_en from_initial_load needs_another_ngo
    recorded_at confirmed_at refused_at refusal letters_wait_hours letters_from_at text_hidden prisoner recorded_by
    recorded_ngo confirmed_by confirmed_ngo refused_by
prisoners.HistoricalPortrait: id token width height alt_fr alt_en credit right_fr right_en proposed_at
    confirmed_at consent_on proposed_by proposed_ngo confirmed_by confirmed_ngo prisoner
prisoners.HistoricalPrisoner: id slug name_fr name_en name_hy other_spellings category one_of_the_23 role_fr
    role_en born_on capture_place_fr capture_place_en charges_fr charges_en court_fr court_en sentenced_on
    sentence_years sentence_life icrc_confirmed biography_fr biography_en status status_on captured_on
    counted_from_on counted_until_on published hidden checked_on checked_by_ngo
prisoners.Portrait: id token width height alt_fr alt_en credit right_fr right_en proposed_at proposed_by
    proposed_ngo confirmed_at confirmed_by confirmed_ngo prisoner consent_on
prisoners.Prisoner: id slug name_fr name_en name_hy other_spellings category one_of_the_23 role_fr role_en
    born_on capture_place_fr capture_place_en charges_fr charges_en court_fr court_en sentenced_on
    sentence_years sentence_life icrc_confirmed biography_fr biography_en status status_on captured_on
    counted_from_on counted_until_on published hidden checked_on checked_by_ngo
prisoners.Prisoner_sources: id prisoner source
sessions.Session: expire_date
sponsorships.Act: id sponsorship kind ticket state reported_at decided_at decided_by
sponsorships.Casework: id sponsorship taken_by asked_at proposed_by seconded_by joined_from contact_checked_on
    mandate_ends_on
sponsorships.Consent: id
sponsorships.Contact: id sponsorship
sponsorships.HistoricalSponsor: id kind country department registration logo_accepted
sponsorships.HistoricalSponsorship: id adhered_on date_kind signed_on deed_sent_at key whom state published
    name_consented language vote_planned_on requested_at confirmed_at decided_at sponsor prisoner followed_by
    follows decided_by
sponsorships.MandateCheck: id sponsorship how checked_at checked_by
sponsorships.Note: id sponsorship written_at written_by
sponsorships.SecretLink: id sponsorship purpose voided_at letter
sponsorships.Sponsor: id kind country department registration logo_accepted
sponsorships.Sponsorship: id adhered_on date_kind signed_on deed_sent_at ticket code key sponsor whom prisoner
    state published name_consented language followed_by vote_planned_on follows requested_at confirmed_at
    decided_at decided_by reason
sponsorships.Sponsorship_sources: id sponsorship source
sponsorships.Undertaking: id text version language sponsorship key
"""
MODELS = sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.label)


def of_nobody():
    lines = re.sub(r"\n +", " ", OF_NOBODY.strip()).splitlines()
    return {model: set(names.split()) for model, _colon, names in (line.partition(": ") for line in lines)}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_each_field_tells_of_nobody_or_has_an_end(model):
    fields = {field.name for field in model._meta.concrete_fields if not field.name.startswith("history_")}

    told = [of_nobody().get(model._meta.label, set()), personal_fields().get(model._meta.label, set())]

    assert fields == told[0] | told[1]
    assert not told[0] & told[1]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_what_is_sealed_is_personal(model):
    sealed = {field.name for field in sealed_fields(model)}

    assert sealed <= personal_fields().get(model._meta.label, set())


def test_a_past_holds_no_field_of_a_person_that_its_record_loses():
    for model in MODELS:
        tracked = getattr(getattr(model, "history", None), "model", None)
        if tracked is not None:
            past = {field.name for field in tracked._meta.concrete_fields}
            lost = personal_fields().get(model._meta.label, set()) & past
            assert lost == personal_fields().get(tracked._meta.label, set()) & past


def test_each_state_of_a_request_has_its_rule_and_a_contact_is_sealed_whole():
    for state in set(Sponsorship.State.values) - {"withdrawn"}:  # that one erases at once
        assert state in {rule.state for rule in RULES}
    assert {field.name for field in sealed_fields(Contact)} == personal_fields()["sponsorships.Contact"] - {
        "consent_version",
        "consented_at",
    }


def test_the_page_on_data_protection_tells_each_end():
    told = (settings.BASE_DIR / "docs/data-protection.md").read_text()

    for end, models in PERSONAL.items():
        [line] = [line for line in told.splitlines() if line.endswith(f"| {end} |")]
        for model, fields in models.items():
            assert f"{model}: {', '.join(fields)}" in line
