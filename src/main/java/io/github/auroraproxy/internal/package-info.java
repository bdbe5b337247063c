/** Shared by the packages of this module; not meant for others, and free to change. */
package io.github.auroraproxy.internal;
