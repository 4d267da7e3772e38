/** Cases that are not run, by id, each with the reason why djust may differ from what was recorded. */
export const skips: ReadonlyMap<string, string> = new Map([])
