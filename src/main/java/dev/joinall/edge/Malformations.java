package dev.joinall.edge;

import io.netty.handler.codec.http.InvalidLineSeparatorException;

/**
 * Explains why the codec rejects a request. Recognizes the codec's messages by their wording,
 * because they would repeat parts of the request; other messages get a general text.
 */
final class Malformations {
  static final String NOT_ENCODED =
      "a % in the path or query is not followed by two hexadecimal digits (RFC 3986, 2.1)";

  private Malformations() {}

  static String describe(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof InvalidLineSeparatorException) {
      return "a line does not end in CR LF (RFC 9112, 2.2)";
    }
    if (message.contains("Transfer-Encoding") && message.contains("Content-Length")) {
      return "the request has a Content-Length and a Transfer-Encoding (RFC 9112, 6.1)";
    }
    if (message.contains("Content-Length")) {
      return "the Content-Length is not one number (RFC 9112, 6.3)";
    }
    if (message.contains("only allowed in HTTP/1.1")) {
      return "HTTP/1.0 has no Transfer-Encoding (RFC 9112, 6.1)";
    }
    if (message.contains("transfer coding") || message.contains("Transfer-Encoding")) {
      return "chunked is not the last transfer coding, or is applied twice (RFC 9112, 6.3)";
    }
    if (message.contains("version format") || message.contains("HTTP/0.9")) {
      return "the first line is no method, target and version HTTP/1.1 (RFC 9112, 3)";
    }
    if (message.contains("HTTP Method")) {
      return "the method is not a token (RFC 9110, 9.1)";
    }
    if (message.contains("header") || message.contains("colon")) {
      return "a header is malformed (RFC 9112, 5)";
    }
    return "the request is malformed (RFC 9112)";
  }
}
