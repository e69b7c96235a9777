"""Words that furniture uses more than articles do, in the languages of the news.

In: single words, case folded, by what they are for; each is one small piece of evidence, counted with its neighbours.
Out: whole phrases, which `words` has; what training learns of words, which the model file has; any decision.
"""

from __future__ import annotations

from typing import Final

# "You" and "we", with what belongs to them: who asks for consent, for an address or for money speaks to the reader.
_ADDRESSING = """
    you your yours yourself we our us ours ihr ihre ihren ihrer ihrem euch euer eure dir dich wir unser unsere unseren
    unserer uns vous votre vos nous notre nos usted ustedes tu tus tú nosotros nuestro nuestra nuestros nuestras su voi
    vostro vostra vostri tuo tua tuoi noi nostro nostra nostri nostre você vocês seu sua seus nós nosso nossa sen siz
    sizin sizi size biz bizim bizi bizə вы вас вам ваш ваша ваше ваши вашей вашего мы нас нам наш наша наши ви ми wy was
    wasz wasze twój twoje twoja my nas nasz nasze u uw je jouw jullie wij we ons onze أنت لك نحن لنا du deg din ditt
    dine vi oss vår våre dig er jer jeres vores ni era våra
"""
_CONSENT = """
    cookie cookies consent consents consenting privacy personal data browser browsers device devices tracking opt opting
    advertising advertisers ads partners preferences settings analytics gdpr ccpa vendors legitimate einwilligung
    einwilligen datenschutz datenschutzerklärung personenbezogene personenbezogenen daten einstellungen anbieter
    drittanbieter zustimmung zustimmen einverstanden werbung verarbeitung consentement données personnelles
    confidentialité navigateur publicité publicitaires partenaires paramètres traceurs consentimiento datos personales
    privacidad navegador publicidad consenso dati personali riservatezza pubblicità consentimento dados pessoais
    privacidade çerez çerezler çerezleri kişisel veri verilerin gizlilik rıza tarayıcı məlumatların məxfilik razılıq
    файлы куки персональных данных согласие конфиденциальности браузер рекламы файли персональних даних згоду
    конфіденційності ciasteczka prywatności danych osobowych zgoda zgodę przeglądarki toestemming persoonsgegevens
    gegevens privacybeleid adverteerders الخصوصية ملفات البيانات الشخصية الموافقة samtykke personvern
    informasjonskapsler personuppgifter samtycke integritet persondata
"""
# What one is asked to do: subscribe, register, follow, share, comment, give.
_PROMPTING = """
    newsletter newsletters subscribe subscriber subscribers subscribing subscription subscriptions account accounts
    register registering registered login signin log sign email inbox unlimited access app download follow facebook
    twitter whatsapp telegram instagram youtube comment comments commenting share shared podcast listen advertisement
    sponsored affiliate unlock offer offers membership member donate donation support journalism abo abonnieren
    abonnement abonnenten anmelden registrieren angemeldet kostenlos teilen kommentar kommentare kommentieren
    kommentaren folgen kanal weiterlesen anzeige spenden unterstützen inhalt inhalte externe externer externen angezeigt
    abonné abonnés abonner inscrivez connectez partager commentaires suivez suscríbete suscriptor suscriptores compartir
    comentarios síguenos boletín iscriviti abbonati condividi commenti seguici assine assinante compartilhe comentários
    siga abone paylaş yorum yorumlar bülten takip abunə şərh izləyin подписаться подпишитесь подписывайтесь подписка
    поделиться комментарии рассылка реклама канал підписуйтесь підпишіться поділитися коментарі zapisz subskrybuj
    udostępnij komentarze obserwuj reklama abonneer abonneren delen reacties nieuwsbrief volg اشترك تابعنا شارك تعليق
    abonner følg nyhetsbrev prenumerera
"""
# Who made a picture or sent a text.
_CREDITING = """
    photo photos photograph photographer picture image images illustration graphic credit courtesy getty shutterstock
    reuters afp ap dpa epa imago tass efe ansa anadolu foto fotos fotograf bild bilder bildquelle grafik crédit
    photographie fotografía imagen fotografia immagine imagem fotoğraf görsel şəkil фото фотография фотографія світлина
    zdjęcie fot beeld bilde kuva 写真 사진 图片 صورة تصوير
"""
# A word may be of several kinds: "our partners", "share this photo".
ADDRESSING, CONSENT, PROMPTING, CREDITING = (1 << bit for bit in range(4))


def _kinds() -> dict[str, int]:
    kinds: dict[str, int] = {}
    listed = ((ADDRESSING, _ADDRESSING), (CONSENT, _CONSENT), (PROMPTING, _PROMPTING), (CREDITING, _CREDITING))
    for kind, words in listed:
        for word in words.split():
            kinds[word] = kinds.get(word, 0) | kind
    return kinds


KINDS: Final = _kinds()
