//! The aggregations of bench/joinall.yaml written by hand with hyper, tokio and hyper's pooled client.
//! It has no guards, no timeouts and no limits.

use bytes::{BufMut, Bytes, BytesMut};
use futures_util::future::try_join_all;
use http_body_util::{BodyExt, Empty, Full};
use hyper::{server::conn::http1, service::service_fn, Request, Response, StatusCode, Uri};
use hyper_util::client::legacy::{connect::HttpConnector, Client};
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::{convert::Infallible, env, sync::Arc};
use tokio::net::TcpListener;

type Failure = Box<dyn std::error::Error + Send + Sync>;

struct Upstream {
    client: Client<HttpConnector, Empty<Bytes>>,
    uris: Vec<(u8, Uri)>,
}

impl Upstream {
    async fn get(&self, uri: Uri) -> Result<Bytes, Failure> {
        let response = self.client.get(uri).await?;
        if response.status() != StatusCode::OK {
            return Err(response.status().to_string().into());
        }
        Ok(response.into_body().collect().await?.to_bytes())
    }

    async fn page(&self, tasks: usize) -> Result<Bytes, Failure> {
        let calls = self.uris[..tasks].iter().map(|(_, uri)| self.get(uri.clone()));
        let bodies = try_join_all(calls).await?;
        let mut page = BytesMut::with_capacity(bodies.iter().map(|it| it.len() + 5).sum::<usize>() + 1);
        for (i, body) in bodies.iter().enumerate() {
            page.put_slice(&[if i == 0 { b'{' } else { b',' }, b'"', self.uris[i].0, b'"', b':']);
            page.put_slice(body);
        }
        page.put_u8(b'}');
        Ok(page.freeze())
    }
}

async fn answer<B>(request: Request<B>, upstream: Arc<Upstream>) -> Result<Response<Full<Bytes>>, Infallible> {
    let tasks = match request.uri().path() {
        "/one" => 1,
        "/page" => 3,
        "/ten" => 10,
        _ => 0,
    };
    let (status, body) = match upstream.page(tasks).await {
        Ok(_) if tasks == 0 => (StatusCode::NOT_FOUND, Bytes::new()),
        Ok(body) => (StatusCode::OK, body),
        Err(_) => (StatusCode::BAD_GATEWAY, Bytes::new()),
    };
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    response.headers_mut().insert("content-type", "application/json".parse().unwrap());
    Ok(response)
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Failure> {
    let base = env::var("UPSTREAM_URL")?;
    let uris = (b'a'..=b'j')
        .map(|it| Ok((it, format!("{base}/{}", it as char).parse()?)))
        .collect::<Result<_, Failure>>()?;
    let client = Client::builder(TokioExecutor::new()).build_http();
    let upstream = Arc::new(Upstream { client, uris });
    let listener = TcpListener::bind(format!("127.0.0.1:{}", env::var("SERVER_PORT")?)).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let upstream = upstream.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(request, upstream.clone()));
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}
