/** Finds a cluster and what belongs to it, for the settings of the app. */
package io.github.auroraproxy.operations.discover;
