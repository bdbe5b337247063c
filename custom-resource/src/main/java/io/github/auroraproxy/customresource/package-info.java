/**
 * The Lambda function behind {@code Custom::AuroraDatabase} and {@code Custom::ProxyLogin}: the
 * handler, its requests and its responses. A request becomes a desired state ({@code state}). The
 * present state of the cluster is read ({@code present}) and compared with it ({@code plan}), and
 * the changes are sent ({@code apply}).
 */
package io.github.auroraproxy.customresource;
