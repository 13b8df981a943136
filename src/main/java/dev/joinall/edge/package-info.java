/**
 * The connections of clients: their limits and the actions beyond them, and the requests that are
 * handled without Reactor Netty. Start at {@link dev.joinall.edge.Limits} and {@link
 * dev.joinall.edge.ExchangeHandler}.
 */
@NullMarked
package dev.joinall.edge;

import org.jspecify.annotations.NullMarked;
