/**
 * JSON values that are kept as bytes and looked into only when asked; start reading at {@link
 * dev.joinall.json.Json}.
 */
@NullMarked
package dev.joinall.json;

import org.jspecify.annotations.NullMarked;
