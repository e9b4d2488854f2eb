"""A browser without a screen: it shows Entra ID's pages to somebody who knows which buttons to press."""

import html.parser
import sys
import urllib.parse

import requests

BARBARA = ("user", "barbara@contoso.com")
PAT = ("user", "patlong@contoso.com")
APPROVE = ("answer", "approve")
CANCEL = ("answer", "cancel")


class Form(html.parser.HTMLParser):
    """The first form of a page."""

    def __init__(self, page):
        super().__init__()
        self.action = None
        self.hidden = {}
        self.buttons = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if tag == "form" and self.action is None:
            self.action = named["action"]
        elif tag == "input" and named.get("type") == "hidden":
            self.hidden[named["name"]] = named["value"]
        elif tag == "button" and "name" in named:
            self.buttons.append((named["name"], named["value"]))


class Browser:
    """It keeps cookies, as long as it lives."""

    def __init__(self, ca):
        self.session = requests.Session()
        self.session.verify = ca
        # What the environment says of certificates would win over that.
        self.session.trust_env = False

    def walk(self, address, *buttons):
        """Presses one button on each page; gives the request that leads back to the application."""
        presses = iter(buttons)
        answer = self.session.get(address, allow_redirects=False, timeout=20)
        while True:
            if answer.is_redirect:
                return requests.Request("GET", answer.headers["location"])
            form = Form(answer.text)
            if form.action is None:
                raise AssertionError(f"there is nothing to choose on this page: {answer.text[-600:]}")
            target = urllib.parse.urljoin(answer.url, form.action)
            if urllib.parse.urlsplit(target).hostname == "localhost":
                return requests.Request("POST", target, data=form.hidden)
            press = next(presses, None)
            if press not in form.buttons:
                raise AssertionError(f"the page has no button {press}, but {form.buttons}")
            data = {**form.hidden, press[0]: press[1]}
            answer = self.session.post(target, data=data, allow_redirects=False, timeout=20)

    def fields(self, address, *buttons):
        """What the application would read."""
        back = self.walk(address, *buttons)
        query = urllib.parse.urlsplit(back.url).query
        return dict(back.data) if back.data else dict(urllib.parse.parse_qsl(query))

    def go_back(self, address, *buttons):
        """Brings the answer to the application, which listens."""
        back = self.walk(address, *buttons).prepare()
        return self.session.send(back, timeout=20)


if __name__ == "__main__":
    # As a program: the certificate, who signs in, and the address, as the variable BROWSER has it called.
    Browser(sys.argv[1]).go_back(sys.argv[3], ("user", sys.argv[2])).raise_for_status()
