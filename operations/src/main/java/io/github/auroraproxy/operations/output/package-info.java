/** What the commands print: tables for people, JSON for scripts. */
package io.github.auroraproxy.operations.output;
