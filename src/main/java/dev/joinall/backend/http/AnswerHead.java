package dev.joinall.backend.http;

import io.netty.handler.codec.http.HttpHeaders;
import reactor.netty.http.client.HttpClientResponse;

/** The status and the headers of an answer. */
record AnswerHead(int status, HttpHeaders headers) {
  static AnswerHead of(HttpClientResponse response) {
    return new AnswerHead(response.status().code(), response.responseHeaders());
  }
}
