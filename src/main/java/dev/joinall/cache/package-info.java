/**
 * Values that are known already, in place of calls. Begin with {@link dev.joinall.cache.TaskCache}.
 */
@NullMarked
package dev.joinall.cache;

import org.jspecify.annotations.NullMarked;
