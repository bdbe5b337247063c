/**
 * Metrics, alarms and a dashboard of an RDS Proxy. They need the proxy's name only, so they also
 * work on a proxy that this library did not create.
 */
@PropsStyle
package io.github.auroraproxy.constructs.monitoring;

import io.github.auroraproxy.internal.PropsStyle;
