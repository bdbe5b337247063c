/**
 * Compares the present state with the desired state and returns the changes in their order. Nothing
 * here sends a statement or asks the cluster.
 */
package io.github.auroraproxy.customresource.plan;
