/** The command line of the jar for operators; each command is in a package of its own. */
package io.github.auroraproxy.operations;
