/** Tests of the Helm chart. Start at {@link dev.joinall.helm.Renderings}. */
package dev.joinall.helm;
