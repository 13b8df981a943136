/** Holds the Helm chart to its promises. Begin with {@link dev.joinall.helm.Renderings}. */
package dev.joinall.helm;
