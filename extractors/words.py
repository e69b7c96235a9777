"""Words by which furniture gives itself away, in the languages of the news.

In: en, de, fr, es, it, pt, tr, az, ru, uk, pl, nl, ar, and the Scandinavian languages; each pattern is a list
of whole phrases, searched in lower case. Out: any decision: a phrase is one piece of evidence among many,
weighed by `judge`.
"""

from __future__ import annotations

import re
from typing import Final


def _phrases(text: str, *, start: bool = False) -> re.Pattern[str]:
    """A pattern of the phrases in `text`, divided by "|": anywhere, or at the start of a line.

    Phrases are grouped by their first letter, so that most places of a text are passed with one look instead of
    hundreds.
    """
    groups: dict[str, list[str]] = {}
    for phrase in text.split("|"):
        groups.setdefault(phrase[0], []).append(re.escape(phrase[1:]).replace(r"\ ", r"\s"))
    choices = "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in groups.items())
    before = r"^\W{0,4}" if start else r"(?<!\w)"
    return re.compile(f"{before}(?:{choices})(?!\\w)")


def lower(text: str) -> str:
    """Return `text` in lower case as the phrases are; the dotted capital I of Turkish becomes a plain i."""
    return text.lower().replace("i\u0307", "i")


# What stands over a list of other stories, or before a link to one.
FOREIGN_HEADING: Final = _phrases(
    "related|related articles|related stories|related news|related content|related posts|related topics|"
    "related coverage|read more|read also|read next|read this|also read|more stories|more news|more from|"
    "more on|more in|more about|most read|most popular|most viewed|most shared|popular|trending|trending now|"
    "recommended|recommended for you|recommended stories|you may also like|you might also like|you may like|"
    "must read|must reads|latest|latest news|latest stories|latest articles|top stories|top news|"
    "editor's picks|editors' picks|don't miss|in case you missed it|see also|see more|watch|watch now|"
    "watch more|up next|next article|previous article|what to read next|keep reading|continue reading|"
    "further reading|explore more|featured|other stories|other news|in this article|table of contents|"
    "mehr zum thema|mehr zu|mehr aus|mehr dazu|mehr lesen|mehr nachrichten|lesen sie auch|lesen sie mehr|"
    "lesen sie hier|lesen sie dazu|lies auch|auch interessant|das könnte sie auch interessieren|"
    "das könnte dich auch interessieren|das könnte ihnen auch gefallen|weitere artikel|weitere themen|"
    "weitere nachrichten|weitere meldungen|weiterlesen|meistgelesen|meist gelesen|am meisten gelesen|"
    "aktuelle nachrichten|neueste artikel|empfehlungen|empfohlen|passend dazu|zum thema|themen|siehe auch|"
    "beliebte artikel|unsere empfehlungen|anzeige|inhaltsverzeichnis|à lire aussi|lire aussi|a lire aussi|"
    "à lire|lire la suite|lire également|voir aussi|sur le même sujet|sur le même thème|les plus lus|"
    "les plus lues|à voir aussi|articles similaires|articles liés|dans la même rubrique|plus d'articles|"
    "nos articles|pour aller plus loin|à la une|dernières actualités|recommandé pour vous|lea también|"
    "lee también|leer más|lee más|leer también|te puede interesar|también te puede interesar|"
    "le puede interesar|noticias relacionadas|artículos relacionados|más información|más noticias|más leídas|"
    "lo más leído|lo más visto|últimas noticias|ver más|ver también|no te pierdas|relacionado|relacionadas|"
    "archivado en|leggi anche|leggi di più|leggi tutto|ti potrebbe interessare|potrebbe interessarti|"
    "articoli correlati|i più letti|le più lette|ultime notizie|altre notizie|approfondisci|guarda anche|"
    "vedi anche|correlati|consigliati|leia também|leia mais|veja também|veja mais|saiba mais|"
    "notícias relacionadas|artigos relacionados|relacionados|mais lidas|mais lidos|últimas notícias|"
    "mais notícias|recomendados|confira também|ilgili haberler|ilgili haber|ilginizi çekebilir|son haberler|"
    "son dakika|benzer haberler|diğer haberler|öne çıkanlar|çok okunanlar|en çok okunanlar|"
    "bunlar da ilginizi çekebilir|ayrıca okuyun|bunu da oku|haberin devamı|önerilen haberler|oxşar xəbərlər|"
    "son xəbərlər|digər xəbərlər|ən çox oxunanlar|bunu da oxu|həmçinin oxuyun|maraqlı xəbərlər|xəbər lenti|"
    "читайте также|читать также|читайте ещё|читайте еще|по теме|материалы по теме|другие новости|"
    "последние новости|похожие новости|смотрите также|самое читаемое|популярное|рекомендуем|новости по теме|"
    "ещё по теме|еще по теме|подробнее|главное|вам может быть интересно|читайте також|також читайте|за темою|"
    "інші новини|останні новини|популярне|дивіться також|вам може бути цікаво|схожі новини|рекомендуємо|"
    "головне|більше новин|czytaj także|czytaj też|czytaj więcej|zobacz także|zobacz też|przeczytaj także|"
    "przeczytaj też|polecamy|najnowsze|najczęściej czytane|powiązane|podobne artykuły|więcej na ten temat|"
    "warto przeczytać|polecane|lees ook|lees meer|lees verder|meest gelezen|gerelateerd|gerelateerde artikelen|"
    "ook interessant|meer over|meer nieuws|bekijk ook|laatste nieuws|aanbevolen|اقرأ أيضا|اقرأ أيضاً|إقرأ أيضا|"
    "اقرأ المزيد|مواضيع ذات صلة|أخبار ذات صلة|الأكثر قراءة|آخر الأخبار|شاهد أيضا|موضوعات متعلقة|قد يعجبك أيضا|"
    "ذات صلة|les også|les mer|mest lest|läs även|läs mer|mest läst|læs også|læs mere|mest læste|lue myös|"
    "čtěte také|mohlo by vás zajímat|関連記事|関連ニュース|関連キーワード|"
    "おすすめ記事|おすすめ情報|あわせて読みたい|アクセスランキング|"
    "관련 기사|관련기사|많이 본 뉴스|"
    "相关阅读|相關新聞|推荐阅读",
    start=True,
)  # fmt: skip

