/**
 * What the routes of a file answer, as OpenAPI 3.1, and a page to read it. Start at {@link
 * dev.joinall.openapi.OpenApi}.
 */
@NullMarked
package dev.joinall.openapi;

import org.jspecify.annotations.NullMarked;
