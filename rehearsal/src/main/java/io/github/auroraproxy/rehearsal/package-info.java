/** Plays the deployment of a cloud assembly on this machine. */
package io.github.auroraproxy.rehearsal;
