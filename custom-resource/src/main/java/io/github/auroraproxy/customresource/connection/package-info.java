/**
 * Connections to the cluster: the admin secret, verified TLS, the parameters of a session, the
 * deadline of a run, and what the errors of PostgreSQL mean.
 */
package io.github.auroraproxy.customresource.connection;
