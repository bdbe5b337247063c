/**
 * A runtime for functions in plain Java, for systems without AWS's runtime interface client. These
 * classes run in the function's JVM, beside nothing but the function and AWS's own libraries.
 */
package io.github.auroraproxy.localaws.launcher;
