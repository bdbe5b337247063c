/**
 * The database function: its archive, environment, layers, permissions and CDK's provider framework
 * in front of it. It is no API.
 */
package io.github.auroraproxy.internal.function;
