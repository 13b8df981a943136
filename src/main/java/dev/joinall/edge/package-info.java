/**
 * The connections of clients: their limits, and what happens beyond them. Start at {@link
 * dev.joinall.edge.Limits}.
 */
@NullMarked
package dev.joinall.edge;

import org.jspecify.annotations.NullMarked;
