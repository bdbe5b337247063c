/** Logs in through a proxy as an application does: with an IAM token, over verified TLS. */
package io.github.auroraproxy.operations.connect;
