//! The limits that tonic leaves off unless it is told, seen from the other end of the wire: an
//! upgrade that loses one is noticed here.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::service::{BOUND, NAME, start};

/// How HTTP/2 opens, with settings that ask for nothing.
pub(crate) const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;

struct Frame {
    kind: u8,
    payload: Vec<u8>,
}

/// A HEADERS frame that begins a call to `method` and leaves its body open.
pub(crate) fn headers(stream: u32, method: &str, grpc_timeout: Option<&str>) -> Vec<u8> {
    let mut block = vec![0x83, 0x86]; // :method POST, :scheme http
    let literal = |block: &mut Vec<u8>, text: &str| {
        block.push(u8::try_from(text.len()).unwrap());
        block.extend(text.bytes());
    };
    block.push(0x04); // :path
    literal(&mut block, &format!("/{NAME}/{method}"));
    block.push(0x01); // :authority
    literal(&mut block, "test");
    for (name, value) in [
        ("content-type", "application/grpc"),
        ("x-handrail-subject", "officer:testa-sample-01"),
        ("grpc-timeout", grpc_timeout.unwrap_or("9S")),
    ] {
        block.push(0x00);
        literal(&mut block, name);
        literal(&mut block, value);
    }
    let mut frame = vec![0, 0, u8::try_from(block.len()).unwrap(), HEADERS, 0x04];
    frame.extend(stream.to_be_bytes());
    frame.extend(block);
    frame
}

async fn next(peer: &mut TcpStream) -> Option<Frame> {
    let mut head = [0; 9];
    timeout(BOUND, peer.read_exact(&mut head))
        .await
        .unwrap()
        .ok()?;
    let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
    let mut payload = vec![0; usize::try_from(length).unwrap()];
    peer.read_exact(&mut payload).await.ok()?;
    Some(Frame {
        kind: head[3],
        payload,
    })
}

async fn connect(address: std::net::SocketAddr) -> TcpStream {
    let mut peer = TcpStream::connect(address).await.unwrap();
    peer.write_all(PREFACE).await.unwrap();
    peer
}

#[tokio::test]
async fn the_server_announces_its_limits() {
    let server = start().await;
    let mut peer = connect(server.address).await;
    let frame = next(&mut peer).await.unwrap();
    assert_eq!(frame.kind, SETTINGS);
    let setting = |wanted: u16| {
        frame.payload.chunks(6).find_map(|entry| {
            let id = u16::from_be_bytes([entry[0], entry[1]]);
            let value = u32::from_be_bytes([entry[2], entry[3], entry[4], entry[5]]);
            (id == wanted).then_some(value)
        })
    };
    assert_eq!(setting(3), Some(100), "concurrent streams");
    assert_eq!(setting(4), Some(64 * 1024), "window of a stream");
    assert_eq!(setting(6), Some(16 * 1024), "header list");
}

#[tokio::test]
async fn a_flood_of_refused_streams_is_ended() {
    const ENHANCE_YOUR_CALM: u8 = 11;
    let server = start().await;
    let (mut read, mut write) = connect(server.address).await.into_split();
    let flood = async {
        for stream in (1..).step_by(2).take(5_000) {
            if write
                .write_all(&headers(stream, "Hang", None))
                .await
                .is_err()
            {
                break;
            }
        }
        // Open until the answer has been read.
        std::future::pending::<()>().await;
    };
    let mut bytes = Vec::new();
    let answer = async {
        let mut chunk = [0; 4096];
        loop {
            match read.read(&mut chunk).await {
                Ok(0) | Err(_) => break,
                Ok(n) => bytes.extend(&chunk[..n]),
            }
        }
    };
    tokio::select! {
        () = flood => {}
        ended = timeout(BOUND, answer) => ended.unwrap(),
    }
    let mut rest = &bytes[..];
    let mut calm = false;
    while let [a, b, c, kind, _, _, _, _, _, tail @ ..] = rest {
        let length = usize::try_from(u32::from_be_bytes([0, *a, *b, *c])).unwrap();
        let Some((payload, after)) = tail.split_at_checked(length) else {
            break;
        };
        calm |= *kind == GOAWAY && payload.get(7) == Some(&ENHANCE_YOUR_CALM);
        rest = after;
    }
    assert!(calm, "no GOAWAY in {} bytes", bytes.len());
}

#[tokio::test]
async fn a_call_past_its_deadline_is_deadline_exceeded() {
    // The trailer grpc-status: 4, in the compression that HTTP/2 servers write.
    const FOUR: [u8; 2] = [0x81, 0x6b];
    let server = start().await;
    // Several, because tonic's own timer runs beside ours and would answer CANCELLED; each on a
    // connection of its own, because later answers would refer to the first.
    for _ in 0..20 {
        let mut peer = connect(server.address).await;
        let call = headers(1, "Hang", Some("20m"));
        peer.write_all(&call).await.unwrap();
        let answer = loop {
            let frame = next(&mut peer).await.unwrap();
            if frame.kind == HEADERS {
                break frame.payload;
            }
        };
        assert!(answer.windows(2).any(|pair| pair == FOUR), "{answer:02x?}");
    }
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed() {
    let server = start().await;
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let began = Instant::now();
    let mut byte = [0];
    // The server may offer its settings before it gives up on an answer.
    let closed = async { while silent.read(&mut byte).await.is_ok_and(|n| n > 0) {} };
    timeout(BOUND, closed).await.unwrap();
    assert!(
        began.elapsed() < Duration::from_secs(8),
        "{:?}",
        began.elapsed()
    );
}
