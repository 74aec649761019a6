//! The address that a request comes from, for limits.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;

/// The address a request comes from, as limits count it: of IPv6 the first 64 bits, which one household or
/// telephone has to itself. `proxies` is how many of ours stand before the service: each adds one address to
/// `X-Forwarded-For`, and anything before those may be forged. `None` when it is not known.
#[must_use]
pub fn address(parts: &Parts, proxies: u8) -> Option<String> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let address = if proxies == 0 { peer } else { forwarded(parts, proxies).or(peer) };
    address.map(|address| match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
    })
}

fn forwarded(parts: &Parts, proxies: u8) -> Option<IpAddr> {
    let headers = parts.headers.get_all("x-forwarded-for");
    let list: Vec<&str> = headers
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(','))
        .collect();
    list.iter().rev().nth(usize::from(proxies) - 1)?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use crate::web::extract::client_address::*;

    fn seen(peer: &str, forwarded: &[&str], proxies: u8) -> Option<String> {
        let mut request = Request::get("/");
        for header in forwarded {
            request = request.header("x-forwarded-for", *header);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        if let Ok(peer) = peer.parse::<SocketAddr>() {
            parts.extensions.insert(ConnectInfo(peer));
        }
        address(&parts, proxies)
    }

    #[test]
    fn only_our_own_proxies_are_believed() {
        let peer = "192.0.2.1:1234";
        assert_eq!(seen(peer, &["198.51.100.7"], 0).as_deref(), Some("192.0.2.1"));
        assert_eq!(seen(peer, &["10.0.0.1, 198.51.100.7"], 1).as_deref(), Some("198.51.100.7"));
        assert_eq!(seen(peer, &["203.0.113.9, 198.51.100.7, 10.0.0.1"], 2).as_deref(), Some("198.51.100.7"));
        assert_eq!(seen(peer, &["203.0.113.9", "198.51.100.7"], 1).as_deref(), Some("198.51.100.7"));
        assert_eq!(seen(peer, &["nonsense"], 1).as_deref(), Some("192.0.2.1"));
        assert_eq!(seen(peer, &[], 3).as_deref(), Some("192.0.2.1"));
        assert_eq!(seen("", &[], 0), None);
    }

    #[test]
    fn a_household_is_one_address() {
        assert_eq!(seen("[2001:db8:1:2:3:4:5:6]:1", &[], 0).as_deref(), Some("2001:db8:1:2::"));
        assert_eq!(seen("[::ffff:192.0.2.1]:1", &[], 0).as_deref(), Some("192.0.2.1"));
    }
}
