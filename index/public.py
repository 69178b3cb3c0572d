"""Which IP addresses are those of the public internet."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_TRANSLATED = IPv6Network("64:ff9b::/96")  # how a network without IPv4 names an IPv4 address (RFC 6052)


def is_public(address: str) -> bool:
    """Whether an IP address is a public one of a single host; so must be the one that it may hold inside it.

    >>> is_public("9.9.9.9"), is_public("192.168.0.1"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    inner = _inside(ip)
    if inner is not None and not is_public(str(inner)):
        return False
    if isinstance(ip, IPv6Address) and (ip.ipv4_mapped or ip in _TRANSLATED or ip.sixtofour):
        return True  # as that is; releases of Python differ on 6to4
    if isinstance(ip, IPv6Address) and ip.is_site_local:
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def _inside(ip: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address to which packets for an IPv6 one go in the end, if its form says so."""
    if isinstance(ip, IPv4Address):
        return None
    if ip in _TRANSLATED:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
