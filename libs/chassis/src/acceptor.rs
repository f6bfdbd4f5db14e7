//! Accepts connections: not more than the process can hold, none that says nothing, and each can be
//! cut when the time for goodbyes is over. TLS is done here, so that its files can be replaced, and
//! beside accepting, so that nobody waits for somebody else's handshake.

use std::future::{Future, ready};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::stream::unfold;
use futures_util::{Stream, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::transport::server::Connected;
use tracing::{info, warn};

use crate::identity::certified_service;
use crate::lifecycle::pause;
use crate::tls::{ALPN, Io, ServerTls};

/// Further connections wait in the kernel's queue.
const MAX_CONNECTIONS: usize = 1024;
/// HTTP/2 opens with this many bytes; nothing in the server's stack ends a connection that holds
/// them back.
const PREFACE_BYTES: usize = 24;
const PREFACE_WITHIN: Duration = Duration::from_secs(5);
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(5);
/// Out of file descriptors, trying again at once would only burn the processor.
const EXHAUSTED_PAUSE: Duration = Duration::from_millis(200);

/// The connections that `listener` accepts, over TLS if it is given, each of which ends when `cut` is
/// cancelled.
pub(crate) fn connections(
    listener: TcpListener,
    cut: CancellationToken,
    tls: Option<ServerTls>,
) -> impl Stream<Item = io::Result<Connection>> {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let accepted = unfold((listener, places), |(listener, places)| async {
        let place = Arc::clone(&places).acquire_owned().await.ok()?;
        let accepted = accept(&listener).await;
        Some(((accepted, place), (listener, places)))
    });
    accepted
        .map(move |((stream, address), place)| {
            let (tls, cut) = (tls.clone(), cut.clone());
            async move {
                let (stream, peer) = open(stream, address, tls).await?;
                Some(Ok(Connection::new(stream, peer, place, cut)))
            }
        })
        .buffer_unordered(MAX_CONNECTIONS)
        .filter_map(ready)
}

/// Does what comes before the first byte of HTTP/2; nothing if the other side does not.
async fn open(
    stream: TcpStream,
    address: SocketAddr,
    tls: Option<ServerTls>,
) -> Option<(Box<dyn Io>, Peer)> {
    // Without this, small exchanges wait 40 ms for company. A socket that refuses still works.
    let _ = stream.set_nodelay(true);
    let Some(tls) = tls else {
        return Some((Box::new(stream), Peer { service: None }));
    };
    let refused = match timeout(HANDSHAKE_WITHIN, tls.acceptor().accept(stream)).await {
        Ok(Ok(stream)) => {
            let session = stream.get_ref().1;
            if session.alpn_protocol() == Some(ALPN) {
                let certificate = session.peer_certificates().and_then(<[_]>::first);
                let service = certificate.and_then(certified_service);
                return Some((Box::new(stream), Peer { service }));
            }
            "the caller does not offer HTTP/2".to_owned()
        }
        // Whoever only looks whether the port is open says nothing worth a line.
        Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => return None,
        Ok(Err(error)) => error.to_string(),
        Err(_) => "it took too long".to_owned(),
    };
    info!(from = %address.ip(), refused, "a TLS handshake failed");
    None
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            // That connection is gone already; the next one is not.
            Err(error) if is_of_one_connection(error.kind()) => {}
            Err(error) => {
                warn!(%error, "no connection can be accepted at present");
                pause(EXHAUSTED_PAUSE).await;
            }
        }
    }
}

fn is_of_one_connection(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
    )
}

/// Who is at the other end of a connection, as far as the connection itself shows it. Every request
/// has it among its extensions.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    /// The service that the certificate is for, if the caller had to show one and it is a service's.
    pub(crate) service: Option<Arc<str>>,
}

/// One accepted connection, which holds a place among those allowed.
pub(crate) struct Connection {
    stream: Box<dyn Io>,
    peer: Peer,
    preface: Option<Preface>,
    cut: Pin<Box<WaitForCancellationFutureOwned>>,
    _place: OwnedSemaphorePermit,
}

/// What is still missing of the opening bytes, and until when they may come.
struct Preface {
    missing: usize,
    due: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl Connection {
    fn new(
        stream: Box<dyn Io>,
        peer: Peer,
        place: OwnedSemaphorePermit,
        cut: CancellationToken,
    ) -> Self {
        Self {
            stream,
            peer,
            preface: Some(Preface {
                missing: PREFACE_BYTES,
                due: Box::pin(pause(PREFACE_WITHIN)),
            }),
            cut: Box::pin(cut.cancelled_owned()),
            _place: place,
        }
    }

    fn poll_cut(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        match self.cut.as_mut().poll(cx) {
            Poll::Ready(()) => Err(io::ErrorKind::ConnectionAborted.into()),
            Poll::Pending => Ok(()),
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.poll_cut(cx)?;
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        if let Some(preface) = &mut self.preface {
            preface.missing = preface.missing.saturating_sub(buf.filled().len() - before);
            if preface.missing == 0 {
                self.preface = None;
            } else if read.is_pending() && preface.due.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
        }
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_cut(cx)?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_cut(cx)?;
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_cut(cx)?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl Connected for Connection {
    type ConnectInfo = Peer;

    fn connect_info(&self) -> Peer {
        self.peer.clone()
    }
}
