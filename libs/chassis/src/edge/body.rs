//! The body of a reply on its way out.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::Status;
use tonic::body::Body;

use super::status::Presenter;
use crate::lifecycle::panic_text;

/// A reply whose failures are presentable, and which ends with UNAVAILABLE when the server drains
/// and it has nothing more to say. A unary reply is complete by then and is never touched.
pub(super) struct EdgeBody {
    inner: Body,
    presenter: Presenter,
    drain: Pin<Box<WaitForCancellationFutureOwned>>,
    ended: bool,
}

impl EdgeBody {
    pub(super) fn new(inner: Body, presenter: Presenter, drain: CancellationToken) -> Self {
        Self {
            inner,
            presenter,
            drain: Box::pin(drain.cancelled_owned()),
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
            Ok(Poll::Pending) => match self.drain.as_mut().poll(cx) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(()) => self.end(&Status::unavailable(
                    "the server is shutting down; continue elsewhere from where you are",
                )),
            },
        }
    }

    fn is_end_stream(&self) -> bool {
        self.ended || self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
