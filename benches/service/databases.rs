//! Durable databases, each of its own.

use std::cell::OnceCell;

use domain::ids::TerritoryId;
use domain::territory_document::TerritoryDocument;
use tempfile::TempDir;
use unisson::actions;
use unisson::clock::{Clock, RandomSource};
use unisson::context::Context;
use unisson::keys::{KEY_BYTES, LinkSigner, ServiceKey};
use unisson::store::{DatabaseKind, Db};

use crate::cluster::{Cluster, Durability};
use crate::made;

/// Creates databases. PostgreSQL is started when first used, and stopped with this.
#[derive(Default)]
pub struct Databases {
    server: OnceCell<Cluster>,
}

/// The service over a database of its own, in which one territory is set up.
pub struct Installation {
    pub kind: DatabaseKind,
    pub ctx: Context,
    pub territory: TerritoryId,
    /// The folder of an SQLite file; removed with the installation.
    _folder: Option<TempDir>,
}

impl Databases {
    /// A new database with the territory of `blueprint`, and the service over it, its clock stopped.
    pub async fn installation(
        &self,
        kind: DatabaseKind,
        name: &str,
        blueprint: &TerritoryDocument,
    ) -> Installation {
        let (url, folder) = match kind {
            DatabaseKind::Sqlite => {
                // Beside the build and not in /tmp, which may be memory: a disk is what is measured.
                let root = concat!(env!("CARGO_MANIFEST_DIR"), "/target");
                let folder = tempfile::Builder::new().prefix("bench-").tempdir_in(root).unwrap();
                (format!("sqlite://{}", folder.path().join("unisson.db").display()), Some(folder))
            }
            DatabaseKind::Postgres => {
                let server = self.server.get_or_init(|| Cluster::launch(Durability::Full));
                server.create_database(name);
                (server.url(name), None)
            }
        };
        let db = Db::open(&url).await.unwrap();
        db.migrate().await.unwrap();
        let ctx = Context::new(db, Clock::standing_at(made::now()), RandomSource::seeded(1))
            .with_links(Some(LinkSigner::with_key(ServiceKey::new(&[7; KEY_BYTES]))));
        let territory = actions::create_territory(&ctx, blueprint).await.unwrap();
        Installation { kind, ctx, territory, _folder: folder }
    }
}
