/** An error whose message says it all, so that its stack is not shown. */
export class Mistake extends Error {}
