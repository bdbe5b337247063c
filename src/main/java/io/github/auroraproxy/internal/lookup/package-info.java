/** Clusters, networks and proxies that the CDK CLI looks up in the account. It is no API. */
package io.github.auroraproxy.internal.lookup;
