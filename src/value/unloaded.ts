import { DjustError } from '../error.ts'
import { kindName } from './kinds.ts'

/** Where queries keep what they have been told. */
const queryState: unique symbol = Symbol.for('djust.queryState')

/** Fails for a query or a promise: what it stands for is not there, and anything that a template made of it would be wrong. */
export function refuseUnloaded(value: object): void {
  if (isPromise(value)) {
    // Nobody waits for it any more: that it fails, too, must not end the process.
    if (value instanceof Promise) value.catch(() => {})
    throw unloaded(value)
  }
  if (queryState in value) throw unloaded(value)
}

function unloaded(value: object): DjustError {
  return new DjustError(
    'value/unloaded-query',
    `nothing was loaded of a value of type ${kindName(value)}: it stands for what a query or a promise gives`,
    {
      hint: 'djust loads queries of the context, and of lists and dictionaries in it. Await it in the view; where a getter or method of an entity gives it, make that an async method which awaits it.',
    },
  )
}

function isPromise(value: object): boolean {
  return 'then' in value && typeof value.then === 'function'
}
