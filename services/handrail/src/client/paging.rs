//! Reading a list to its end.

/// The largest page the services give.
pub(crate) const PAGE: u32 = 200;

/// Every member of a list, page after page: `every_page!(client, list_notices, request, notices)`.
macro_rules! every_page {
    ($client:expr, $method:ident, $request:expr, $list:ident) => {{
        use handrail_contracts::common::v1::PageRequest;
        let mut client = $client;
        let mut request = $request;
        let mut found = Vec::new();
        let mut token = String::new();
        loop {
            request.page = Some(PageRequest {
                size: $crate::client::paging::PAGE,
                token,
            });
            let reply = client.$method(request.clone()).await?.into_inner();
            found.extend(reply.$list);
            token = reply.next_page_token;
            if token.is_empty() {
                break found;
            }
        }
    }};
}
pub(crate) use every_page;
