/**
 * The parts of AWS that the custom resource meets, real and on this machine.
 *
 * <p>{@link io.github.auroraproxy.localaws.LocalAurora} is a PostgreSQL server as Aurora presents
 * it, {@link io.github.auroraproxy.localaws.LocalSecretsManager} speaks the wire protocol of AWS
 * Secrets Manager, and {@link io.github.auroraproxy.localaws.LocalLambda} runs a packaged function
 * in its own JVM. Each is {@link java.lang.AutoCloseable} and leaves neither a process nor a
 * directory behind, also when the JVM is interrupted.
 */
package io.github.auroraproxy.localaws;
