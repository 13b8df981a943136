/**
 * TLS of connections to backends: certificates and keys from files, which are read again when they
 * change. Start at {@link dev.joinall.tls.TlsContexts}.
 */
@NullMarked
package dev.joinall.tls;

import org.jspecify.annotations.NullMarked;
