/** Backends of kind {@code ldap}, as a kind that is no part of Joinall. */
@NullMarked
package com.example.joinall.ldap;

import org.jspecify.annotations.NullMarked;
