/** What the context's own code throws. */
export class ContextError extends Error {}
