import * as fc from 'fast-check'

/**
 * fast-check with the same cases in every run of `npm test`, so that a change is judged by what it changed.
 * DJUST_PROPERTY_SEED (a number, or `random`) looks at other cases.
 */
const seed = process.env['DJUST_PROPERTY_SEED'] ?? '20251'
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) })

export { fc }
