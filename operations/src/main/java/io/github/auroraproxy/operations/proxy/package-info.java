/** Finds the proxy that a command is about, by its name or by the outputs of a stack. */
package io.github.auroraproxy.operations.proxy;
