/** An RDS Proxy as its clients see it, on PostgreSQL's own protocol. */
package io.github.auroraproxy.localaws.proxy;
