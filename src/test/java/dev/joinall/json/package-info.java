@NullMarked
package dev.joinall.json;

import org.jspecify.annotations.NullMarked;
