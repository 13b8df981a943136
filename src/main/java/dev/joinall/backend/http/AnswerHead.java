package dev.joinall.backend.http;

import io.netty.handler.codec.http.HttpHeaders;
import reactor.netty.http.client.HttpClientResponse;

/**
 * The status and the headers of a response.
 *
 * @param proxied whether it may come from a proxy
 */
record AnswerHead(int status, HttpHeaders headers, boolean proxied) {
  static AnswerHead of(HttpClientResponse response) {
    return new AnswerHead(response.status().code(), response.responseHeaders(), false);
  }
}
