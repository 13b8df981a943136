/** Backends of kind {@code ldap}: an example of a kind outside of Joinall. */
@NullMarked
package com.example.joinall.ldap;

import org.jspecify.annotations.NullMarked;
