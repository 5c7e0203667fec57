# SPDX-License-Identifier: MIT
"""Codes as scanners send them, made up in the forms labels have, and what each of them is.

Each line is what came from the scanner, the kind it is, and its value (None: whatever it is).
"""

from workshop.domain.command import command_text

SITE, SECRET, OTHER_SECRET = "01", "5ec2e7", "0dd5ec2e7"
TAG = "C01000001Z"
UUID = "GPU-7f8e9a10-11ab-22cd-33ef-444455556666"
NVIDIA = "0324518063914"
PART = "900-1G136-2530-000"


def message(*parts: str, form: str = "06") -> str:
    """A whole ISO/IEC 15434 message."""
    return f"[)>\x1e{form}" + "".join(f"\x1d{part}" for part in parts) + "\x1e\x04"


OUR_OWN = [
    (TAG, "tag", TAG),
    ("c01-000001-z\r\n", "tag", TAG),
    ("C01 000001 Z", "tag", TAG),
    ("]Q1C01-000001-Z", "tag", TAG),
    ("]C0c01000001z", "tag", TAG),
    ("]C1C01000001Z", "tag", TAG),  # GS1-128 by mistake of the printer: still ours
    ("]d2C01-000001-Z", "tag", TAG),
    ("Ｃ０１－０００００１－Ｚ", "tag", TAG),  # an input method in full width
    ("C01-000001-Y", "bad_tag", "C01000001Y"),
    ("C77-000001-Z", "bad_tag", "C77000001Z"),
    ("CWP-ANA", "person", "ANA"),
    ("]Q1CWP-ANA", "person", "ANA"),
    ("cwl-tray-12", "place", "TRAY-12"),
    ("CWS-BENCH-1", "station", "BENCH-1"),
    ("CWP-", "serial", "CWP-"),
]

COMMANDS = [
    (command_text(SECRET, "next_card"), "command", "next_card"),
    (command_text(SECRET, "undo").lower(), "command", "undo"),
    ("]C0" + command_text(SECRET, "grade_b"), "command", "grade_b"),
    ("]Q1" + command_text(SECRET, "refuse_cracked") + "\r", "command", "refuse_cracked"),
    (command_text(OTHER_SECRET, "undo"), "foreign_command", None),
    ("!UNDO", "foreign_command", None),
    ("!UNDO-000000", "foreign_command", None),
    ("!ERASE-ALL-7K3F9Q", "foreign_command", None),
    ("!NEXT-CARD-7K3F9Q\x1b[2J", "foreign_command", None),
    ("!", "unreadable", None),
    ("!!1", "unreadable", None),
]

