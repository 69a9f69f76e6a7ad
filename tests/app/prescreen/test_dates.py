"""Dates as papers write them, kept as written beside the civil day and the rule."""

from datetime import date

import pytest

from app.prescreen.content import dates

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("language", "line", "text", "calendar", "day"),
    [
        ("de", "geboren am 26. November 2006 in", "26. November 2006", "gregorian", "2006-11-26"),
        ("uk", "09 числа липня місяця 1980 року", "09 числа липня місяця 1980", "gregorian",
         "1980-07-09"),
        ("uk", 'народився: "11" липня 1958 року', '11" липня 1958', "gregorian", "1958-07-11"),
        ("lt", "1974 m. birželio 6 d.", "1974 m. birželio 6", "gregorian", "1974-06-06"),
        ("lv", "2018. gada 23. decembris", "2018. gada 23. decembris", "gregorian", "2018-12-23"),
        ("hu", "Szeged, 2000. május 19.", "2000. május 19", "gregorian", "2000-05-19"),
        ("en", "May 19, 2024", "May 19, 2024", "gregorian", "2024-05-19"),
        ("vi", "ngày 21 tháng 12 năm 1956", "21 tháng 12 năm 1956", "gregorian", "1956-12-21"),
        ("fr", "Jo 28 Mo 07 An 1983", "Jo 28 Mo 07 An 1983", "gregorian", "1983-07-28"),
        ("ar", "في ١٨ ذو الحجة ١٤١٦", "١٨ ذو الحجة ١٤١٦", "hijri", "1996-05-05"),
        ("prs", "۲۰ قوس ۱۳۷۵", "۲۰ قوس ۱۳۷۵", "solar_hijri", "1996-12-10"),
        ("fa", "تاریخ: ۱۴۰۴/۰۱/۱۶", "۱۴۰۴/۰۱/۱۶", "solar_hijri", "2025-04-05"),
        ("ja", "平成9年8月28日", "平成9年8月28日", "japanese", "1997-08-28"),
        ("am", "ታኅሣሥ 2 ቀን 1989", "ታኅሣሥ 2 ቀን 1989", "ethiopian", "1996-12-11"),
        ("th", "28 สิงหาคม พ.ศ. 2540", "28 สิงหาคม พ.ศ. 2540", "buddhist", "1997-08-28"),
        ("en", "born 12/25/1980", "12/25/1980", "gregorian", "1980-12-25"),
    ],
)  # fmt: skip
def test_a_date_is_found_as_written_and_converted(language, line, text, calendar, day):
    (found,) = dates.find(line, (language,))
    assert (found.text, found.calendar) == (text, calendar)
    assert found.converted == date.fromisoformat(day)
    assert found.rule


@pytest.mark.parametrize(
    "line", ["Broj: 49-31/2-1504", "15:35 Uhr", "S 539/2005", "621/4610/21", "06 12 34 56 78"]
)
def test_numbers_that_only_look_like_dates_are_none(line):
    assert dates.find(line, ("hr", "de", "uk")) == []


def test_a_day_that_its_calendar_lacks_is_kept_unconverted():
    (found,) = dates.find("31.02.1984", ("de",))
    assert (found.text, found.converted) == ("31.02.1984", None)


def test_the_words_of_a_date_are_told_so_that_it_can_be_shown():
    (found,) = dates.find("née à Man le 10 octobre 1967, fille", ("fr",))
    assert found.words == (4, 7)


@pytest.mark.parametrize(
    ("calendar", "said"),
    [("hijri", "hijridate "), ("ethiopian", "convertdate "), ("solar_hijri", "jdatetime ")],
)
def test_the_rule_names_the_converter_and_its_version(calendar, said):
    assert said in dates.RULES[calendar]
    assert dates.RULES[calendar][-1].isdigit()


@pytest.mark.parametrize(
    ("language", "line", "day"),
    [
        ("fr", "le douze mars mil neuf cent quatre-vingt-douze, à Dakar", "1992-03-12"),
        ("it", "nel giorno tre novembre millenovecentottantadue", "1982-11-03"),
        ("es", "veintidós de marzo de mil novecientos ochenta y dos", "1982-03-22"),
        ("pt", "vinte e dois de maio de dois mil e cinco", "2005-05-22"),
        ("en", "the twenty-first of March nineteen eighty-two", "1982-03-21"),
        ("de", "am zwölften März neunzehnhundertzweiundachtzig", "1982-03-12"),
        ("uk", "двадцять друге березня тисяча дев'ятсот вісімдесят другого року", "1982-03-22"),
        ("ru", "первого января двухтысячного года", "2000-01-01"),
    ],
)
def test_days_written_out_in_words(language, line, day):
    (found,) = dates.find(line, (language,))
    assert str(found.converted) == day


@pytest.mark.parametrize(
    "line", ["un mars sans année", "deux mai mille fois", "en mars deux mille"]
)
def test_words_that_are_no_day_and_year_are_none(line):
    assert dates.find(line, ("fr",)) == []