# What asks the reader to do something.
PROMPT: Final = _phrases(
    "newsletter|newsletters|sign up|signing up|sign in|log in|subscribe|subscribing|subscribe to|subscription|"
    "subscribers|subscriber|register now|create an account|create a free account|already have an account|"
    "already a subscriber|download the app|download our app|get our app|our app|follow us|follow us on|"
    "join us on|our whatsapp|whatsapp channel|telegram channel|share this|share on|share this article|"
    "share this story|click here|click to|tap here|leave a comment|post a comment|join the conversation|"
    "add a comment|view comments|comments are closed|log in to comment|your email address|your inbox|"
    "to your inbox|straight to your inbox|support our journalism|support our work|become a member|"
    "make a donation|donate|donate now|donation|contribute|privacy policy|cookie policy|cookies|"
    "terms of service|terms of use|terms and conditions|accept cookies|adblocker|ad blocker|advertisement|"
    "sponsored|affiliate|affiliate commission|affiliate links|commission|print this|email this|copy link|"
    "report an error|send us a tip|get in touch|contact us|email us|let us know|tell us|have your say|"
    "please enable javascript|enable javascript|this content is only available|continue reading for free|"
    "free trial|to continue reading|remaining free articles|story continues below|article continues below|"
    "scroll to continue|skip ad|google news|set as preferred|preferred source|abonnieren|abonnement|abo|"
    "abonnenten|jetzt anmelden|anmelden|registrieren|jetzt registrieren|kostenlos testen|kostenlos anmelden|"
    "jetzt lesen|weiterlesen mit|artikel teilen|teilen|kommentieren|kommentare|kommentar schreiben|"
    "folgen sie uns|folgt uns|folge uns|whatsapp-kanal|unserer app|unsere app|app herunterladen|datenschutz|"
    "datenschutzerklärung|einwilligung|externer inhalt|externe inhalte|inhalt laden|"
    "empfohlener redaktioneller inhalt|an dieser stelle finden sie|inhalte anzeigen|werbung|anzeige|"
    "unterstützen sie|spenden|hier klicken|klicken sie|ihre meinung|schreiben sie uns|leserbrief|link kopieren|"
    "drucken|merkliste|e-mail-adresse|s'abonner|abonnez-vous|abonné|abonnés|inscrivez-vous|inscription|"
    "se connecter|connectez-vous|partager|suivez-nous|réagir|commenter|commentaires|votre adresse e-mail|"
    "cliquez ici|publicité|réservé aux abonnés|la suite est réservée|il vous reste|télécharger l'application|"
    "faire un don|suscríbete|suscribirse|suscripción|suscriptor|suscriptores|regístrate|inicia sesión|"
    "iniciar sesión|síguenos|compartir|comentarios|comentar|boletín|publicidad|haz clic aquí|descarga la app|"
    "tu correo|recibe|iscriviti|abbonati|abbonamento|accedi|registrati|condividi|commenta|commenti|seguici|"
    "pubblicità|clicca qui|scarica l'app|la tua email|assine|assinatura|assinante|inscreva-se|cadastre-se|"
    "entrar|compartilhe|compartilhar|partilhar|comente|comentários|siga-nos|siga o|publicidade|clique aqui|"
    "baixe o app|receba|abone ol|abone olun|üye ol|üye girişi|giriş yap|takip edin|bizi takip edin|paylaş|"
    "yorum yap|yorumlar|yorum yaz|bülten|e-bülten|reklam|tıklayın|uygulamasını indirin|abunə ol|abunə olun|"
    "bizi izləyin|paylaş|şərh|şərhlər|şərh yaz|reklam|kanalımıza|подписаться|подпишитесь|подписывайтесь|"
    "подписка|наш telegram|telegram-канал|телеграм-канал|телеграм-канале|поделиться|комментарии|комментировать|"
    "оставить комментарий|войти|зарегистрируйтесь|реклама|рассылка|рассылку|нажмите|установите приложение|"
    "следите за|підписатися|підписуйтесь|підпишіться|підписка|telegram-каналі|телеграм-канал|поділитися|"
    "коментарі|увійти|зареєструйтесь|розсилка|натисніть|слідкуйте за|zapisz się|subskrybuj|subskrypcja|"
    "prenumerata|zaloguj się|zarejestruj się|udostępnij|komentarze|skomentuj|obserwuj nas|polub nas|reklama|"
    "kliknij|pobierz aplikację|newslettera|abonneer|abonneren|abonnement|schrijf je in|meld je aan|aanmelden|"
    "inloggen|registreren|deel dit|delen|reageer|reacties|volg ons|nieuwsbrief|advertentie|klik hier|"
    "download de app|اشترك|اشتراك|تابعنا|تابعونا|سجل|تسجيل الدخول|شارك|مشاركة|تعليق|تعليقات|النشرة|إعلان|"
    "حمل التطبيق|اضغط هنا|abonner|logg inn|følg oss|nyhetsbrev|prenumerera|logga in|nyhedsbrev|tilmeld|会員登録|"
    "会員限定|有料会員|ログイン|無料登録|メールマガジン|登録すると|구독|로그인|회원가입|订阅|登录"
)  # fmt: skip

