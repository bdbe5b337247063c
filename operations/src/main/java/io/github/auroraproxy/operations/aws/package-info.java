/** The SDK's clients as every command uses them: region, retries, failures in plain words. */
package io.github.auroraproxy.operations.aws;
