//! The routes of the back office, and the list of them: what proves who may open what reads it, so that no route is left
//! out.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{get, post};

use crate::web::State;

/// Routes, each with its method.
#[derive(Default)]
pub struct OfficeRoutes {
    router: Router<State>,
    list: Vec<(Method, &'static str)>,
}

impl OfficeRoutes {
    /// With a page that is read.
    #[must_use]
    pub fn get<T: 'static>(self, path: &'static str, handler: impl Handler<T, State>) -> Self {
        self.with(Method::GET, path, get(handler))
    }

    /// With a form that is sent.
    #[must_use]
    pub fn post<T: 'static>(self, path: &'static str, handler: impl Handler<T, State>) -> Self {
        self.with(Method::POST, path, post(handler))
    }

    fn with(mut self, method: Method, path: &'static str, route: axum::routing::MethodRouter<State>) -> Self {
        self.list.push((method, path));
        Self { router: self.router.route(path, route), list: self.list }
    }

    /// With the routes of another folder of pages.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        Self { router: self.router.merge(other.router), list: self.list }
    }

    /// The router.
    pub fn into_router(self) -> Router<State> {
        self.router
    }

    /// Every method and template of an address.
    #[must_use]
    pub fn list(&self) -> Vec<(Method, &'static str)> {
        self.list.clone()
    }
}
