/**
 * The OpenAPI 3.1 document of a file's routes, and an HTML page of it. Start at {@link
 * dev.joinall.openapi.OpenApi}.
 */
@NullMarked
package dev.joinall.openapi;

import org.jspecify.annotations.NullMarked;
