@NullMarked
package dev.joinall.template;

import org.jspecify.annotations.NullMarked;
