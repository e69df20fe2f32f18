//! From where somebody asks who has not signed in, as far as the network says it.

use crate::names::HIDDEN;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The part of an IPv6 address that is given to one household or one office.
const NETWORK: u128 = !0 << 64;

/// The address of a browser, or the one that a whole office shares. Of an IPv6 address only the
/// network counts: whoever has one address of it has all of them. Its `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct VisitorAddress(IpAddr);

impl VisitorAddress {
    /// As it is counted.
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & NETWORK)),
        })
    }

    /// What a proxy in front of us wrote into `X-Forwarded-For`: the last address. Those before it
    /// were sent by whoever asks, and may be anything.
    pub fn forwarded(header: &str) -> Option<Self> {
        let last = header.rsplit(',').next()?.trim();
        let with_port = || last.parse::<SocketAddr>().ok().map(|address| address.ip());
        last.parse().ok().or_else(with_port).map(Self::of)
    }
}

impl fmt::Display for VisitorAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for VisitorAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(address: &str) -> String {
        VisitorAddress::of(address.parse().unwrap()).to_string()
    }

    #[test]
    fn all_addresses_of_one_network_are_one_visitor() {
        assert_eq!(counted("203.0.113.7"), "203.0.113.7");
        assert_eq!(counted("::ffff:203.0.113.7"), "203.0.113.7");
        assert_eq!(counted("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(counted("2001:db8:1:2::9"), counted("2001:db8:1:2:ffff::"));
        assert_ne!(counted("2001:db8:1:2::9"), counted("2001:db8:1:3::9"));
    }

    #[test]
    fn of_what_was_forwarded_only_the_word_of_our_own_proxy_counts() {
        let told = |header| VisitorAddress::forwarded(header).map(|address| address.to_string());
        assert_eq!(told("203.0.113.7").as_deref(), Some("203.0.113.7"));
        assert_eq!(told("10.9.8.7, 203.0.113.7").as_deref(), Some("203.0.113.7"));
        assert_eq!(told("203.0.113.7:50123").as_deref(), Some("203.0.113.7"));
        assert_eq!(told("[2001:db8::9]:443").as_deref(), Some("2001:db8::"));
        assert_eq!(told("10.9.8.7, unknown"), None);
        assert_eq!(told(""), None);
    }

    #[test]
    fn an_address_is_never_logged() {
        let address = VisitorAddress::of("203.0.113.7".parse().unwrap());
        assert_eq!(format!("{address:?}"), HIDDEN);
    }
}
