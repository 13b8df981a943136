/**
 * The connections of clients: their limits, and what happens beyond them; and the requests that are
 * taken from them before the server. Start at {@link dev.joinall.edge.Limits} and {@link
 * dev.joinall.edge.ExchangeHandler}.
 */
@NullMarked
package dev.joinall.edge;

import org.jspecify.annotations.NullMarked;
