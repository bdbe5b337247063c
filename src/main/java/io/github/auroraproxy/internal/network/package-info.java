/** Subnets, and the rules between security groups. It is no API. */
package io.github.auroraproxy.internal.network;
