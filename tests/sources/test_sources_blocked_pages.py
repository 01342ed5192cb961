"""Pages that stand in for the one that was asked for, and articles that speak of such pages."""

from __future__ import annotations

import pytest

from git_report.errors import ReportError
from git_report.sources.pages.web_page import read_html

NAV = '<nav><a href="/">Home</a> <a href="/shop">Shop</a> <a href="/help">Help</a></nav>'
PROSE = (
    "<p>The mill at the weir was rebuilt in 1911 after the flood, and its wheel turned until the "
    "turbine came. Forty families lived from it, most of them weavers.</p><p>In 1934 the owner "
    "sold "
    "the water right to the town for 12,000 crowns, which paid for a bridge and a school.</p>"
)


def page(title: str, body: str, head: str = "") -> bytes:
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    ).encode()


IMPOSTORS = {
    "check: moment": ("a check for robots", page(
        "Just a moment...", "<h1>mill.example</h1><p>Verify you are human by completing the action "
        "below.</p><p>mill.example needs to review the security of your connection.</p>")),
    "check: captcha": ("a check for robots", page(
        "mill.example", '<p>Please complete the security check to go on.</p><div '
        'class="g-recaptcha">'
        "</div>")),
    "check: traffic": ("a check for robots", page(
        "Sorry", "<p>Our systems have detected unusual traffic from your network. Please show that "
        "you are not a robot.</p>")),
    "check: denied": ("a check for robots", page(
        "Access Denied", "<h1>Access Denied</h1><p>You don't have permission to access this page. "
        "Reference #18.2f</p>")),
    "script: enable": ("JavaScript", page(
        "Mill", "<p>Please enable JavaScript to view this site.</p>")),
    "script: off": ("JavaScript", page(
        "Mill", "<div>JavaScript is disabled in your browser. Turn it on and reload.</div>")),
    "script: app": ("JavaScript", page(
        "Mill", '<div id="root"></div><noscript>You need to enable JavaScript to run this app.'
        '</noscript><script src="/app.js"></script>')),
    "login: form": ("a login page", page(
        "Sign in - Mill Archive", "<h1>Sign in</h1><form><label>Email <input type=email></label>"
        "<label>Password <input type=password></label><button>Sign in</button></form>"
        "<p>Forgot your password? Create an account.</p>")),
    "login: german": ("a login page", page(
        "Anmelden", "<main><h1>Anmelden</h1><p>Bitte melden Sie sich an, um fortzufahren.</p>"
        '<form><input type="password" name="p"><button>Anmelden</button></form></main>')),
    "login: first": ("a login page", page(
        "Log in to continue", "<main><h2>Log in to continue</h2><p>Log in with your work account. "
        "You will be taken to the single sign-on of your company.</p></main>")),
    "login: bare": ("a login page", page(
        "Portal", '<form action="/login"><h1>Portal login</h1><input name=u><input type=PASSWORD '
        "name=p></form>")),
    "missing: 404": ("404", page(
        "404 Not Found", "<h1>404 Not Found</h1><p>nginx</p>")),
    "missing: oops": ("404", page(
        "Mill Archive", NAV + "<main><h1>Oops!</h1><p>The page you are looking for could not be "
        "found. It may have been moved.</p></main>")),
    "missing: gone": ("404", page(
        "Page not found | Mill Archive", "<main><p>Sorry, this article no longer exists. Try the "
        "search, or one of these: Weirs, Wheels, Turbines.</p></main>")),
    "missing: french": ("404", page(
        "Page introuvable", "<main><p>La page demandée est introuvable.</p></main>")),
    "error: gateway": ("an error page of the server", page(
        "502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center><p>Try again later.</p>")),
    "error: care": ("an error page of the server", page(
        "Down for maintenance", "<h1>Down for maintenance</h1><p>We will be back on Monday.</p>")),
    "error: new": ("an error page of the server", page(
        "Welcome to nginx!", "<h1>Welcome to nginx!</h1><p>If you see this page, the web server is "
        "successfully installed and working.</p>")),
    "wall: partners": ("a cookie or consent wall", page(
        "Mill Times", "<main><h1>We value your privacy</h1><p>We and our 842 partners store and "
        "access personal data, like cookies, on your device.</p><p>By clicking Accept you agree to "
        "this use of cookies.</p><button>Accept all</button><button>Manage "
        "choices</button></main>")),
    "wall: before": ("a cookie or consent wall", page(
        "Before you continue", "<h1>Before you continue</h1><p>We use cookies and data to measure "
        "audiences and to show advertising.</p><p>You can change your privacy choices at any time."
        '</p><form><input type=submit value="Reject all"><input type=submit value="Accept all">'
        "</form>")),
    "wall: overlay": ("a cookie or consent wall", page(
        "Mill Times", '<div id="cookie-consent"><p>We use cookies to process your personal data. '
        "You must accept them to read on.</p><button>Accept</button></div>")),
    "wall: german": ("a cookie or consent wall", page(
        "Mühlenblatt", "<main><h1>Datenschutz</h1><p>Wir verwenden Cookies und brauchen Ihre "
        "Einwilligung.</p><button>Alle akzeptieren</button></main>")),
    "pay: subscribe": ("paywall", page(
        "The mill at the weir", f"<article><h1>The mill at the weir</h1>{PROSE}<p>Subscribe to "
        "continue reading.</p><p>Already a subscriber? Sign in.</p></article>")),
    "pay: data": ("paywall", page(
        "The mill", f"<article><h1>The mill</h1>{PROSE}<p>To continue reading, start your "
        f"trial.</p>"
        "</article>",
        '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}'
        "</script>")),
    "pay: limit": ("paywall", page(
        "The mill", "<article><h1>The mill</h1><p>The mill at the weir was rebuilt in "
        "1911.</p><p>You "
        "have reached your monthly limit. Unlock this story for 1 crown.</p></article>")),
    "moved: script": ("a redirect to '/new/mill'", page(
        "", "<p>Loading</p>", "<script>window.location.href = '/new/mill';</script>")),
    "moved: replace": ("a redirect to 'https://mill.example/b'", page(
        "Mill", "", '<script>location.replace("https://mill.example/b")</script>')),
    "moved: meta": ("a redirect to 'mill-2.html'", page(
        "Mill", "<p>If you are not redirected, <a href=mill-2.html>go on</a>.</p>",
        '<meta http-equiv="Refresh" content="0; URL=mill-2.html">')),
    "script: japanese": ("JavaScript", page(
        "粉屋", "<p>このサイトを表示するにはJavaScriptを有効にしてください。</p>")),
    "script: browser": ("another browser", page(
        "Mill", "<h1>Unsupported browser</h1><p>Please get a newer version of Firefox.</p>")),
    "login: members": ("a login page", page(
        "Mill Forum", "<p>You must be logged in to see this. Please log in or register.</p>")),
    "login: account": ("a login page", page(
        "Sign in to your account", "<div>Sign in</div><input type=email><p>No account? Create "
        "one!</p><p>Can't access your account?</p>")),
    "missing: wrong turn": ("404", page(
        "Mill", "<h1>Whoops!</h1><p>The page you asked for isn’t here any more.</p>")),
    "missing: erreur": ("404", page("Moulin - Erreur 404", "<p>Revenez à l’accueil.</p>")),
    "error: rate": ("an error page of the server", page(
        "429 Too Many Requests", "<h1>429 Too Many Requests</h1><p>Wait a minute.</p>")),
    "error: law": ("an error page of the server", page(
        "Mill Times", "<h1>451: Unavailable due to legal reasons</h1><p>Your country may not "
        "read this.</p>")),
    "wall: dutch": ("a cookie or consent wall", page(
        "Molenkrant", "<main><h1>Uw privacy</h1><p>Wij en onze partners gebruiken cookies om u "
        "advertenties te tonen.</p><button>Akkoord</button></main>")),
    "moved: words": ("moved", page(
        "Moved", "<p>This page has moved to <a href=/new>the new archive</a>.</p>")),
}  # fmt: skip


