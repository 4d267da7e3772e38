import { DjustError } from '../../error.ts'
import { toList } from '../../value/iterate.ts'
import { kindName } from '../../value/kinds.ts'
import { isText } from '../../value/lazy-text.ts'
import { toInteger } from '../../value/to-number.ts'
import { toText } from '../../value/to-text.ts'
import type { RenderSettings } from '../../render/settings.ts'

/** A filter got what it can do nothing with: an error, as in Django, which conditions take for false. */
export function wrongInput(filter: string, input: unknown, takes: string): DjustError {
  return new DjustError('filter/input', `the filter "${filter}" can't work with a value of type ${kindName(input)}`, {
    hint: `It takes ${takes}.`,
  })
}

/** An argument that has to be text. */
export function requiredText(filter: string, argument: unknown, settings: RenderSettings): string {
  if (isText(argument)) return toText(argument, settings)
  throw new DjustError('filter/argument', `the filter "${filter}" takes text as its argument, not a value of type ${kindName(argument)}`)
}

/** A whole number, or undefined for text that is none: other values are an error. */
export function optionalInteger(filter: string, argument: unknown): number | bigint | undefined {
  const integer = toInteger(argument)
  if (integer !== undefined || isText(argument) || Number.isNaN(argument)) return integer
  throw new DjustError(
    'filter/argument',
    `the filter "${filter}" takes a whole number as its argument, not a value of type ${kindName(argument)}`,
  )
}

/** An argument that has to be a whole number, as `int()` reads it. */
export function requiredInteger(filter: string, argument: unknown): number {
  const integer = toInteger(argument)
  if (integer !== undefined) return Number(integer)
  throw new DjustError('filter/argument', `the filter "${filter}" needs a whole number as its argument`)
}

/** The items of a list, where null is none. */
export function requiredList(filter: string, input: unknown): readonly unknown[] {
  if (input === null || input === undefined) throw wrongInput(filter, input, 'a list')
  return toList(input)
}
