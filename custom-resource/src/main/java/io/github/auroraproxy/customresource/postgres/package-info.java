/** SQL as text, a session that sends it, and the journal of what was changed. */
package io.github.auroraproxy.customresource.postgres;
