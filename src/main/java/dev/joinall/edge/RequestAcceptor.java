package dev.joinall.edge;

import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** Takes requests from HTTP/1.1 connections, before the server gets them. Thread-safe. */
@FunctionalInterface
public interface RequestAcceptor {
  /** Leaves all requests to the server. */
  RequestAcceptor NONE = request -> null;

  /**
   * Decides who answers a request. Called on the event loop of its connection.
   *
   * @param request well-formed
   * @return null if the server does
   */
  @Nullable Responder accept(HttpRequest request);

  /** Answers one request. */
  @FunctionalInterface
  interface Responder {
    /** Called on the event loop, before the body of the request arrives. */
    void respond(ClientExchange exchange);
  }
}