ENVELOPES = [
    (message("1P" + PART, "S" + NVIDIA), "serial", NVIDIA),
    (message("S" + NVIDIA, "1P" + PART, "Q1", "9D2318", "4LTW"), "serial", NVIDIA),
    ("]d1" + message("30S11112222"), "serial", "11112222"),
    ("]Q1" + message("1SAB12345"), "serial", "AB12345"),
    (message("S" + NVIDIA, "25SUN043325711MH8031200000000001"), "serial", NVIDIA),
    (message("25SUN043325711MH8031200000000001"), "serial", "UN043325711MH8031200000000001"),
    (message("1P" + PART), "part_number", PART),
    (message("30PMT61K512M32KPA-21:U"), "part_number", "MT61K512M32KPA-21:U"),
    (message("31PK4Z80325BC-HC14", "Q2000", "1TA1B2C3", "10D2145"), "part_number",
     "K4Z80325BC-HC14"),
    (message("P900-1G136"), "part_number", "900-1G136"),
    (message("K4500012345", "1V54321", "18VUN043325711", "2PA02"), "unknown", ""),
    (message("Q12"), "unknown", ""),
    (message("12SBOX0001", "3SPKG0001"), "unknown", ""),
    (message("9Z" + NVIDIA), "unknown", ""),
    (message("SAAA11", "SAAA12", "SAAA13"), "unknown", ""),  # a carton
    (message("SAAA11", "SAAA11"), "serial", "AAA11"),
    (message("010950110153000321ABC123", form="05"), "serial", "ABC123"),
    (message("0109501101530003", "10LOT7", form="05"), "upc", "9501101530003"),
    (message("240" + PART, form="05"), "part_number", PART),
    (message("MFR 0A1B2", "SER 4711-AB", "PNR 900-1", form="12"), "serial", "4711-AB"),
    (message("S" + NVIDIA)[:-2] + "\x1e05\x1d0109501101530003\x1e\x04", "serial", NVIDIA),
    # GS written out or replaced
    ("[)>\x1e06^]1P" + PART + "^]S" + NVIDIA + "^^^D", "serial", NVIDIA),
    ("[)>␞06␝1P" + PART + "␝S" + NVIDIA + "␞␄", "serial", NVIDIA),
    ("[)>{RS}06{GS}1P" + PART + "{GS}S" + NVIDIA + "{RS}{EOT}", "serial", NVIDIA),
    ("[)><rs>06<gs>S" + NVIDIA + "<gs>Q1<rs><eot>", "serial", NVIDIA),
    ("[)>[RS]06[GS]S" + NVIDIA, "serial", NVIDIA),
    ("[)>\\x1e06\\x1dS" + NVIDIA + "\\x1e\\x04", "serial", NVIDIA),
    ("[)>|06|1P" + PART + "|S" + NVIDIA + "|", "serial", NVIDIA),
    ("[)>~06~S" + NVIDIA + "~1P" + PART, "serial", NVIDIA),
    ("[)>\x1e06#S" + NVIDIA + "#Q1\x1e\x04", "serial", NVIDIA),
    ("[)>06-1P" + PART + "-S" + NVIDIA, "serial", NVIDIA),  # the sign is in the part number, too
    ("[)> 06 S" + NVIDIA + " Q1", "serial", NVIDIA),
    # ends missing
    (message("S" + NVIDIA)[:-1], "serial", NVIDIA),
    (message("S" + NVIDIA)[:-2], "serial", NVIDIA),
    ("[)>06\x1dS" + NVIDIA + "\x1d1P" + PART, "serial", NVIDIA),
    ("]d1\xedS" + NVIDIA + "\x1dQ1", "serial", NVIDIA),  # macro 06 left as it is
    ("]d1\xec010950110153000321ABC123", "serial", "ABC123"),  # macro 05
    ("1P" + PART + "\x1dS" + NVIDIA, "serial", NVIDIA),  # macro 06 swallowed
    # GS dropped
    ("[)>\x1e06S" + NVIDIA + "\x1e\x04", "serial", NVIDIA),
    ("[)>061P" + PART + "S" + NVIDIA, "serial", NVIDIA),
    ("[)>06S" + NVIDIA + "1P" + PART, "serial", NVIDIA),
    ("[)>061P" + PART, "part_number", PART),
    ("[)>06SLK45D1234Q12", "unreadable", None),  # is Q12 a quantity, or the end of the serial?
    ("[)>06S1234567D2318", "unreadable", None),
    # nothing of use
    ("[)>\x1e", "unknown", ""),
    ("[)>\x1e06", "unknown", ""),
    ("[)>\x1e99\x1dS" + NVIDIA, "unknown", ""),
    (message("S<script>"), "unreadable", None),
    (message("S12\x0034"), "unreadable", None),
    (message("1P\0\x01"), "unreadable", None),
]  # fmt: skip

