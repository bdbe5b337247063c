/** Finds a cluster, its admin secret and its proxy, for the settings of the app. */
package io.github.auroraproxy.operations.discover;
