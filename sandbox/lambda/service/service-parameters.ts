/**
 * What AWS does not publish about the Lambda service, and a simulation needs. Each is our choice; none of them decides whether something
 * happens, only when.
 */

/** From the 202 of an asynchronous invocation to the first attempt. */
export const ASYNC_DELIVERY_MS = 20;

/** Header Retry-After of a throttled synchronous invocation (L144). */
export const RETRY_AFTER_SECONDS = 1;
