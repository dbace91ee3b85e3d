"""Prices as a viewer reads them, and the currencies there are (ISO 4217)."""

from __future__ import annotations

from decimal import Decimal

_CODES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR
ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF
SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU
UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW
"""
CURRENCIES = frozenset(_CODES.split())
"""The currency codes of ISO 4217 in use for goods."""

_SYMBOLS = {
    "CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "TWD": "NT$", "JPY": "JP¥", "KRW": "₩", "INR": "₹",
    "AUD": "A$", "CAD": "C$", "SGD": "S$", "NZD": "NZ$", "VND": "₫", "PHP": "₱", "BRL": "R$", "MXN": "MX$",
}  # fmt: skip
# ¥ is the yuan everywhere but in Japanese, so that one text never holds two meanings of it
_SYMBOLS_IN = {"ja": {"JPY": "¥", "CNY": "CN¥"}}
_WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"


def decimals(currency: str) -> int:
    """How many decimals a price in that currency is written with (ISO 4217's minor unit)."""
    if currency in _WHOLE.split():
        return 0
    return 3 if currency in _THREE.split() else 2


def price_text(amount: Decimal, currency: str, language: str) -> str:
    """`¥99`, `¥12.50`, `$1,299`, `CHF 19.90`: whole amounts without decimals, no digit ever rounded away.

    English groups thousands with a comma; other languages are left ungrouped. A currency
    without a symbol of its own is written as its code and a space.
    """
    symbol = _SYMBOLS_IN.get(language, {}).get(currency) or _SYMBOLS.get(currency) or f"{currency} "
    return f"{symbol}{amount_text(amount, currency, grouped=language == 'en')}"


def amount_text(amount: Decimal, currency: str, *, grouped: bool = False) -> str:
    """The amount alone, in the digits `price_text` shows."""
    if amount == amount.to_integral_value():
        places = 0
    else:
        places = max(decimals(currency), -int(amount.normalize().as_tuple().exponent))
    return f"{amount:{',' if grouped else ''}.{places}f}"
