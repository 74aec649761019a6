//! A client of a served service: one connection a request, so that it is known what a lost answer means.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(40);

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    /// The body, which must be JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// A header of the answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }
}

/// Whoever asks a service at an address, with a token or without.
#[derive(Clone, Debug)]
pub struct Caller {
    pub address: SocketAddr,
    pub token: Option<String>,
}

impl Caller {
    /// Asks, and reads the whole answer.
    ///
    /// # Errors
    /// When there is no connection, or not a whole answer: whether it was done is then not known.
    pub fn asks(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> io::Result<Reply> {
        let mut stream = self.sends(method, path, headers, body)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let answer = String::from_utf8_lossy(&answer);
        let broken = || io::Error::from(ErrorKind::UnexpectedEof);
        let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(broken)?;
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or_else(broken)?;
        let reply = Reply { status, head: head.to_owned(), body: body.to_owned() };
        let length = reply.header("content-length").and_then(|length| length.parse().ok());
        if length.is_some_and(|length: usize| length != body.len()) {
            return Err(broken());
        }
        Ok(reply)
    }

    /// Asks, and leaves the answer unread.
    ///
    /// # Errors
    /// When there is no connection.
    pub fn sends(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> io::Result<TcpStream> {
        let mut stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut text = format!("{method} {path} HTTP/1.1\r\nHost: unisson\r\nConnection: close\r\n");
        if let Some(token) = &self.token {
            text.extend(["Authorization: Bearer ", token, "\r\n"]);
        }
        if !body.is_empty() {
            text.push_str("Content-Type: application/json\r\n");
        }
        for (name, value) in headers {
            text.extend([name, ": ", value, "\r\n"]);
        }
        text.extend(["Content-Length: ", &body.len().to_string(), "\r\n\r\n", body]);
        stream.write_all(text.as_bytes())?;
        Ok(stream)
    }

    /// Reads.
    ///
    /// # Errors
    /// As [`Caller::asks`].
    pub fn gets(&self, path: &str) -> io::Result<Reply> {
        self.asks("GET", path, &[], "")
    }

    /// Writes under an idempotency key.
    ///
    /// # Errors
    /// As [`Caller::asks`].
    pub fn posts(&self, path: &str, key: &str, body: &Value) -> io::Result<Reply> {
        self.asks("POST", path, &[("Idempotency-Key", key)], &body.to_string())
    }
}
