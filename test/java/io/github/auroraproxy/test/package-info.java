/** The guarantees of the packaged jars, written as specifications. */
package io.github.auroraproxy.test;
