//! The body of a reply on its way out.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::Status;
use tonic::body::Body;

use super::status::Presenter;
use crate::identity::Unrecognised;
use crate::lifecycle::{panic_text, pause};

/// A reply whose failures are presentable, and which ends with UNAVAILABLE when the server drains
/// and it has nothing more to say, or with UNAUTHENTICATED when what the caller showed has expired. A
/// unary reply is complete by then and is never touched.
pub(super) struct EdgeBody {
    inner: Body,
    presenter: Presenter,
    drain: Pin<Box<WaitForCancellationFutureOwned>>,
    expiry: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    ended: bool,
}

impl EdgeBody {
    pub(super) fn new(
        inner: Body,
        presenter: Presenter,
        drain: CancellationToken,
        holds_for: Option<Duration>,
    ) -> Self {
        Self {
            inner,
            presenter,
            drain: Box::pin(drain.cancelled_owned()),
            expiry: holds_for.map(|time| Box::pin(pause(time)) as _),
            ended: false,
        }
    }

    fn end(&mut self, status: &Status) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        self.ended = true;
        let trailers = self.presenter.as_trailers(status);
        Poll::Ready(Some(Ok(Frame::trailers(trailers))))
    }
}

impl http_body::Body for EdgeBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let span = self.presenter.span().clone();
        let _in_call = span.enter();
        let inner = &mut self.inner;
        let polled = catch_unwind(AssertUnwindSafe(|| Pin::new(inner).poll_frame(cx)));
        match polled {
            Err(panic) => {
                let crashed = self.presenter.crashed(panic_text(panic.as_ref()));
                self.end(&crashed)
            }
            Ok(Poll::Ready(Some(Ok(frame)))) => {
                Poll::Ready(Some(Ok(match frame.into_trailers() {
                    Ok(trailers) => Frame::trailers(self.presenter.present_trailers(trailers)),
                    Err(data) => data,
                })))
            }
            Ok(Poll::Ready(other)) => Poll::Ready(other),
            Ok(Poll::Pending) => {
                if self.drain.as_mut().poll(cx).is_ready() {
                    return self.end(&Status::unavailable(
                        "the server is shutting down; continue elsewhere from where you are",
                    ));
                }
                let expiry = self.expiry.as_mut();
                if expiry.is_some_and(|expiry| expiry.as_mut().poll(cx).is_ready()) {
                    return self.end(&Unrecognised::Expired.into());
                }
                Poll::Pending
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.ended || self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
