"""One sentence in each of fifteen languages: help in your language is free, call this number.

The texts are the model taglines of the U.S. Department of Health and Human Services, Office for Civil Rights, made for everyone to use
("Translated Resources for Covered Entities", 2016, to 81 FR 31375, appendix B to part 92), with the number put in. The languages are the
most common ones of the country's people with limited English, and Nepali, which is one in Vermont and New Hampshire. 45 CFR 92.11(b)
(89 FR 37522) and 155.205(c)(2)(iii)(A) ask for fifteen languages on such letters.
"""

from functools import lru_cache

from coverport.notices.blocks import Paragraph

# Language -> sentence. {phone} and {tty} stay as they are spelled everywhere, left to right also in Arabic and Persian.
TEXTS = {
    "zh-Hant": "注意：如果您使用繁體中文，您可以免費獲得語言援助服務。請致電 {phone}（TTY：{tty}）。",
    "vi": "CHÚ Ý: Nếu bạn nói Tiếng Việt, có các dịch vụ hỗ trợ ngôn ngữ miễn phí dành cho bạn. Gọi số {phone} (TTY: {tty}).",
    "ko": "주의: 한국어를 사용하시는 경우, 언어 지원 서비스를 무료로 이용하실 수 있습니다. {phone} (TTY: {tty})번으로 전화해 주십시오.",
    "tl": "PAUNAWA: Kung nagsasalita ka ng Tagalog, maaari kang gumamit ng mga serbisyo ng tulong sa wika nang walang bayad. "
    "Tumawag sa {phone} (TTY: {tty}).",
    "ru": "ВНИМАНИЕ: Если вы говорите на русском языке, то вам доступны бесплатные услуги перевода. Звоните {phone} (телетайп: {tty}).",
    "ar": "ملحوظة: إذا كنت تتحدث العربية، فإن خدمات المساعدة اللغوية تتوافر لك بالمجان. اتصل برقم {phone} (رقم هاتف الصم والبكم: {tty}).",
    "ht": "ATANSYON: Si w pale Kreyòl Ayisyen, gen sèvis èd pou lang ki disponib gratis pou ou. Rele {phone} (TTY: {tty}).",
    "fr": "ATTENTION : Si vous parlez français, des services d’aide linguistique vous sont proposés gratuitement. Appelez le {phone} "
    "(ATS : {tty}).",
    "pl": "UWAGA: Jeżeli mówisz po polsku, możesz skorzystać z bezpłatnej pomocy językowej. Zadzwoń pod numer {phone} (TTY: {tty}).",
    "pt": "ATENÇÃO: Se fala português, encontram-se disponíveis serviços linguísticos, grátis. Ligue para {phone} (TTY: {tty}).",
    "it": "ATTENZIONE: In caso la lingua parlata sia l’italiano, sono disponibili servizi di assistenza linguistica gratuiti. "
    "Chiamare il numero {phone} (TTY: {tty}).",
    "de": "ACHTUNG: Wenn Sie Deutsch sprechen, stehen Ihnen kostenlos sprachliche Hilfsdienstleistungen zur Verfügung. "
    "Rufnummer: {phone} (TTY: {tty}).",
    "ja": "注意事項：日本語を話される場合、無料の言語支援をご利用いただけます。{phone}（TTY：{tty}）まで、お電話にてご連絡ください。",
    "fa": "توجه: اگر به زبان فارسی گفتگو می کنید، تسهیلات زبانی بصورت رایگان برای شما فراهم می باشد. با {phone} (TTY: {tty}) تماس بگیرید.",
    "ne": "ध्यान दिनुहोस्: तपाईंले नेपाली बोल्नुहुन्छ भने तपाईंको निम्ति भाषा सहायता सेवाहरू निःशुल्क रूपमा उपलब्ध छ । फोन गर्नुहोस् {phone} (टिटिवाइ: {tty}) ।",
}
FROM_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@lru_cache(maxsize=64)
def taglines(phone: str, tty: str) -> tuple[Paragraph, ...]:
    """The fifteen paragraphs, each in its own language."""
    return tuple(Paragraph(text.format(phone=phone, tty=tty), language=language) for language, text in TEXTS.items())


def direction(language: str) -> str:
    """How a language is written, for the pages: "rtl" or "ltr"."""
    return "rtl" if language.partition("-")[0] in FROM_RIGHT_TO_LEFT else "ltr"