@pytest.mark.parametrize("name", IMPOSTORS)
def test_a_page_in_place_of_another_is_named(name: str) -> None:
    seems, body = IMPOSTORS[name]

    with pytest.raises(ReportError) as caught:
        read_html(body, "utf-8")

    assert seems in caught.value.message
    assert "git report attach REF FILE" in caught.value.hint


@pytest.mark.parametrize("name", [name for name in IMPOSTORS if not name.startswith(
    ("moved: replace", "script: app"))])  # fmt: skip
def test_it_is_read_anyway_where_a_person_says_so(name: str) -> None:
    assert read_html(IMPOSTORS[name][1], "utf-8", anyway=True) is not None


LOGIN_BAR = "<header><form><input type=password><button>Log in</button></form></header>"
COOKIE_BAR = (
    '<div class="cookie-banner"><p>We use cookies and process personal data. By continuing you '
    "accept our cookies and those of our partners.</p><button>Accept all</button></div>"
)
ARTICLES = {
    "of a cookie law": page(
        "The cookie law", "<article><h1>The cookie law</h1><p>Since 2011 sites ask before they "
        "store cookies. A court held that a box ticked in advance is no consent.</p><p>We asked "
        "40 sites; 31 of them use a banner.</p><button>Accept all</button></article>"),
    "of links that rot": page(
        "Why sites answer 404", "<article><h1>Why sites answer 404</h1><p>A server says 404 where "
        "a page was not found. In our count 6 % of the links in opinions of courts lead to one "
        "after five years.</p><p>Libraries keep copies of what they cite, and a script looks at "
        "each link once a month.</p></article>"),
    "of 500 farms": page(
        "500 farms went under", "<main><h1>500 farms went under</h1><p>A litre of milk costs "
        "31 cents.</p></main>"),
    "plain": page("Mill", f"<main><h1>The mill</h1>{PROSE}</main>"),
    "short": page("Mill", "<main><p>The pump costs $40 a day in the north.</p></main>"),
    "with bars": page("Mill", f"{LOGIN_BAR}<main><h1>The mill</h1>{PROSE}</main>{COOKIE_BAR}"),
    "short with bars": page(
        "Mill", f"{LOGIN_BAR}<main><p>The pump costs $40 a day in the "
        f"north.</p></main>{COOKIE_BAR}"),
    "of cookies": page(
        "What a cookie is", "<article><h1>What a cookie is</h1><p>A cookie is a short text that a "
        "server has a browser keep. It was made in 1994 for shops.</p><p>Later cookies of third "
        "parties followed people from site to site; a law of 2002 asks for their consent.</p>"
        f"</article>{COOKIE_BAR}"),
    "of consent": page(
        "Consent banners measured", "<article><h1>Consent banners measured</h1><p>Of 1,200 sites "
        "64 "
        "% showed a banner for cookies, and 11 % had a button to reject all.</p><p>The study "
        "counts "
        "a wall as one where the page cannot be read before consent.</p></article>"),
    "of logins": page(
        "How to log in", f"{LOGIN_BAR}<article><h1>How to log in to the archive</h1><p>Each weaver "
        "gets a card with a number at the town hall. The number opens the reading "
        "room.</p><p>Cards "
        "are valid for 3 years, and 210 were in use in 1998. A lost card costs 5 crowns.</p><p>The "
        "reading room has 14 places, all of which have a lamp.</p></article>"),
    "of sign-on": page(
        "Single sign-on at 40 towns", "<article><h1>Single sign-on at 40 towns</h1><p>Towns "
        "spent 2 "
        "million crowns on it by 2019. Half of them run the same program for it.</p><p>Clerks type "
        "their word once a day instead of nine times, which saves 12 minutes.</p></article>"),
    "of 404": page(
        "404 errors explained", "<article><h1>404 errors explained</h1><p>A server answers with "
        "404 "
        "where it has nothing at an address. In 2013 a study found 5 % of links dead.</p><p>Soft "
        "ones come with status 200, so that programs take them for text. Archives count them by "
        "comparing a page with one at a made-up address, which must not exist.</p><p>Of 1 million "
        "pages 3 % were of that kind, most of them on sites of shops.</p></article>"),
    "of scripts": page(
        "Sites that need JavaScript", "<article><h1>Sites that need JavaScript</h1><p>A count in "
        "2021 "
        "found that 14 % of 10,000 sites show nothing where JavaScript is "
        "disabled.</p><p>Readers by "
        "ear cope with most of the rest. Towns must offer forms on paper as well, says a law of "
        "2016, and 31 of 40 do.</p><p>Libraries lend machines on which a browser with scripts is "
        "set up, some 200 of them in the county, and have people who help with the forms.</p>"
        "</article>"),
    "of captchas": page(
        "Captchas and their cost", "<article><h1>Captchas and their cost</h1><p>People spend 32 "
        "seconds on one at the mean, a study of 1,400 of them found. Programs solve them in 15, "
        "and "
        "with fewer faults.</p><p>The first asked to type the letters of a picture that was bent. "
        "Later ones ask which of nine pictures have a bus. Both keep people out who see "
        "badly.</p></article>"),
    "of paywalls": page(
        "Paywalls of newspapers", "<article><h1>Paywalls of newspapers</h1><p>In 2011 a paper let "
        "people read 20 articles a month, later 10, then 5. Those who came to the limit saw words "
        "such as 'subscribe to continue'.</p><p>Within 4 years it had a million readers who paid. "
        f"Others followed, and 76 of 100 papers in the count have one today.</p>{PROSE}{PROSE}"
        "</article>"),
    "of a move": page(
        "The archive has moved", "<article><h1>The archive has moved</h1><p>In 1968 the archive of "
        "the mill moved from the town hall to the old school, with 3,400 boxes in 11 "
        "days.</p><p>Two "
        "boxes were lost on the way; one was found in 1990 behind a stove, the other never was. "
        "The "
        "school has been its home since, and has 1.2 km of shelves.</p></article>"),
    "of refresh": page(
        "Live scores", f"<main><h1>Live scores</h1>{PROSE}{PROSE}</main>",
        '<meta http-equiv=refresh content="30;url=/scores">'),
    "with a script": page(
        "Mill", f"<main><h1>The mill</h1>{PROSE}</main>",
        "<script>function go(){ window.location.href = '/search'; }</script>"),
    "with a newsletter": page(
        "Mill", f"<article><h1>The mill</h1>{PROSE}{PROSE}<p>Subscribe to our "
        f"newsletter.</p></article>"
        ),
}  # fmt: skip


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_that_speaks_of_such_pages_is_read(name: str) -> None:
    page = read_html(ARTICLES[name], "utf-8")

    assert any(said in page.text for said in ("crowns", "costs", "%", "found", "cookie", "million"))
    assert page.text == read_html(ARTICLES[name], "utf-8", anyway=True).text


