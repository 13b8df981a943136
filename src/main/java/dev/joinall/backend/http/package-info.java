/**
 * HTTP APIs, by Reactor Netty's client. Start at {@link dev.joinall.backend.http.HttpBackend}.
 *
 * <p>{@link dev.joinall.backend.http.ExchangeCodec} and what it is made of decide which bytes are
 * an answer, and whether a connection may be used again. They need no Reactor Netty, so that
 * another client of HTTP/1.1 can stand on them; only {@code ExchangeCodec.install} knows its pool.
 */
@NullMarked
package dev.joinall.backend.http;

import org.jspecify.annotations.NullMarked;