GS1 = [
    ("]d2010950110153000321ABC123", "serial", "ABC123"),
    ("]C10109501101530003", "upc", "9501101530003"),
    ("]C101000360002914522110LOT", "serial", "10LOT"),
    ("]Q3010950110153000310LOT7\x1d21ABC123", "serial", "ABC123"),
    ("]d2010950110153000310LOT7␝21ABC123", "serial", "ABC123"),
    ("]d2010950110153000310LOT7{GS}21ABC123", "serial", "ABC123"),
    ("\x1d010950110153000321ABC123", "serial", "ABC123"),
    ("<FNC1>010950110153000321ABC123", "serial", "ABC123"),
    ("010950110153000310LOT7\x1d21ABC123", "serial", "ABC123"),
    ("(01)09501101530003(21)ABC123", "serial", "ABC123"),
    ("(01) 09501101530003 (10) LOT7", "upc", "9501101530003"),
    ("]C1240" + PART, "part_number", PART),
    ("]C18004471234567890", "serial", "471234567890"),
    ("]C100095011015300030016", "unknown", ""),  # a pallet (SSCC)
    ("]C110LOT7", "unknown", ""),
    # not GS1, whatever it looks like
    ("4006381333931", "upc", "4006381333931"),  # not order number 6381333931 (AI 400)
    ("]C14006381333931", "upc", "4006381333931"),
    ("010950110153000321ABC123", "serial", "010950110153000321ABC123"),  # nothing says GS1
    ("21ABC123", "serial", "21ABC123"),
    ("]C1" + NVIDIA, "serial", NVIDIA),
    ("]C1AB-12-34", "serial", "AB-12-34"),
    # Digital Link and other addresses
    ("https://id.gs1.org/01/09506000134352/21/ABC12?10=x", "serial", "ABC12"),
    ("HTTPS://example.com/01/09506000134352/21/AB-12", "serial", "AB-12"),
    ("https://example.com/01/09506000134352", "upc", "9506000134352"),
    ("https://www.example.com/support?sn=0324518063914", "unknown", None),
    ("http://example.com/01/page", "unknown", None),
    ("www.example.com/rma", "unknown", None),
    ("https://example.com/01/09506000134352/21/%00%1B", "unknown", None),
]

CAPTIONS = [
    ("S/N: 0324518063914", "serial", NVIDIA),
    ("S/N:0324518063914", "serial", NVIDIA),
    ("S/N 0324518063914", "serial", NVIDIA),
    ("s/n0324518063914", "serial", NVIDIA),
    ("S / N : 0324518063914", "serial", NVIDIA),
    ("SN: AB-12", "serial", "AB-12"),
    ("SN：AB-12", "serial", "AB-12"),
    ("SN#AB-12", "serial", "AB-12"),
    ("]C0SN: AB-12", "serial", "AB-12"),
    ("Serial No. # AB-12", "serial", "AB-12"),
    ("Serial No. AB-12", "serial", "AB-12"),
    ("SERIAL NUMBER: AB-12", "serial", "AB-12"),
    ("Serial: AB-12", "serial", "AB-12"),
    ("N/S: AB-12", "serial", "AB-12"),
    ("N° de série : AB-12", "serial", "AB-12"),
    ("Numéro de série: AB-12", "serial", "AB-12"),
    ("No. de serie AB-12", "serial", "AB-12"),
    ("Nu\u0301mero de serie: AB-12", "serial", "AB-12"),
    ("Seriennummer: AB-12", "serial", "AB-12"),
    ("Serien-Nr. AB-12", "serial", "AB-12"),
    ("序列号：0324518063914", "serial", NVIDIA),
    ("序列号0324518063914", "serial", NVIDIA),
    ("产品序列号: AB-12", "serial", "AB-12"),
    ("SN码：AB-12", "serial", "AB-12"),
    ("シリアル番号：AB-12", "serial", "AB-12"),
    ("S/N: 4006381333931", "serial", "4006381333931"),  # its caption says more than its digits
    ("S/N: " + PART, "part_number", PART),
    ("P/N: " + PART, "part_number", PART),
    ("PN:900-1G136", "part_number", "900-1G136"),
    ("Part No. 900-1G136", "part_number", "900-1G136"),
    ("MPN: RTX4090-O24G", "part_number", "RTX4090-O24G"),
    ("Réf. : 471056224", "part_number", "471056224"),
    ("料号：900-1G136", "part_number", "900-1G136"),
    ("UPC: 0 36000 29145 2", "upc", "036000291452"),
    ("EAN:4006381333931", "upc", "4006381333931"),
    ("EAN: n/a", "unreadable", None),
    ("UUID: " + UUID, "gpu_uuid", UUID),
    ("S/N:0324518063914 P/N:" + PART, "serial", NVIDIA),
    ("PN:" + PART + ";SN:0324518063914;QTY:1", "serial", NVIDIA),
    ("P/N: " + PART + "\nS/N: 0324518063914", "serial", NVIDIA),
    ("LOT: A1", "unknown", ""),
    ("S/N:", "unreadable", None),
    ("P/N: ", "unreadable", None),
    ("P/N: \u200b900-1G136", "unreadable", None),
    ("P/N: " + "9" * 900, "unreadable", None),
    ("SN 1", "serial", "SN 1"),  # no caption: it could be the serial
    ("SNOW-1234", "serial", "SNOW-1234"),
    ("SERIALNO1234", "serial", "SERIALNO1234"),
    ("PARTY-12", "serial", "PARTY-12"),
]

