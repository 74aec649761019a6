//! The OpenAPI document: its general part, and the error responses that all routes share.

use utoipa::OpenApi;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{self, Ref, RefOr, ResponseBuilder};

use super::problem::ProblemDetails;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Unisson",
        description = "The agendas of a territory's partners, played together: the earliest joint appointment, held and \
                       booked so that nobody is booked twice, and how long people wait for it.\n\nTimes are RFC 3339 in \
                       UTC; days are the territory's. Every call needs a bearer token (`unisson token`), which is for \
                       one territory: what belongs to another is not found. Refusals are problem details (RFC 9457) \
                       whose `type` never changes.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2"),
    ),
    servers((url = "/", description = "This service")),
    tags(
        (name = "territory", description = "The keys that the other addresses take"),
        (name = "availability", description = "Search the agendas together"),
        (name = "holds", description = "Reserve an offer for minutes"),
        (name = "appointments", description = "Book, move, cancel"),
        (name = "referrals", description = "The clock of a referral"),
        (name = "agendas", description = "What professionals' time is made of"),
        (name = "waiting time", description = "How long people wait"),
    ),
    components(schemas(ProblemDetails)),
)]
struct Head;

/// What stands around the routes.
pub(super) fn head() -> openapi::OpenApi {
    let mut document = Head::openapi();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some(
            "A token of `unisson token`, for one territory, with the scopes that each address names.",
        ))
        .build();
    if let Some(components) = &mut document.components {
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
    document
}

/// A status that several routes share, and what it means.
type Shared = (&'static str, &'static str);

/// Of every route.
const ALWAYS: &[Shared] = &[
    ("401", "No token, or one that is over or not this service's"),
    ("403", "The token lacks the scope"),
    ("429", "Too often: see Retry-After"),
    ("500", "A fault of the service; nothing was changed"),
    ("503", "Busy: try again after Retry-After"),
];
/// Of routes that read a body.
const WITH_BODY: &[Shared] = &[
    ("400", "The request cannot be read"),
    ("413", "Too many bytes"),
    ("415", "Not the media type that is read"),
    (
        "422",
        "Something in the request is wrong: every field is named; or the idempotency key was used for another request",
    ),
];
/// Of routes with parameters in the address or the query.
const WITH_QUERY: &[Shared] = &[("400", "A parameter cannot be read"), ("422", "A parameter is wrong")];
const WITH_PATH: &[Shared] = &[("404", "There is no such thing in this territory")];
const WITH_HEADER: &[Shared] =
    &[("400", "A header cannot be read"), ("422", "The idempotency key was used for another request")];

/// Adds to every route the refusals it shares with others.
pub(super) fn finish(document: &mut openapi::OpenApi) {
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        for operation in operations.into_iter().flatten() {
            share(operation);
        }
    }
}

fn share(operation: &mut Operation) {
    let has = |place: ParameterIn| {
        let parameters = operation.parameters.iter().flatten();
        parameters.into_iter().any(|parameter| match parameter {
            RefOr::T(parameter) => parameter.parameter_in == place,
            RefOr::Ref(_) => false,
        })
    };
    let mut shared: Vec<Shared> = ALWAYS.to_vec();
    for (applies, some) in [
        (operation.request_body.is_some(), WITH_BODY),
        (has(ParameterIn::Path), WITH_PATH),
        (has(ParameterIn::Query), WITH_QUERY),
        (has(ParameterIn::Header), WITH_HEADER),
    ] {
        if applies {
            shared.extend_from_slice(some);
        }
    }
    for (status, meaning) in shared {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemDetails"))).build();
        let response =
            ResponseBuilder::new().description(meaning).content("application/problem+json", content).build();
        operation.responses.responses.entry(status.to_owned()).or_insert(RefOr::T(response));
    }
}
