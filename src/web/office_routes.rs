//! A router that also lists its routes: the test of the access matrix reads the list, so that no route is left out.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{get, post};

use crate::web::state::State;

/// Routes, each with its method.
#[derive(Default)]
pub struct OfficeRoutes {
    router: Router<State>,
    list: Vec<(Method, &'static str)>,
}

impl OfficeRoutes {
    /// Adds a page.
    #[must_use]
    pub fn get<T: 'static>(self, path: &'static str, handler: impl Handler<T, State>) -> Self {
        self.with(Method::GET, path, get(handler))
    }

    /// Adds the handler of a form.
    #[must_use]
    pub fn post<T: 'static>(self, path: &'static str, handler: impl Handler<T, State>) -> Self {
        self.with(Method::POST, path, post(handler))
    }

    fn with(mut self, method: Method, path: &'static str, route: axum::routing::MethodRouter<State>) -> Self {
        self.list.push((method, path));
        Self { router: self.router.route(path, route), list: self.list }
    }

    /// Adds the routes of another folder of pages.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        Self { router: self.router.merge(other.router), list: self.list }
    }

    /// The router.
    pub fn into_router(self) -> Router<State> {
        self.router
    }

    /// Every method and path template.
    #[must_use]
    pub fn list(&self) -> Vec<(Method, &'static str)> {
        self.list.clone()
    }
}
