/**
 * A client for HTTP/1.1: {@link dev.joinall.backend.http.client.ConnectionPool} has the connections
 * to the servers of one backend, {@link dev.joinall.backend.http.client.ClientCall} is one request
 * and its response. {@link dev.joinall.backend.balance.Instances} chooses the server.
 *
 * <p>A call is sent on the event loop that began it, if there is a connection or a place for one.
 * It waits in {@code PendingConnects} while a connection is opened, and in {@code WaitingCalls}
 * while there is no place. Netty's codec decodes the response; {@code ResponseDecoder} and {@code
 * Exchange} check it against RFC 9112, and decide whether its connection may be reused.
 */
@NullMarked
package dev.joinall.backend.http.client;

import org.jspecify.annotations.NullMarked;
