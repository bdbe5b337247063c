/** Which proxy a command is about: named, or told by a stack's outputs. */
package io.github.auroraproxy.operations.proxy;
