/** What the operator sees, without a server around it. */
package dev.joinall.ops;
