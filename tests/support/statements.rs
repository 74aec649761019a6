//! The SQL statements that the service runs, as a test sees them.

use std::mem;
use std::sync::{Arc, Mutex};

use unisson::store::ConnectionRole;

use super::app::App;

/// The statements that were run since the last look. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Statements(Arc<Mutex<Vec<(ConnectionRole, String)>>>);

impl Statements {
    /// Listens to `app`, and to whatever is cloned from it afterwards.
    pub fn of(app: &mut App) -> Self {
        let statements = Self::default();
        let list = Arc::clone(&statements.0);
        app.ctx.db.on_statement(move |role, sql| list.lock().unwrap().push((role, sql.to_owned())));
        statements
    }

    /// Those since the last call, in their order.
    pub fn take(&self) -> Vec<(ConnectionRole, String)> {
        mem::take(&mut self.0.lock().unwrap())
    }
}