ARTICLES = [
    ("4719072845636", "upc", None),
    ("036000291452", "upc", "036000291452"),
    ("0 36000 29145 2", "upc", "036000291452"),
    ("0036000291452", "upc", "036000291452"),  # a scanner that sends a UPC-A as EAN-13
    ("00036000291452", "upc", "036000291452"),
    ("]E04710180023459", "upc", "4710180023459"),
    ("]E0036000291452", "upc", "036000291452"),
    ("]E496385074", "upc", "96385074"),
    ("]E3400638133393112", "upc", "4006381333931"),  # with an add-on of two digits
    ("]I109501101530003", "upc", "9501101530003"),
    ("]I112345678", "serial", "12345678"),  # a short ITF is no article code
    ("]I119501101530000", "upc", "19501101530000"),
    ("19501101530000", "upc", "19501101530000"),
    ("96385074", "upc", "96385074"),
    ("01234565", "upc", "012345000065"),  # UPC-E, written out
    ("4006381333932", "serial", "4006381333932"),  # wrong check digit
    ("036000291453", "serial", "036000291453"),
    ("96385075", "serial", "96385075"),
    ("01234560", "serial", "01234560"),
    ("]C0036000291452", "serial", "036000291452"),  # Code 128: a serial whatever its check digit
    ("]C04006381333931", "serial", "4006381333931"),
    ("]A0036000291452", "serial", "036000291452"),  # Code 39
    ("0000000000000", "serial", "0000000000000"),
    ("204512345675", "serial", "204512345675"),  # check digit holds, but 2… is never on a box
    ("2012345678900", "serial", "2012345678900"),
    ("]E0\u00b2\u00b3", "unreadable", None),
]

SERIALS = [
    *((serial, "serial", serial) for serial in (
        "0324518063914", "0322714071430", "0324217145110", "0322218049033", "1324321002473",
        "1650522003820", "0089973886", "0091224540", "18B0002364DSYI", "GGBN1K300245",
        "M9YVCM00X123", "L4YVCM012345678", "A184300012243", "11H1820123456", "SN204512345678",
        "194512345678", "602-V388-01SB2009012345", "20231105", "B21OB009 2+00156", "AB+12/3",
        "00000001", "N123.45_6", "X", "1e999", "K8ABC0123", "S12345678901",
    ) if len(serial) > 1),
    ("]C0" + NVIDIA, "serial", NVIDIA),
    ("]A0AB1234", "serial", "AB1234"),
    ("S" + NVIDIA, "serial", NVIDIA),  # a leading data identifier, by a scanner that sends it
    ("]Q1" + NVIDIA, "serial", NVIDIA),  # its last digit happens to be a right check digit
    ("0324518063912", "serial", "0324518063912"),  # and here it is not
    ("C77000001Z", "serial", "C77000001Z"),  # ten characters with another workshop's site code
    (NVIDIA + " \t\r\n", "serial", NVIDIA),
    ("０３２４５１８０６３９１４", "serial", NVIDIA),
]  # fmt: skip

