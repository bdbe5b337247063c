/** A directory of SQL files, read and checked at synth. It is no API. */
package io.github.auroraproxy.internal.migrations;
