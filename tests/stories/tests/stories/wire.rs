//! Calls without generated code: messages as bytes, contracts by reflection.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "what is not as the contracts say fails the test"
)]

use bytes::{Buf, BufMut, Bytes};
use handrail_chassis::{
    identity::{Badge, Caller},
    peer,
};
use prost_reflect::{
    DescriptorPool, DynamicMessage, MethodDescriptor, prost::Message,
    prost_types::FileDescriptorProto,
};
use std::collections::BTreeSet;
use tonic::{
    Request, Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    service::Interceptor,
};
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
};

/// Makes a call with a message as data, as a caller or as nobody at all.
pub(crate) async fn call(
    uri: &str,
    caller: Option<&Caller>,
    path: &str,
    request: &DynamicMessage,
) -> Result<Bytes, Status> {
    call_raw(uri, caller, path, request.encode_to_vec()).await
}

/// The same with bytes.
pub(crate) async fn call_raw(
    uri: &str,
    caller: Option<&Caller>,
    path: &str,
    request: Vec<u8>,
) -> Result<Bytes, Status> {
    let channel = peer::channel(uri).map_err(|error| Status::internal(error.to_string()))?;
    let mut named = Request::new(());
    if let Some(caller) = caller {
        named = Badge::Development(caller.clone()).call(named)?;
    }
    let mut grpc = Grpc::new(channel);
    grpc.ready()
        .await
        .map_err(|error| Status::unavailable(error.to_string()))?;
    let path = path.parse().map_err(|_| Status::internal("a path"))?;
    let request = named.map(|()| Bytes::from(request));
    Ok(grpc.unary(request, path, AsBytes).await?.into_inner())
}

/// Makes a call with an empty message, however it is answered, as far as its first answer; of a stream that is
/// its opening.
pub(crate) async fn opened(
    uri: &str,
    badge: Option<Badge>,
    method: &MethodDescriptor,
) -> Result<(), Status> {
    let channel = peer::channel(uri).map_err(|error| Status::internal(error.to_string()))?;
    let mut request = Request::new(());
    if let Some(mut badge) = badge {
        request = badge.call(request)?;
    }
    let mut grpc = Grpc::new(channel);
    grpc.ready()
        .await
        .map_err(|error| Status::unavailable(error.to_string()))?;
    let service = method.parent_service();
    let path = format!("/{}/{}", service.full_name(), method.name());
    let path = path.parse().map_err(|_| Status::internal("a path"))?;
    let request = request.map(|()| Bytes::new());
    let answer = grpc.server_streaming(request, path, AsBytes).await?;
    if !method.is_server_streaming() {
        answer.into_inner().message().await?;
    }
    Ok(())
}

/// Everything a server says about a service and what it is made of.
pub(crate) async fn reflected(uri: &str, service: &str) -> DescriptorPool {
    let channel = peer::channel(uri).expect("an address");
    let mut client = ServerReflectionClient::new(channel);
    let mut pool = DescriptorPool::new();
    let mut files: Vec<FileDescriptorProto> = Vec::new();
    let mut asked = BTreeSet::new();
    let mut wanted = vec![MessageRequest::FileContainingSymbol(service.to_owned())];
    while let Some(next) = wanted.pop() {
        let ask = ServerReflectionRequest {
            host: String::new(),
            message_request: Some(next),
        };
        let mut replies = client
            .server_reflection_info(tokio_stream::once(ask))
            .await
            .expect("reflection")
            .into_inner();
        let reply = replies
            .message()
            .await
            .expect("an answer")
            .and_then(|reply| reply.message_response);
        let Some(MessageResponse::FileDescriptorResponse(found)) = reply else {
            panic!("a file descriptor was asked for, and this came: {reply:?}");
        };
        for file in found.file_descriptor_proto {
            let file = FileDescriptorProto::decode(file.as_slice()).expect("a file descriptor");
            if files.iter().any(|known| known.name == file.name) {
                continue;
            }
            for dependency in &file.dependency {
                if asked.insert(dependency.clone()) {
                    wanted.push(MessageRequest::FileByFilename(dependency.clone()));
                }
            }
            files.push(file);
        }
    }
    pool.add_file_descriptor_protos(files)
        .expect("the descriptors fit together");
    pool
}

/// Messages as they are.
#[derive(Clone, Copy)]
struct AsBytes;

impl Codec for AsBytes {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        *self
    }

    fn decoder(&mut self) -> Self {
        *self
    }
}

impl Encoder for AsBytes {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put(item);
        Ok(())
    }
}

impl Decoder for AsBytes {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining())))
    }
}
