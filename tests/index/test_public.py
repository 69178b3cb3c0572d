"""Which addresses are those of the public internet."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.public import is_public


@pytest.mark.parametrize(
    "address",
    ["9.9.9.9", "93.184.215.14", "2620:fe::9", "64:ff9b::909:909", "::ffff:9.9.9.9", "2002:909:909::1"],
)
def test_addresses_of_the_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",  # noqa: S104  looked at, never bound
        "0.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "198.18.0.1",
        "203.0.113.7",
        "224.0.0.251",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:a00:1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::909:909",
        "2002:7f00:1::1",
        "2001:0:909:909:0:0:80ff:fffe",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "ff02::1",
        "2001:db8::1",
        "localhost",
        "",
        "1.2.3",
    ],
)
def test_all_others(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_within_another_counts_as_it_does_alone(ip: IPv4Address) -> None:
    assert not is_public(str(ip)) or ip.is_global
    for prefix in (0xFFFF << 32, 0x64FF9B << 96):
        assert is_public(str(IPv6Address(prefix | int(ip)))) == is_public(str(ip))
    assert is_public(str(IPv6Address(0x2002 << 112 | int(ip) << 80 | 1))) == is_public(str(ip))
