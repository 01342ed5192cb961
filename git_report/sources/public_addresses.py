"""Which addresses references may be fetched from: public ones, over http and https, no others.

The tables follow the IANA special-purpose address registries (RFC 6890 and its updates).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from git_report.errors import ReportError
from git_report.report.pasting import SKIP

Address = IPv4Address | IPv6Address

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2_048
_NAT64, _UNICAST = ip_network("64:ff9b::/96"), ip_network("2000::/3")
_NOT_PUBLIC = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
            "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
            "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        ),
    )
)  # fmt: skip
# Names that a resolver may answer from a local file or the local network.
_LOCAL_NAMES = re.compile(
    r"(?:.*\.)?(?:localhost|localdomain|local|internal|intranet|lan|home\.arpa|corp|home|test|"
    r"invalid|onion)",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"(?:0[xX][0-9a-fA-F]*|\d+)(?:\.(?:0[xX][0-9a-fA-F]*|\d+)){0,3}")
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")


@dataclass(frozen=True, slots=True)
class Url:
    """A checked URL: `text` is what is sent, without the fragment.

    `host` is ASCII, lower case, without brackets or a final dot.
    """

    text: str
    scheme: str
    host: str
    port: int

    @property
    def authority(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def read_url(text: str, opened: Collection[str] = ()) -> Url:
    """Parse and check a URL, without network access.

    `opened` are hosts that may be private (``report.allowPrivateHosts``). Raises ReportError unless
    it is http or https, to a host that can be public.
    """
    if len(text) > _LONGEST:
        raise _refused(text[:60] + "…", f"it is longer than {_LONGEST:,} characters")
    if any(c.isspace() or unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in text):
        raise _refused(text, "it contains white space or control characters")
    # A browser reads it as a slash, urlsplit as any other character: in `http://a\@b/` they see
    # different hosts.
    if "\\" in text:
        raise _refused(text, "it contains a backslash")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise _refused(text, str(error).lower()) from None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise _refused(text, f"only http and https are read, not '{scheme}:'")
    if parts.username is not None or parts.password is not None:
        raise ReportError(
            f"the URL of '{_without_user(parts)}' contains a user name or password",
            hint="remove 'USER:PASSWORD@' from the URL",
        )
    if port == 0:
        raise _refused(text, "its port is 0")
    host = _read_host(text, parts.hostname or "")
    port = port or _PORTS[scheme]
    authority = f"[{host}]" if ":" in host else host
    if port != _PORTS[scheme]:
        authority = f"{authority}:{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
    url = Url(urlunsplit((scheme, authority, path, query, "")), scheme, host, port)
    if not is_opened(host, opened):
        _check_name(text, host)
    return url


def is_opened(host: str, opened: Collection[str]) -> bool:
    """Whether a host is among those that the user has allowed to be private."""
    return host in {name.strip("[]").rstrip(".").lower() for name in opened}


def is_public(address: Address) -> bool:
    """Whether an address is public; an IPv4 address inside an IPv6 address is checked too."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        inner = address.ipv4_mapped or address.sixtofour
        if address.teredo is not None:
            return False
        if inner is None and address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return address.sixtofour is None and is_public(inner)
        if address not in _UNICAST:  # other prefixes are only used within a network
            return False
    # Both, because what is_global knows depends on the release of Python.
    return address.is_global and not any(
        address.version == network.version and address in network for network in _NOT_PUBLIC
    )


def _read_host(text: str, host: str) -> str:
    """Normalise a host to the form that is used to connect and in the Host header."""
    host = host.rstrip(".").lower()
    if not host:
        raise _refused(text, "it has no host")
    if ":" in host:
        try:
            return str(IPv6Address(host))
        except ValueError:
            raise _refused(text, "its IP address is not valid") from None
    if "[" in text.partition("//")[2].partition("/")[0]:
        raise _refused(text, "its IP address is not valid")
    if not host.isascii():
        # NFKC first: resolvers treat a full-width or circled digit as the plain one.
        folded = unicodedata.normalize("NFKC", host).replace("。", ".")
        try:
            host = folded.encode("idna").decode("ascii") if not folded.isascii() else folded
        except UnicodeError:
            raise _refused(text, "its host name is not valid") from None
    if "%" in host or len(host) > 253:
        raise _refused(text, "its host name is not valid")
    if _NUMERIC.fullmatch(host):
        return host
    if not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise _refused(text, "its host name is not valid")
    return host


def _check_name(text: str, host: str) -> None:
    """Refuse a host that is known to be private without asking a resolver."""
    address = _read_address(host)
    # Resolvers read 127.1, 0177.0.0.1 and 0x7f000001 as 127.0.0.1; ip_address reads none of them.
    if _NUMERIC.fullmatch(host) and (address is None or str(address) != host):
        raise _refused(text, f"'{host}' is an IP address in an unusual form")
    if address is not None:
        if not is_public(address):
            raise _private(text, host)
    elif _LOCAL_NAMES.fullmatch(host) or "." not in host:
        raise _private(text, host)


def _read_address(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def check_addresses(url: Url, addresses: Collection[str], opened: Collection[str]) -> list[Address]:
    """Parse a resolver's answer; each address must be public, unless the host is in `opened`.

    Raises ReportError if one of them is not, because a resolver may answer in any order.
    """
    found: list[Address] = []
    for text in addresses:
        address = ip_address(text)
        if not is_public(address) and not is_opened(url.host, opened):
            raise _private(url.text, f"{url.host} ({text})")
        found.append(address)
    return found


def _without_user(parts: SplitResult) -> str:
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _private(url: str, host: str) -> ReportError:
    name = host.partition(" ")[0]
    return ReportError(
        f"'{url}' cannot be read: '{host}' is not a public host name",
        hint=f"if you trust it, run 'git config --add report.allowPrivateHosts {name}'",
    )


def _refused(url: str, why: str) -> ReportError:
    return ReportError(
        f"'{url}' cannot be read: {why}",
        hint=f"correct the target, or {SKIP}",
    )
