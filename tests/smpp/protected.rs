//! Over TLS: the whole program speaks to an exchange whose certificate is made here.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto};

use crate::support::exchange::{Exchange, Verdict};

/// Who signs certificates, and one for `name` that expires in `days`.
fn certified(dir: &Path, name: &str, days: &str) {
    let openssl = |arguments: &[&str]| {
        let made = Command::new("openssl").args(arguments).current_dir(dir).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    };
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    let with_key = |more: &[&'static str]| [&["req"][..], &key, more].concat();
    openssl(&with_key(&["-x509", "-subj", "/CN=Essai", "-days", "2", "-keyout", "ca.key", "-out", "ca.pem"]));
    openssl(&with_key(&["-subj", "/CN=exchange", "-keyout", "own.key", "-out", "own.csr"]));
    std::fs::write(dir.join("names"), format!("subjectAltName={name}\nextendedKeyUsage=serverAuth\n"))
        .unwrap();
    openssl(&[
        "x509",
        "-req",
        "-in",
        "own.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-days",
        days,
        "-extfile",
        "names",
        "-out",
        "own.pem",
    ]);
}

/// A port that speaks TLS with that certificate, and hands on to `exchange`.
async fn wrapped(dir: &Path, exchange: &Exchange) -> u16 {
    let certificate = CertificateDer::from_pem_file(dir.join("own.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(dir.join("own.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, inside) = (listener.local_addr().unwrap().port(), exchange.port);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // Whoever does not trust us goes away in the middle.
                let Ok(mut outside) = acceptor.accept(stream).await else { return };
                let mut inside = TcpStream::connect(("127.0.0.1", inside)).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut outside, &mut inside).await;
            });
        }
    });
    port
}

async fn doctor(dir: &Path, port: u16, host: &str, trusted: Option<&str>) -> String {
    std::fs::write(dir.join("password"), "secret\n").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_unisson"));
    command.arg("doctor").current_dir(dir).env_clear().env("PATH", std::env::var("PATH").unwrap());
    for (name, value) in [
        ("UNISSON_SMS_PROVIDER", "smpp"),
        ("UNISSON_SMS_SENDER", "38123"),
        ("UNISSON_SMPP_HOST", host),
        ("UNISSON_SMPP_PORT", &port.to_string()),
        ("UNISSON_SMPP_USER", "unisson"),
        ("UNISSON_SMPP_PASSWORD_FILE", "password"),
    ] {
        command.env(name, value);
    }
    if let Some(trusted) = trusted {
        command.env("SSL_CERT_FILE", dir.join(trusted));
    }
    let output: Output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    said.lines().filter(|line| line.contains("the exchange")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_shows_a_certificate_that_is_trusted_is_spoken_to() {
    let dir = TempDir::new().unwrap();
    certified(dir.path(), "DNS:localhost", "2");
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let port = wrapped(dir.path(), &exchange).await;
    let said = doctor(dir.path(), port, "localhost", Some("ca.pem")).await;
    assert!(said.contains("answers and lets us in"), "{said}");
    assert_eq!(exchange.binds(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_shows_another_is_told_nothing() {
    let exchange = Exchange::listening(|_| Verdict::Takes);
    for (name, days, trusted) in [
        ("DNS:ailleurs.example", "2", Some("ca.pem")),
        ("DNS:localhost", "-1", Some("ca.pem")),
        ("DNS:localhost", "2", None),
    ] {
        let dir = TempDir::new().unwrap();
        certified(dir.path(), name, days);
        let port = wrapped(dir.path(), &exchange).await;
        let said = doctor(dir.path(), port, "localhost", trusted).await;
        assert!(
            said.contains("no protected connection") && said.contains("certificate"),
            "{name} {days}: {said}"
        );
    }
    // One that speaks no TLS at all.
    let dir = TempDir::new().unwrap();
    let said = doctor(dir.path(), exchange.port, "localhost", None).await;
    assert!(said.contains("the exchange localhost"), "{said}");
    assert_eq!(exchange.binds(), 0, "neither name nor password was told");
}