# Who owns a text or a picture, and who else worked on it.
CREDIT: Final = _phrases(
    "©|(c)|copyright|all rights reserved|photo|photos|photo by|photo credit|photograph|picture|image|"
    "image credit|images|credit|credits|source|sources|file photo|getty|getty images|reuters|reporting by|"
    "editing by|additional reporting|writing by|compiled by|with agencies|with inputs from|"
    "this article was originally|this story was originally|originally published|correction|editor's note|"
    "first published|last updated|updated|published|foto|fotos|bild|bilder|bildrechte|bildnachweis|quelle|"
    "quellen|grafik|text|video|redaktion|mit material|mit agenturmaterial|dpa|afp|alle rechte vorbehalten|"
    "dieser beitrag|dieser artikel|diese nachricht|mitarbeit|stand|crédit photo|crédits|photo de|source de|"
    "avec afp|tous droits réservés|fuente|fuentes|foto de|imagen|crédito|créditos|con información de|"
    "todos los derechos|fonte|fonti|foto di|immagine|tutti i diritti|riproduzione riservata|fonte|crédito|"
    "foto de|reprodução|todos os direitos|kaynak|fotoğraf|haber kaynağı|kaynakça|tüm hakları|editör|muhabir|"
    "mənbə|foto|müəllif|fotolar|источник|фото|фотография|иллюстрация|автор|редактор|джерело|автор|фото|"
    "світлина|źródło|fot|fot.|autor|oprac|opr|zdjęcie|bron|beeld|foto|redactie|المصدر|تصوير|صورة|المحرر|"
    "جميع الحقوق|kilde|kilder|källa|zdroj|写真|出典|사진|来源",
    start=True,
)  # fmt: skip

# Who the writer is: a verb or a post after a name.
BIOGRAPHY: Final = _phrases(
    "is a reporter|is a senior|is a freelance|is a journalist|is a writer|is a staff|is a correspondent|"
    "is an editor|is the editor|is a contributor|is a columnist|is a contributing|is the author of|"
    "writes about|covers|has written for|contributed to this|reports on|about the author|about the authors|"
    "you can reach|can be reached|follow her|follow him|his work has appeared|her work has appeared|"
    "is based in|joined the|ist redakteur|ist redakteurin|ist freier|ist freie|ist korrespondent|"
    "ist korrespondentin|ist autor|ist autorin|ist journalist|ist journalistin|zum autor|zur autorin|"
    "über den autor|über die autorin|zur person|schreibt über|berichtet über|arbeitet als|jahrgang|"
    "est journaliste|est correspondant|est correspondante|à propos de l'auteur|es periodista|es redactor|"
    "es redactora|es corresponsal|sobre el autor|sobre la autora|periodista y|è un giornalista|è giornalista|"
    "giornalista e|sull'autore|é jornalista|é repórter|sobre o autor|yazar hakkında|müəllif haqqında|об авторе|"
    "про автора|o autorze|is journalist|is redacteur|over de auteur|عن الكاتب"
)  # fmt: skip
