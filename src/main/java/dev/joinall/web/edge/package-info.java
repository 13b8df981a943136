/**
 * What clients may ask of the process, and what becomes of those who ask too much. Start at {@link
 * dev.joinall.web.edge.Limits}.
 */
@NullMarked
package dev.joinall.web.edge;

import org.jspecify.annotations.NullMarked;
