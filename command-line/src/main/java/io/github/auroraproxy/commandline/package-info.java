/** What the commands of both runnable jars share: options, output, errors and exit codes. */
package io.github.auroraproxy.commandline;
