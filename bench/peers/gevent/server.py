"""The aggregations of bench/joinall.yaml written by hand with gevent: spawn, joinall, its WSGI server
and a pooled client, a process for each core. It has no guards, no timeouts and no limits."""

import os
import signal

import gevent
from gevent import socket
from gevent.pywsgi import WSGIServer
from geventhttpclient import HTTPClient
from geventhttpclient.url import URL

ROUTES = {"/one": "a", "/page": "abc", "/ten": "abcdefghij"}
PROCESSES = 2


def serve(listener):
    upstream = HTTPClient.from_url(URL(os.environ["UPSTREAM_URL"]), concurrency=int(os.environ["POOL"]) // 2)

    def get(path):
        response = upstream.get(path)
        body = response.read()
        if response.status_code != 200:
            raise RuntimeError(f"{path}: {response.status_code}")
        return body

    def page(environ, start_response):
        tasks = ROUTES.get(environ["PATH_INFO"])
        if tasks is None:
            start_response("404 Not Found", [])
            return []
        calls = [gevent.spawn(get, "/" + it) for it in tasks]
        gevent.joinall(calls)
        if not all(it.successful() for it in calls):
            start_response("502 Bad Gateway", [])
            return []
        members = (b'"%s":%s' % (it.encode(), call.value) for it, call in zip(tasks, calls))
        body = b"{" + b",".join(members) + b"}"
        start_response(
            "200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        )
        return [body]

    WSGIServer(listener, page, log=None).serve_forever()


def main():
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", int(os.environ["SERVER_PORT"])))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.listen(1024)
    children = []
    for _ in range(PROCESSES - 1):
        child = gevent.fork()
        if child == 0:
            serve(listener)
            return
        children.append(child)

    def stop():
        for it in children:
            os.kill(it, signal.SIGTERM)
        os._exit(0)

    gevent.signal_handler(signal.SIGTERM, stop)
    serve(listener)


main()
