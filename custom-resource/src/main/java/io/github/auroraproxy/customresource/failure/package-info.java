/** The one exception that the function answers with, and text of others that its messages quote. */
package io.github.auroraproxy.customresource.failure;
