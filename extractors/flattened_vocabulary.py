"""Words that furniture uses more than articles do, in the languages of the news.

In: single words, case folded, by what they are for; each is one small piece of evidence, counted with its neighbours.
Out: whole phrases, which `words` has; what training learns of words, which the model file has; any decision.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import repeat
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
    zdjęcie fot beeld bilde kuva archivbild archivfoto symbolbild symbolfoto screenshot handout archives archivo
    archivio arquivo arşiv arxiv архив архів arkiv صورة تصوير
"""
# Who stands where in a picture: "second left", "im Bild", "à droite".
_PICTURING = """
    pictured left right centre center background foreground seen shown poses posing stands links rechts mitte
    hintergrund vordergrund zeigt gauche droite centre izquierda derecha centro fondo sinistra destra
    sfondo esquerda direita solda sağda ortada слева справа ліворуч праворуч lewej prawej venstre høyre vänster höger
"""
# Who speaks for himself: readers in their comments do, and writers of columns.
_SPEAKING = """
    i me my mine myself ich mich mir mein meine meinen meiner meinem je moi mon mes yo mí mis mío io mio mia miei
    mie eu meu minha meus minhas ben beni bana benim bence mən məni mənə mənim məncə я меня мне мной мой моя моё мои
    мене мені мій моє мої ja mnie mi mój moja moje ik mij mijn jeg meg mig min mitt jag minä minun أنا
"""
# A word may be of several kinds: "our partners", "share this photo".
ADDRESSING, CONSENT, PROMPTING, CREDITING, PICTURING, SPEAKING = (1 << bit for bit in range(6))
_LISTED = {
    ADDRESSING: _ADDRESSING, CONSENT: _CONSENT, PROMPTING: _PROMPTING, CREDITING: _CREDITING, PICTURING: _PICTURING,
    SPEAKING: _SPEAKING,
}  # fmt: skip

# Japanese, Chinese and Korean join such words with others; each is looked for inside.
_JOINING = re.compile("[\u3040-\U0010ffff]")  # kana, Han and Hangul, and what else lies above
_JOINED = {
    ADDRESSING: "あなた|皆さま|みなさま|お客さま|お客様|ください|下さい|ご覧|您|我们|我們|本站|本网|"
    "여러분|당신|저희|고객님|주세요",
    CONSENT: "個人情報|プライバシー|クッキー|同意|ブラウザ|広告|隐私|隱私|浏览器|瀏覽器|广告|廣告|"
    "개인정보|쿠키|동의|브라우저",
    PROMPTING: "会員|登録|購読|ログイン|有料|無料|コメント|シェア|フォロー|アプリ|メール|ニュースレター|"
    "続きを読む|全文|お試し|申し込み|お申込|保存する|会员|會員|注册|註冊|登录|登入|订阅|訂閱|分享|评论|評論|"
    "关注|關注|下载|下載|客户端|免费|免費|회원|가입|로그인|구독|댓글|공유|무료|앱|다운로드|뉴스레터|후원|무단|재배포",
    CREDITING: "写真|撮影|提供|摄影|攝影|摄|图片|圖片|图源|사진|제공|연합뉴스|뉴시스|촬영",
    SPEAKING: "私は|私の|僕|我觉得|我認為|저는|나는",
}
_WITHIN = {kind: re.compile(words) for kind, words in _JOINED.items()}


def kinds_of(words: Sequence[str]) -> Iterator[int]:
    """Return for each word, case folded, the kinds of furniture it is a word of, a bit each."""
    listed = map(KINDS.get, words, repeat(0))
    if not _JOINING.search("".join(words)):
        return listed
    return (kinds or _within(word) for kinds, word in zip(listed, words, strict=True))


def _within(word: str) -> int:
    if not _JOINING.search(word):
        return 0
    return sum(kind for kind, pattern in _WITHIN.items() if pattern.search(word))


def _kinds() -> dict[str, int]:
    kinds: dict[str, int] = defaultdict(int)
    for kind, words in _LISTED.items():
        for word in words.split():
            kinds[word] |= kind
    return dict(kinds)


KINDS: Final = _kinds()
