/**
 * What clients may ask of the process, and what becomes of those who ask too much. Start at {@link
 * dev.joinall.edge.Limits}.
 */
@NullMarked
package dev.joinall.edge;

import org.jspecify.annotations.NullMarked;
