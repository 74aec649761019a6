//! Refuses forms from other sites, by the origin that browsers name; beside the proof inside each form and `SameSite` on
//! the cookie.

use axum::extract::Request;
use axum::http::header::ORIGIN;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::keys::LinkSigner;
use crate::web::errors::beneficiary_error::BeneficiaryError;

/// How a refusal is answered.
pub type Refusal = fn(ProtectionError) -> Response;

/// The layer; a proxy may call us by another name than the public one.
#[expect(
    clippy::expect_used,
    reason = "the origin of a `PublicUrl` is a scheme, a host and a port, without a path; tested"
)]
pub fn layer(links: Option<&LinkSigner>) -> CsrfLayer<Refusal> {
    let refusal: Refusal = |_| BeneficiaryError::Foreign.into_response();
    let layer = match links.and_then(|links| links.public_url.as_ref()) {
        Some(url) => {
            CsrfLayer::new().add_trusted_origin(url.origin()).expect("a public address has an origin")
        }
        None => CsrfLayer::new(),
    };
    layer.with_rejection_response(refusal)
}

/// `Referrer-Policy: no-referrer` makes browsers write `Origin: null` (Fetch standard, section 3.2), which says
/// nothing; newer ones say `Sec-Fetch-Site` as well, which does. Of an older one nothing is known, and the form's own
/// proof decides.
pub async fn null_says_nothing(mut request: Request, next: Next) -> Response {
    let headers = request.headers_mut();
    let is_null = headers.get(ORIGIN).is_some_and(|origin| origin == "null");
    if is_null && !headers.contains_key("sec-fetch-site") {
        headers.remove(ORIGIN);
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{KEY_BYTES, PublicUrl, ServiceKey};

    #[test]
    fn every_public_address_has_an_origin_that_is_trusted() {
        let mut links = LinkSigner::with_key(ServiceKey::new(&[3; KEY_BYTES]));
        for address in
            ["https://rdv.exemple.fr/unisson", "http://[::1]:8080", "http://127.0.0.1:1", "https://a_b-c"]
        {
            links.public_url = Some(PublicUrl::parse(address).unwrap());
            let _ = layer(Some(&links));
        }
    }
}
