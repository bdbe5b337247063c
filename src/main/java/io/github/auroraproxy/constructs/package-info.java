/**
 * Constructs that put an RDS Proxy in front of an Aurora PostgreSQL cluster, with everything that
 * makes it usable.
 *
 * <p>{@link io.github.auroraproxy.constructs.AuroraProxy} is the whole; its parts can be used
 * alone. A mistake that synth can know is reported as {@link
 * io.github.auroraproxy.InvalidPropertyException}.
 */
@PropsStyle
package io.github.auroraproxy.constructs;

import io.github.auroraproxy.internal.PropsStyle;
