/**
 * Metrics, alarms and a dashboard of an RDS Proxy. They need the proxy's name only, so they also
 * work on a proxy that this library did not create.
 */
@Value.Style(
    get = {"get*", "is*"},
    visibility = Value.Style.ImplementationVisibility.PACKAGE,
    overshadowImplementation = true)
package io.github.auroraproxy.constructs.monitoring;

import org.immutables.value.Value;
