/**
 * An RDS Proxy with IAM authentication in front of an Aurora PostgreSQL cluster.
 *
 * <p>Teams use {@link io.github.auroraproxy.constructs}; {@link io.github.auroraproxy.app} is the
 * CDK app.
 */
package io.github.auroraproxy;