PARTS_AND_MARKINGS = [
    (PART, "part_number", PART),
    (PART.lower(), "part_number", PART),
    ("699-21010-0200-500", "part_number", "699-21010-0200-500"),
    ("692-2G506-0212-002", "part_number", "692-2G506-0212-002"),
    ("900-2H400-6300-031", "part_number", "900-2H400-6300-031"),
    ("699-2G133-0200-TS2", "part_number", "699-2G133-0200-TS2"),
    ("180-1G139-1100-A01", "part_number", "180-1G139-1100-A01"),
    ("9001G1362530000", "part_number", "9001G1362530000"),
    ("1P" + PART, "part_number", PART),
    ("P" + PART, "part_number", PART),
    ("900123456789012", "serial", "900123456789012"),
    (UUID, "gpu_uuid", UUID),
    (UUID.upper(), "gpu_uuid", UUID),
    ("]Q1" + UUID, "gpu_uuid", UUID),
    (UUID[:-1], "serial", UUID[:-1]),
    ("AD102-300-A1", "marking", "AD102-300-A1"),
    ("ga104-202-a1", "marking", "GA104-202-A1"),
    ("GA102-200-KD-A1", "marking", "GA102-200-KD-A1"),
    ("GA100-883AA-A1", "marking", "GA100-883AA-A1"),
    ("AD102300A1", "marking", "AD102300A1"),
    ("S TW 2324A1 / U2F028.MOW / AD102-301-A1", "marking", "AD102-301-A1"),
    ("2139A1 (SA1HKN.M3P) GA104-202-A1", "marking", "GA104-202-A1"),
    ("D8BZC", "marking", "D8BZC"),
    ("D9WCW", "marking", "D9WCW"),
    ("MT61K512M32KPA-21:U", "marking", "MT61K512M32KPA-21:U"),
    ("K4Z80325BC-HC14", "marking", "K4Z80325BC-HC14"),
    ("K4VAF325ZC-SC28", "marking", "K4VAF325ZC-SC28"),
    ("H56G32CS4D-X005", "marking", "H56G32CS4D-X005"),
    ("TW 2324A1\nU2F028.MOW\nAD102-301-A1", "marking", "AD102-301-A1"),
    ("D8BZ\nC", "unreadable", None),
    ("P/N: 900\n1G136", "unreadable", None),
    ("D8BZ", "serial", "D8BZ"),
    ("AD102", "serial", "AD102"),
    ("AB123456A1", "serial", "AB123456A1"),  # no chip of NVIDIA's
]

NOTHING = [
    ("", "unreadable", ""),
    ("]E0", "unreadable", ""),
    (" \t\r\n", "unreadable", ""),
    ("<b>1234</b>", "unreadable", None),
    ("1234\x005678", "unreadable", None),
    ("1234\u202e5678", "unreadable", None),
    ("CWP-A\0NA", "unreadable", None),
    ("CWP-A\nNA", "unreadable", None),
    ("x" * 4096, "unreadable", None),
    ("9" * 4096, "unreadable", None),
    (message("S1234" + "5" * 1024), "unreadable", None),
    ("显卡", "unreadable", None),
    ("\ud800\udfff", "unreadable", None),
    ("٤٠٠٦٣٨١٣٣٣٩٣١", "unreadable", None),
    ("'; DROP TABLE piece; --", "unreadable", None),
    ("^XA^FDx^XZ", "unreadable", None),
    ("X", "unreadable", None),
    ("---", "unreadable", None),
    ("\x1d\x1d\x1e\x04", "unreadable", None),
]

ALL = [*OUR_OWN, *COMMANDS, *ENVELOPES, *GS1, *CAPTIONS, *ARTICLES, *SERIALS, *PARTS_AND_MARKINGS,
       *NOTHING]  # fmt: skip