# What a site says of itself, with the banner that all of its pages have.
POLICIES = {
    "privacy": ("Privacy policy", "https://mill.example/privacy",
        "We process personal data to answer your letters. You may reject our cookies at any time."),
    "cookies": ("Cookie Policy | Mill Archive", "https://mill.example/legal/cookie-policy",
        "This site uses cookies to count visits. You may accept or reject our cookies here."),
    "terms": ("Terms of Service", "https://mill.example/en/terms-of-service",
        "By using this site you agree to our privacy policy. Automated queries are not allowed."),
    "german": ("Datenschutzerklärung – Mühle GmbH", "https://muehle.example/datenschutz.html",
        "Wir verwenden Cookies. Sie erteilen Ihre Einwilligung mit dem Brief."),
    "spanish": ("Política de cookies", "https://molino.example/politica-de-cookies/",
        "Utilizamos cookies propias. El consentimiento vale un año."),
    "french": ("Moulin : politique de confidentialité", "https://moulin.example/confidentialite",
        "Nous utilisons des cookies. Le consentement dure un an."),
    "title alone": ("Privacy notice", "https://mill.example/p/12",
        "We process personal data to answer your letters. You may reject our cookies."),
    "a file": ("Terms and conditions", "saved.html",
        "By using this site you agree to cookies. We process personal data of yours."),
    "address alone": ("Mill Archive", "https://mill.example/privacy-policy",
        "We process personal data to answer your letters. You may reject our cookies."),
}  # fmt: skip
BANNER = "<div><button>Accept all</button><button>Reject all</button></div>"


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_is_read_at_its_own_address_and_not_at_that_of_an_article(name: str) -> None:
    title, address, said = POLICIES[name]
    body = page(title, f"<main><p>{said}</p></main>{BANNER}")

    assert said in read_html(body, "utf-8", address).text.replace("\n", " ")
    with pytest.raises(ReportError, match=r"seems to be a (cookie or consent wall|check)"):
        read_html(body, "utf-8", "https://mill.example/1911/the-mill-at-the-weir")


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("Mill Archive", ""),
        ("Mill Archive", "saved.html"),
        ("The mill", "https://mill.example/2024/the-mill"),
        ("Before you continue", "https://mill.example/privacy"),
        ("Your privacy choices", "https://mill.example/"),
        ("Flour and cookies", "https://mill.example/recipes/cookies"),
    ],
)
def test_a_wall_is_none_for_its_words_or_at_the_address_of_a_policy(
    title: str, address: str
) -> None:
    body = page(title, f"<main><p>{POLICIES['privacy'][2]}</p></main>{BANNER}")

    with pytest.raises(ReportError, match="seems to be a cookie or consent wall"):
        read_html(body, "utf-8", address)


def test_a_check_or_a_login_before_a_policy_is_named() -> None:
    for name in ("check: moment", "login: form", "missing: 404", "moved: meta"):
        seems, body = IMPOSTORS[name]
        with pytest.raises(ReportError, match=seems):
            read_html(body, "utf-8", "https://mill.example/privacy")
