/**
 * One version of the file as it is served, and its replacement by the next one. Start at {@link
 * dev.joinall.serving.LiveDeployment}.
 */
@NullMarked
package dev.joinall.serving;

import org.jspecify.annotations.NullMarked;
