/** The HTTP interface: routes, inputs, answers. Start at {@link dev.joinall.web.Routes}. */
@NullMarked
package dev.joinall.web;

import org.jspecify.annotations.NullMarked;
