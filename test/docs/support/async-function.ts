/** Makes a function of code that awaits, as `Function` does of other code: its arguments' names, then its text. */
export const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<void>
