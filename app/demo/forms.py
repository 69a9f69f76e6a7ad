"""Believable answers to the fields of an act: fictitious, like everything here."""

from app.translation.acts import Act

ANSWERS = {
    "authority": "Bureau de l'état civil",
    "act_number": "1234",
    "surname": "Kovalenko",
    "given_names": "Oksana",
    "born_on": "12/04/1992",
    "born_at": "Lviv",
    "died_on": "03/02/2024",
    "married_on": "21/06/2014",
    "first_spouse_surname": "Kovalenko",
    "first_spouse_given_names": "Andriy",
    "second_spouse_surname": "Shevchenko",
    "second_spouse_given_names": "Oksana",
    "marginal_mentions": "Néant",
    "stamps": "Cachet rond de l'office ; signature illisible",
    "title": "Document traduit",
    "body": "Texte de la traduction, fictif comme tout ce jeu de démonstration.",
}


def filled(act: Act) -> dict[str, str]:
    return {field.key: ANSWERS[field.key] for field in act.fields if field.key in ANSWERS}
